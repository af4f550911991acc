import { describe, expect, test } from "vitest";
import { documentOf, imported } from "./reading.ts";

/** What a property's schema becomes, without the words that every optional one has, and what of it is left out. */
function fieldOf(schema: object, required: string[] = []): { line: string; unsaid: string[] } {
  const { spec, unsaid } = imported(documentOf({ required }, { properties: { it: schema } }));
  const line = spec.split("\n").find((one) => /^- it( =|:)/.test(one)) ?? "";
  return { line: line.replace(/^- it:? /, "").replace(", left out when empty", ""), unsaid };
}

describe("a property's schema becomes a field", () => {
  test.each<[object, string]>([
    [{ type: "string" }, "text"],
    [{ type: "string", minLength: 2, maxLength: 9 }, "text, 2 to 9 characters"],
    [{ minLength: 2 }, "text, at least 2 characters"],
    [{ type: "string", format: "date" }, "date"],
    [{ type: "string", format: "date-time" }, "moment"],
    [{ type: "string", format: "email" }, "email"],
    [{ type: "string", format: "uri" }, "url"],
    [{ type: "string", format: "uuid" }, "uuid"],
    [{ type: "string", format: "password" }, "text"],
    [{ type: "string", pattern: "^[0-9]{13}$" }, "text, 13 digits"],
    [{ type: "string", pattern: "^\\d{5}$" }, "text, 5 digits"],
    [{ type: "string", pattern: "^(?:a|b)$" }, "text, matches `a|b`"],
    [{ type: "string", pattern: "[a-z]" }, "text, matches `[\\s\\S]*(?:[a-z])[\\s\\S]*`"],
    [{ type: "string", pattern: "^a|b$" }, "text, matches `[\\s\\S]*(?:^a|b$)[\\s\\S]*`"],
    [{ type: "string", pattern: "^\\$$" }, "text, matches `\\$`"],
    [{ type: "string", enum: ["low", "high"] }, "one of low or high"],
    [{ enum: ["a", "b"], default: "b" }, "one of a or b, default b"],
    [{ const: "only" }, "one of only"],
    [{ type: "integer", format: "int32" }, "whole number"],
    [{ type: "integer", minimum: 1, maximum: 5 }, "whole number, 1 to 5"],
    [{ type: "integer", enum: [3, 1, 2] }, "whole number, 1 to 3"],
    [{ type: "integer", maximum: 2 ** 63 }, "whole number"],
    [{ type: "number", minimum: 0, exclusiveMinimum: true }, "number, more than 0"],
    [{ type: "number", exclusiveMaximum: 1, multipleOf: 0.01 }, "number, less than 1, in steps of 0.01"],
    [{ type: "boolean", default: false }, "yes/no, default no"],
    [{ type: ["string", "null"], default: "x" }, "text, may be null, default x"],
    [{ type: "string", nullable: true }, "text"],
    [{ oneOf: [{ type: "integer" }, { type: "null" }] }, "whole number"],
    [{ anyOf: [{ enum: ["a"] }, { enum: ["b"] }] }, "one of a or b"],
    [{ anyOf: [{ type: "integer" }, { type: "number" }] }, "number"],
    [{ allOf: [{ type: "string", maxLength: 9 }, { maxLength: 5 }] }, "text, at most 5 characters"],
    [
      { type: "array", items: { type: "string", maxLength: 9 }, uniqueItems: true },
      "list of text (at most 9 characters), no doubles",
    ],
    [
      { type: "array", items: { enum: ["a", "b"] }, minItems: 1, maxItems: 2 },
      "list of one of a or b, 1 to 2 elements",
    ],
    [
      { type: "array", items: { type: "object", required: ["a"], properties: { a: { type: "integer" } } } },
      "list of {a: whole number, required}",
    ],
    [{ type: "object" }, "object"],
    [{ properties: { a: { properties: { b: { type: "boolean" } } } } }, "{a: {b: yes/no}}"],
    [{ type: "string", description: "In  two\nlines." }, 'text, described "In two lines."'],
    [{ type: "string", writeOnly: true }, "text, hidden"],
    [{ type: "boolean", readOnly: true, default: false }, "= false, set at creation"],
    [{ type: "string", readOnly: true, enum: ["a", "b"], default: "b" }, "state of b or a"],
  ])("%j", (schema, line) => {
    const found = fieldOf(schema);
    expect(found).toEqual({ line: line.replace(/^= /, "= "), unsaid: [] });
  });

  test("with what makes it required", () => {
    expect(fieldOf({ type: "string" }, ["it"]).line).toBe("text, required");
    expect(fieldOf({ type: "string", default: "x" }, ["it"]).line).toBe("text, default x");
    expect(fieldOf({ type: "string", nullable: true }, ["it"]).line).toBe("text, required, may be null");
  });

  test.each<[object, string, RegExp]>([
    [{ type: "string", format: "ipv4" }, "text", /format `ipv4` is not checked/],
    [{ type: "string", pattern: "(" }, "text", /no regular expression/],
    [{ type: "string", enum: ["a", ""] }, "one of a", /an empty choice/],
    [{ type: "integer", enum: [1, 5] }, "whole number, 1 to 5", /a choice of numbers with gaps/],
    [{ type: "integer", default: "x" }, "whole number", /fits no value of the field/],
    [{ type: "array", items: { type: "array", items: {} } }, "", /a list of lists can't be said/],
    [{ type: "array" }, "list of text", /what the list holds is not said/],
    [{ type: ["string", "integer"] }, "", /string or integer can't be said: left out/],
    [{}, "", /any kind can't be said: left out/],
    [{ type: "string", not: { const: "x" } }, "text", /`not` can't be said/],
    [{ type: "object", additionalProperties: { type: "string" } }, "object", /any properties/],
    [{ type: "integer", readOnly: true }, "", /nothing tells from what the service sets `it`/],
    [{ type: "string", description: "x".repeat(400) }, "text", /the description is left out/],
    [{ type: "frob" }, "", /there is no type `frob`/],
    [{ type: 3 }, "", /not as OpenAPI has it/],
  ])("as far as it can, and the rest is named: %j", (schema, line, message) => {
    const found = fieldOf(schema);
    expect(found.line).toBe(line);
    expect(found.unsaid.join("\n")).toMatch(message);
  });

  test("not when its name is none that a field can have", () => {
    const { unsaid } = imported(documentOf({}, { properties: { "first-name": { type: "string" } } }));
    expect(unsaid).toEqual([
      "/components/schemas/Thing/properties/first-name: a name is letters, digits and underscores: left out",
    ]);
  });
});
