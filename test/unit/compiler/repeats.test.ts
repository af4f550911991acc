import { expect, test } from "vitest";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";

test("the document tells of calls that are more than is kept of them, whatever they do", () => {
  const blueprint = blueprintOf(
    "# Kilns\n\nRepeats are known by the header `Idempotency-Key`.\n\n## Kiln\n- heat: number, default 0\n\n" +
      "### Heat: `POST /kilns/{id}/heat`\n- Sets heat to heat + 1\n",
  );
  const { files } = implementService({ blueprint, requirement: "" });
  const { paths } = JSON.parse(files.find(({ path }) => path === "openapi.json")?.content ?? "");
  const statuses = ({ responses }: { responses: object }) => Object.keys(responses);
  expect(statuses(paths["/kilns/{id}"].delete)).toContain("413");
  expect(statuses(paths["/kilns/{id}/heat"].post)).toContain("413");
  expect(statuses(paths["/kilns/{id}"].get)).not.toContain("413");
});
