import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatSource } from "../../../lambdas/runtime/format-source.ts";
import * as blueprints from "./blueprints.ts";
import { compile } from "./serving.ts";

let folder: string;
const named: string[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "generated-"));
  writeFileSync(
    join(folder, "biome.json"),
    JSON.stringify({ formatter: { indentStyle: "space", lineWidth: 110 }, linter: { enabled: false } }),
  );
  for (const [name, blueprint] of Object.entries(blueprints)) {
    if (typeof blueprint === "function") continue;
    named.push(name);
    const { files } = await compile(blueprint);
    for (const { path, content } of await formatSource(files)) {
      if (!path.startsWith("src/")) continue;
      const target = join(folder, name, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

test("generated code is printed as the formatter would print it, imports sorted", () => {
  const biome = join(import.meta.dirname, "../../../node_modules/.bin/biome");
  const { stdout, stderr, status } = spawnSync(biome, ["check", "--colors=off", ...named], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(status, stdout + stderr).toBe(0);
});
