import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Bundle, bundleDigest } from "../../../shared/delivery/bundle.ts";
import { Evidence } from "../../../shared/delivery/evidence.ts";
import { bundleOf } from "../../e2e/quick-build.ts";
import { DataPlane } from "./fixtures/data-plane.ts";

const spec = `# Books

## Book
- title: text, required, at most 200 characters
- pages: whole number, 1 to 50
- \`?pages\` is pages
- Pages of 5 by page \`?page\`, size \`?size\` up to 20
`;

let plane: DataPlane;
let live: Bundle;
beforeAll(async () => {
  plane = await DataPlane.start();
  live = await bundleOf(spec, "books");
});
afterAll(() => plane.stop());

/** The evidence of a candidate that is the live release but for one place in its code. */
async function judged(service: string, place: string, instead: string, generated = 500) {
  const modules = { ...live.modules };
  const source = modules["books-routes.ts"] ?? "";
  expect(source).toContain(place);
  modules["books-routes.ts"] = source.replace(place, instead);
  const bundle = { ...live, modules };
  const path = `/control/services/${service}`;
  await plane.release(service, "r1", { bundle: live, digest: await bundleDigest(live) });
  await plane.register(service, "r2", { bundle, digest: await bundleDigest(bundle) });
  const body = { release: "r2", meant: { routes: [] }, generated, seed: 7, slow: 500, rows: 2 };
  await plane.done("POST", `${path}/shadow`, body);
  return vi.waitFor(
    async () => {
      const found = Evidence.parse(await plane.done("GET", `${path}/evidence?release=r2`));
      expect(found.generating).toBe(false);
      return found;
    },
    { timeout: 60_000, interval: 100 },
  );
}

const create = "const created = books.insert(";

test("a healthy candidate has nothing against it after 500 made-up calls", { timeout: 90_000 }, async () => {
  const { generated, differences } = await judged("healthy", create, `/* the same */ ${create}`);
  expect(generated).toMatchObject({
    compared: 500,
    unlike: { candidate: 0, control: 0 },
    failed: { candidate: 0, control: 0 },
  });
  expect(differences.filter(({ confirmed }) => confirmed)).toEqual([]);
  expect(await (await plane.service("healthy", "/books")).json()).toEqual([]);
});

test.each([
  ["fails", 'if (input.pages === 13) throw new Error("no");', "failed"],
  ["answers another value", "if (input.pages === 13) input.pages = 12;", "unlike"],
  [
    "goes by the hour of the day",
    'if (c.req.raw.headers.get("x-aidevos-time") % 86400000 > 82800000) input.title += "!";',
    "unlike",
  ],
])(
  "a candidate that %s for one input of fifty is found out, and confirmed",
  { timeout: 90_000 },
  async (name, fault, kind) => {
    const service = name.replaceAll(" ", "-");
    const { generated, differences } = await judged(service, create, `${fault}\n${create}`);
    expect(generated.compared).toBe(500);
    expect(generated).toMatchObject({ [kind]: { control: 0 } });
    expect(generated[kind === "failed" ? "failed" : "unlike"].candidate).toBeGreaterThan(0);
    expect(differences[0]).toMatchObject({ kind, route: "POST /books", confirmed: true });
  },
);

test("what differs by chance is not confirmed", { timeout: 90_000 }, async () => {
  const fault = 'if (Math.random() < 0.01) throw new Error("by chance");';
  const { generated, differences } = await judged("chance", create, `${fault}\n${create}`, 300);
  expect(generated.failed.candidate).toBe(
    differences.filter(({ kind, confirmed }) => kind === "failed" && confirmed).length,
  );
  expect(generated.compared).toBe(300);
});
