import { expect, test } from "vitest";
import { facetNames } from "../../../local/facet-copier.ts";

const magic = Buffer.from("57efb0c55bcecdc4", "hex");

function entry(parent: number, name: string): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(parent);
  head.writeUInt16LE(Buffer.byteLength(name), 2);
  return Buffer.concat([head, Buffer.from(name)]);
}

test("names stand in the order of their numbers, those of a facet's own facets left out", () => {
  const index = Buffer.concat([
    magic,
    entry(0, "candidate"),
    entry(0, "data-1"),
    entry(2, "inner"),
    entry(0, "é"),
  ]);
  expect(facetNames(index)).toEqual(["candidate", "data-1", undefined, "é"]);
});

test("a tail that was cut off is left out", () => {
  const index = Buffer.concat([magic, entry(0, "candidate"), entry(0, "data-1").subarray(0, 7)]);
  expect(facetNames(index)).toEqual(["candidate"]);
});

test("another file is no index", () => {
  expect(facetNames(Buffer.from("SQLite format 3"))).toEqual([]);
  expect(facetNames(Buffer.alloc(0))).toEqual([]);
});
