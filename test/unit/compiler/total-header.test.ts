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
