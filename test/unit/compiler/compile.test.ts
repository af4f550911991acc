import { describe, expect, test } from "vitest";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { patternOf } from "../../../shared/compiler/zod-schema.ts";
import {
  type BlueprintInput,
  blueprint,
  entity,
  reviews,
  shop,
  todos,
} from "../../integration/compiler/blueprints.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";

function filesOf(input: BlueprintInput, requirement = "Keep things.") {
  const answer = implementService({ blueprint: Blueprint.parse(input), requirement });
  return new Map(answer.files.map(({ path, content }) => [path, content]));
}

describe("the compiler", () => {
  test("gives the same files for the same blueprint", () => {
    expect(filesOf(shop)).toEqual(filesOf(shop));
  });

  test("writes all that is the service's own, the requirement as it was", () => {
    const files = filesOf(todos, "A `list` of ${things} */");
    expect([...files.keys()]).toEqual(
      expect.arrayContaining([
        "README.md",
        "requirement.md",
        "blueprint.json",
        "openapi.json",
        "src/service.ts",
      ]),
    );
    expect(files.get("requirement.md")).toBe("A `list` of ${things} */\n");
  });

  test("reads no clock for what changes can't give", () => {
    const spec = `# Finds

## Find
- on: date, required, in the past, refused in changes
- \`POST /finds\` creates one
- \`PATCH /finds/{id}\` changes one
`;
    const code = filesOf(blueprintOf(spec)).get("src/finds-routes.ts") ?? "";
    expect(code.split("timestamp(c.req.raw)")).toHaveLength(2);
  });

  test("has no code for what the blueprint does not ask for", () => {
    const all = [...filesOf(blueprint([entity("note", "notes", [{ name: "text", type: "string" }])]))]
      .filter(([path]) => path.startsWith("src/"))
      .map(([, content]) => content)
      .join("\n");
    expect(all).not.toMatch(/readListQuery|pageLinks|cors|checkReference|refuseChange|timestamp|present/);
  });

  test("cannot be led out of a comment, a text or a table by a title", () => {
    const odd = '*/ evil(); `${x}` "| <b>\n# h';
    const files = filesOf({ ...todos, service: { name: "odd", title: odd, description: odd } });
    expect(files.get("src/service.ts")).not.toContain("*/ evil");
    expect(files.get("README.md")?.split("\n")[0]).toBe('# \\*/ evil(); \\`$\\{x\\}\\` "\\| \\<b\\> \\# h');
    expect(JSON.parse(files.get("openapi.json") ?? "").info.title).toBe(odd);
  });

  test("says what does not fit together", () => {
    const unknown = blueprint([entity("a", "as", [{ name: "b", type: "reference", references: "c" }])]);
    expect(() => filesOf(unknown)).toThrow(/refers to c, which is no entity/);
    const sorted = blueprint([entity("a", "as", [], { list: { sort: { fields: ["x"] } } })]);
    expect(() => filesOf(sorted)).toThrow(/speaks of the field x/);
    expect(() => filesOf(blueprint([entity("a", "as", [{ name: "b", type: "choice" }])]))).toThrow(
      /has no values/,
    );
  });

  test("keeps a nested list's index on the parent", () => {
    const { files } = implementService({ blueprint: Blueprint.parse(reviews), requirement: "" });
    const reviewsFile = files.find(({ path }) => path === "src/reviews.ts")?.content;
    expect(reviewsFile).toContain('"reviews-by-bookIsbn": ["\\"bookIsbn\\""]');
  });
});

test.each([
  ["\\d{3}", "123", true],
  ["\\d{3}", "1234", false],
  ["a|b", "ab", false],
  ["^a|b$", "ax", false],
  ["^[a-z]+$", "abc", true],
  ["\\$", "$", true],
  ["^\\d\\$", "1", false],
])("the pattern %s is for the whole text: %s", (pattern, text, matches) => {
  const field = Blueprint.shape.entities.element.shape.fields.element.parse({
    name: "x",
    type: "string",
    pattern,
  });
  expect(patternOf(field).test(text)).toBe(matches);
});

test.each([")|(", "(", "[z-a]"])("%s is no pattern", (pattern) => {
  const field = Blueprint.shape.entities.element.shape.fields.element.parse({
    name: "x",
    type: "string",
    pattern,
  });
  expect(() => patternOf(field)).toThrow(/is not a regular expression/);
});
