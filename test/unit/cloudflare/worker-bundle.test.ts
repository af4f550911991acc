import { createHash } from "node:crypto";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { objectBindings } from "../../../infra/cloudflare/objects.ts";
import { synthesizeDataPlane } from "../../../infra/cloudflare/synthesize.ts";
import { Terraform } from "./terraform.ts";

describe("the bundled Worker", () => {
  const outdir = mkdtempSync(join(tmpdir(), "aidevos-test-"));
  let text: string;
  let folder: string;
  let code: string;
  let script: ReturnType<typeof scriptOf>;

  function scriptOf(json: string) {
    return Terraform.parse(JSON.parse(json)).resource.cloudflare_workers_script.worker;
  }

  beforeAll(() => {
    folder = synthesizeDataPlane(outdir);
    text = readFileSync(join(folder, "cdk.tf.json"), "utf8");
    script = scriptOf(text);
    code = readFileSync(join(folder, script.content_file), "utf8");
  });
  afterAll(() => rmSync(outdir, { recursive: true }));

  test("is one module, named by its hash", () => {
    expect(globSync("assets/**/*.mjs", { cwd: folder })).toEqual([script.content_file]);
    expect(createHash("sha256").update(code).digest("hex")).toBe(script.content_sha256);
  });

  test("imports nothing but the runtime's own modules", () => {
    const { metafile } = buildSync({
      entryPoints: [join(folder, script.content_file)],
      bundle: true,
      format: "esm",
      external: ["cloudflare:*"],
      metafile: true,
      write: false,
    });
    const imported = Object.values(metafile.outputs).flatMap(({ imports }) =>
      imports.map(({ path }) => path),
    );
    expect(imported.filter((path) => !path.startsWith("cloudflare:"))).toEqual([]);
  });

  test("exports the classes that Terraform binds, and no other", () => {
    const source = readFileSync(join(import.meta.dirname, "../../../objects/worker.ts"), "utf8");
    const exported = Array.from(source.matchAll(/export (?:class (\w+)|\{([^}]*)\})/g)).flatMap(
      ([, one, list]) => (one ? [one] : (list ?? "").split(",").map((name) => name.trim())),
    );
    const classes = exported.filter((name) => /^[A-Z]\w*$/.test(name));
    expect(classes.sort()).toEqual(Object.values(objectBindings).sort());
  });

  test("is the same, byte for byte, each time", () => {
    const again = synthesizeDataPlane(join(outdir, "again"));
    expect(readFileSync(join(again, "cdk.tf.json"), "utf8")).toBe(text);
  });
});

test.each([{ scriptName: "Not A Name" }, { domain: { hostname: "no host", zoneId: "zone" } }])(
  "the options %j are refused",
  (options) => {
    expect(() => synthesizeDataPlane(tmpdir(), options)).toThrow();
  },
);
