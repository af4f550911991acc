import { expect, test } from "vitest";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { meantBy } from "../../../shared/difference/meant-by.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";

const kilns = (total: string) =>
  blueprintOf(
    `# Kilns\n\nAny origin may call.\n\n## Kiln\n- label: text\n- Pages of 20 by page \`?page\`, size \`?size\` up to 50\n${total}`,
  );
const counted = kilns("- Lists give the total in the header `X-Kilns`\n");

test("the header of a list's total is documented, and pages of other origins may read it", () => {
  const { files } = implementService({ blueprint: counted, requirement: "" });
  const contentOf = (wanted: string) => files.find(({ path }) => path === wanted)?.content ?? "";
  const { headers } = JSON.parse(contentOf("openapi.json")).paths["/kilns"].get.responses["200"];
  expect(Object.keys(headers)).toEqual(["X-Kilns", "Link"]);
  expect(contentOf("src/service.ts")).toMatch(/exposeHeaders: \[.*"X-Kilns"/);
});

test("which headers such pages may read is meant to differ with it", () => {
  const { routes } = meantBy(kilns(""), counted);
  const create = routes.find(({ method }) => method === "POST");
  expect(create?.headers).toContain("access-control-expose-headers");
});

test("a list by cursor that tells its total links to the next page by its cursor", () => {
  const blueprint = blueprintOf(
    "# Kilns\n\n## Kiln\n- label: text\n- Pages of 2 by cursor `?after`, size `?size` up to 50\n- Lists give the total in the header `X-Kilns`\n",
  );
  const { files } = implementService({ blueprint, requirement: "" });
  const code = files.find(({ path }) => path === "src/kilns-routes.ts")?.content ?? "";
  expect(code).toContain('c.header("X-Kilns", String(total))');
  expect([...code.matchAll(/c\.header\("Link", (\w+)/g)].map(([, by]) => by)).toEqual(["nextLink"]);
});
