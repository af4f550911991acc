import { afterAll, beforeAll, expect, test } from "vitest";
import { SmokeReport } from "../../../shared/delivery/control.ts";
import { blueprint, bookings, entity, reviews, shop, todos, unusual } from "../compiler/blueprints.ts";
import { DataPlane } from "../objects/fixtures/data-plane.ts";
import { blueprintOf } from "../spec/serving.ts";
import { Lineage } from "./lineage.ts";

let plane: DataPlane;
beforeAll(async () => {
  plane = await DataPlane.start();
});
afterAll(() => plane.stop());

const lamps = blueprint([entity("lamp", "lamps", [{ name: "name", type: "string", required: true }])]);

async function smoke(service: Lineage) {
  const path = `/control/services/${service.name}/smoke`;
  return SmokeReport.parse(await plane.done("POST", path, { release: service.live?.id }));
}

test("a release that can only read is refused, and what smoke wrote is not in the live data", async () => {
  const service = new Lineage("reads-only", () => plane);
  await service.build(lamps);
  const outcome = await service.build(lamps, {
    edit: (files) =>
      files.map((file) => ({
        ...file,
        content: file.content.replace(
          "const created =",
          'if (c) throw new Error("It cannot write.");\n    const created =',
        ),
      })),
  });
  expect(outcome).toMatchObject({
    outcome: "refused",
    reason: expect.stringMatching(/POST \/lamps.*answered 500: a documented call must not fail/),
  });
  expect(await service.call("GET", "/lamps")).toEqual({ status: 200, body: [] });
});

test("a release that forgets what it stores is refused", async () => {
  const service = new Lineage("forgets", () => plane);
  const read = 'lamps.get(c.req.param("id"))';
  const outcome = await service.build(lamps, {
    edit: (files) =>
      files.map((file) => ({
        ...file,
        content: file.content.replace(`c.json(${read}`, `c.json({ ...${read}, name: "other" }`),
      })),
  });
  expect(outcome).toMatchObject({
    outcome: "refused",
    reason: expect.stringContaining("what was created reads back with another name"),
  });
});

test.each([
  ["todos", todos, ["POST /"], / and reads back$/],
  ["shop", shop, ["POST /products"], / and reads back$/],
  ["bookings", bookings, ["POST /rooms"], / and reads back$/],
  ["reviews", reviews, ["POST /books", "POST /books/{bookIsbn}/reviews", "POST /notes"], / and reads back$/],
  ["unusual", unusual, ["PUT /parts/{sku}/new"], /^answered 2/],
] as const)("finds its way through %s, parents first", async (name, input, creates, words) => {
  const service = new Lineage(name, () => plane);
  expect(await service.build(input)).toMatchObject({ outcome: "live" });
  const { checks } = await smoke(service);
  for (const create of creates) {
    expect(checks.find((check) => check.name === create)?.detail).toMatch(words);
  }
});

const washing = (callers: string) => `# Laundry

${callers}

## Person (people)
- name: text, required
- code: password, required
- \`POST /people\` creates one, by anyone
- \`GET /people/{id}\` shows one

## Wash
- by: the caller
- cents: whole number, required, 1 to 500
- \`POST /washes\` creates one
- \`GET /washes/{id}\` shows one
`;

test.each([
  [
    "named by a header",
    "Callers are people named by the header `X-Person` (401).",
    / and reads back$/,
    / and reads back$/,
  ],
  ["who sign in", "Callers are people who sign in (401).", / is shown to others$/, /^answered 401$/],
])(
  "whoever may make a caller and not see it is found out, of callers %s",
  async (name, callers, people, washes) => {
    const service = new Lineage(name.replaceAll(" ", "-"), () => plane);
    expect(await service.build(blueprintOf(washing(callers)))).toMatchObject({ outcome: "live" });
    const { checks } = await smoke(service);
    const detailOf = (route: string) => checks.find((check) => check.name === route)?.detail;
    expect([detailOf("POST /people"), detailOf("POST /washes")]).toEqual([
      expect.stringMatching(people),
      expect.stringMatching(washes),
    ]);
  },
);
