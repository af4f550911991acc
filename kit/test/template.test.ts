import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as z from "zod";

const kit = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(kit, path), "utf8");

const versions = z.record(z.string(), z.string());
const Manifest = z.object({ version: z.string(), dependencies: versions, devDependencies: versions });
const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), resolved: z.string().optional() }),
  ),
});

const template = Manifest.parse(JSON.parse(read("template/package.json")));
const platform = Manifest.parse(JSON.parse(read("../package.json")));
const { version } = z.object({ version: z.string() }).parse(JSON.parse(read("package.json")));
const { packages } = Lock.parse(JSON.parse(read("template/package-lock.json")));

describe("the template of generated repositories", () => {
  const { "@aidevos/kit": _, ...own } = { ...template.dependencies, ...template.devDependencies };

  test.each(Object.entries(own))("has %s in the version that the gates run with", (name, wanted) => {
    expect({ ...platform.dependencies, ...platform.devDependencies }[name]).toBe(wanted);
  });

  test("has a lock file of its package.json and of the kit's: npm run lock:template", () => {
    for (const [name, wanted] of Object.entries(own)) {
      expect(packages[`node_modules/${name}`]?.version).toBe(wanted);
    }
    expect(packages.kit?.version).toBe(version);
  });

  test("names no registry in its lock file", () => {
    const resolved = Object.values(packages).flatMap((entry) => entry.resolved ?? []);
    expect(resolved).toEqual(["kit"]);
  });

  test("has a configuration of wrangler's for the class that the code exports", () => {
    const Configuration = z.strictObject({
      name: z.literal("service-name"),
      main: z.literal("src/worker.ts"),
      compatibility_date: z.iso.date(),
      durable_objects: z.strictObject({
        bindings: z.tuple([z.strictObject({ name: z.literal("SERVICE"), class_name: z.literal("Service") })]),
      }),
      migrations: z.tuple([
        z.strictObject({ tag: z.string(), new_sqlite_classes: z.tuple([z.literal("Service")]) }),
      ]),
      observability: z.strictObject({ enabled: z.literal(true) }),
    });
    Configuration.parse(JSON.parse(read("template/wrangler.json")));
    expect(read("template/src/worker.ts")).toContain("env.SERVICE");
  });
});

test("the changelog begins with the kit's version", () => {
  expect(/^## (\S+)$/m.exec(read("CHANGELOG.md"))?.[1]).toBe(version);
});
