import { existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { memoryFolder } from "../../../local/memory-folder.ts";
import { placeScratch } from "../../../local/scratch-storage.ts";

const configuration = {
  name: "worker",
  module: "",
  compatibilityDate: "",
  compatibilityFlags: [],
  loader: undefined,
  crons: [],
  bindings: ["Bench", "ServiceHost"].map((className) => ({
    name: className.toUpperCase(),
    type: "durable_object_namespace",
    class_name: className,
  })),
};

function objects(): string {
  const directory = mkdtempSync(join(tmpdir(), "scratch-"));
  for (const name of ["worker-Bench", "worker-ServiceHost"]) {
    mkdirSync(join(directory, name));
    writeFileSync(join(directory, name, "one.sqlite"), "");
  }
  return directory;
}

test("what the Bench kept goes at the start and at the end, what services keep stays", () => {
  const directory = objects();
  const clear = placeScratch(directory, configuration);
  const bench = join(directory, "worker-Bench");
  expect(existsSync(join(bench, "one.sqlite"))).toBe(false);
  clear();
  expect(existsSync(bench)).toBe(false);
  expect(existsSync(join(directory, "worker-ServiceHost", "one.sqlite"))).toBe(true);
});

test.skipIf(memoryFolder(2 ** 29) === undefined)(
  "the Bench's objects lie in memory, and what a killed process left there goes",
  () => {
    const directory = objects();
    placeScratch(directory, configuration);
    const left = readlinkSync(join(directory, "worker-Bench"));
    writeFileSync(join(left, "two.sqlite"), "");
    const clear = placeScratch(directory, configuration);
    expect(existsSync(left)).toBe(false);
    const place = readlinkSync(join(directory, "worker-Bench"));
    expect(readdirSync(place)).toEqual([]);
    clear();
    expect(existsSync(place)).toBe(false);
  },
);
