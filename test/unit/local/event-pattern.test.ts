import { describe, expect, test } from "vitest";
import { matchesPattern } from "../../../local/eventbridge/pattern.ts";
import type { JsonObject } from "../../../local/stepfunctions/json.ts";

const event: JsonObject = {
  source: "aidevos",
  "detail-type": "release.ready",
  detail: {
    service: "Library",
    count: 5,
    tags: ["new", "big"],
    owner: null,
    nested: { a: 1 },
    list: [{ b: 1 }, { b: 2 }],
  },
};

const detail = (pattern: JsonObject) => matchesPattern({ detail: pattern }, event);

describe("a pattern matches", () => {
  test.each<[string, JsonObject]>([
    ["an exact value", { service: ["Library"] }],
    ["one of several", { service: ["Shop", "Library"] }],
    ["null", { owner: [null] }],
    ["an element of a list", { tags: ["big"] }],
    ["nested fields", { nested: { a: [1] } }],
    ["fields of a list's objects", { list: { b: [2] } }],
    ["prefix", { service: [{ prefix: "Lib" }] }],
    ["prefix ignoring case", { service: [{ prefix: { "equals-ignore-case": "lIB" } }] }],
    ["suffix", { service: [{ suffix: "rary" }] }],
    ["equals-ignore-case", { service: [{ "equals-ignore-case": "library" }] }],
    ["wildcard", { service: [{ wildcard: "L*r*y" }] }],
    ["anything-but", { service: [{ "anything-but": ["Shop"] }] }],
    ["anything-but a prefix", { service: [{ "anything-but": { prefix: "Sh" } }] }],
    ["numeric range", { count: [{ numeric: [">", 1, "<=", 5] }] }],
    ["numeric equality", { count: [{ numeric: ["=", 5] }] }],
    ["exists", { count: [{ exists: true }] }],
    ["not exists", { missing: [{ exists: false }] }],
    ["$or", { $or: [{ service: ["Shop"] }, { count: [5] }] }],
    ["all its fields", { service: ["Library"], count: [5] }],
  ])("%s", (_name, pattern) => {
    expect(detail(pattern)).toBe(true);
  });
});

describe("a pattern does not match", () => {
  test.each<[string, JsonObject]>([
    ["another value", { service: ["Shop"] }],
    ["a number as text", { count: ["5"] }],
    ["a field that is not there", { missing: ["x"] }],
    ["anything-but of a field that is not there", { missing: [{ "anything-but": ["x"] }] }],
    ["prefix in the middle", { service: [{ prefix: "ibr" }] }],
    ["wildcard, whose other characters are literal", { service: [{ wildcard: "L.b*" }] }],
    ["anything-but of the value", { service: [{ "anything-but": "Library" }] }],
    ["numeric outside the range", { count: [{ numeric: [">", 5] }] }],
    ["numeric of a text", { service: [{ numeric: [">", 5] }] }],
    ["not exists of what exists", { count: [{ exists: false }] }],
    ["$or of none", { $or: [{ service: ["Shop"] }, { count: [6] }] }],
    ["one field of two", { service: ["Library"], count: [6] }],
  ])("%s", (_name, pattern) => {
    expect(detail(pattern)).toBe(false);
  });
});

test("an unknown filter is refused by name", () => {
  expect(() => detail({ service: [{ cidr: "10.0.0.0/8" }] })).toThrow('there is no filter "cidr"');
});
