import { expect, test } from "vitest";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";

const blueprint = blueprintOf(`# Kilns

## Kiln
- code: text, required
- label: text
- Identified by code
- Changes need the header \`If-Match\`
- \`PUT /kilns/{code}\` creates or replaces one
- \`PATCH /kilns/{code}\` changes one
- \`DELETE /kilns/{code}\` deletes one, also when absent

## Firing
- heat: whole number
- Changes need the header \`If-Match\`
`);
const { files } = implementService({ blueprint, requirement: "" });
const contentOf = (wanted: string) => files.find(({ path }) => path === wanted)?.content ?? "";

test("the document asks for a version where a call is always about a thing that is there", () => {
  const { paths } = JSON.parse(contentOf("openapi.json"));
  const isRequired = (path: string, method: string) =>
    paths[path][method].parameters.find(({ name }: { name: string }) => name === "If-Match").required;
  expect(isRequired("/kilns/{code}", "patch")).toBe(true);
  expect(isRequired("/kilns/{code}", "put")).toBe(false);
  expect(isRequired("/kilns/{code}", "delete")).toBe(false);
  expect(isRequired("/firings/{id}", "delete")).toBe(true);
});

test("things whose identifiers callers choose are told to come again", () => {
  expect(contentOf("src/kilns.ts")).toContain("comesAgain: true");
  expect(contentOf("src/firings.ts")).not.toContain("comesAgain");
});
