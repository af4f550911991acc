import { globSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Stack } from "aws-cdk-lib";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { buildSync } from "esbuild";
import { beforeAll, describe, expect, test, vi } from "vitest";
import * as z from "zod";
import { agentNames } from "../../../infra/aws/agents.ts";
import { buildApp } from "../../../infra/aws/build-app.ts";

const scratch = mkdtempSync(join(tmpdir(), "aidevos-test-"));
const toolbox = join(scratch, "toolbox.json");
writeFileSync(toolbox, '{ "modules": {} }');

const LambdaFunction = z.object({
  Properties: z.object({
    Description: z.string(),
    Code: z.object({ S3Key: z.string() }),
    Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
  }),
});

describe("the assembly", () => {
  const first = join(scratch, "first");

  beforeAll(() => {
    buildApp({ outdir: first, toolbox, scaling: "production" }).synth();
  }, 180_000);

  function functions() {
    const template = z
      .object({ Resources: z.record(z.string(), z.looseObject({ Type: z.string() })) })
      .parse(JSON.parse(readFileSync(join(first, "AIDevOS-Agents.template.json"), "utf8")));
    return Object.values(template.Resources)
      .filter(({ Type }) => Type === "AWS::Lambda::Function")
      .map((resource) => {
        const { Description, Code, Environment } = LambdaFunction.parse(resource).Properties;
        const folder = join(first, `asset.${Code.S3Key.replace(".zip", "")}`);
        const [, name] =
          /from "\.\/([\w-]+)\.mjs"/.exec(readFileSync(join(folder, "index.mjs"), "utf8")) ?? [];
        return { Description, folder, name: name ?? "", variables: Object.keys(Environment.Variables) };
      });
  }

  /** What each function may run of the repository's own code: modules that are laid beside several hold more than that. */
  function reachedCode(): Map<string, string> {
    const root = resolve(import.meta.dirname, "../../..");
    const names = functions().map(({ name }) => name);
    const { outputFiles } = buildSync({
      entryPoints: Object.fromEntries(names.map((name) => [name, join(root, "lambdas", name, "handler.ts")])),
      outdir: root,
      write: false,
      bundle: true,
      packages: "external",
      platform: "node",
      format: "esm",
    });
    return new Map(outputFiles.map(({ path, text }) => [path.slice(root.length + 1, -".js".length), text]));
  }

  test("every function reads just the variables that are bound to it", () => {
    const known = [
      "RECORDS_TABLE",
      "ARTIFACTS_TABLE",
      "EVENT_BUS",
      "DATA_PLANE_URL",
      "CONTROL_SECRET_ID",
      "REPOSITORY_REMOTE",
      "MODEL_CHOICE",
      "DELIVERY_POLICY",
      "IMPROVEMENT_POLICY",
      "SLOW_MILLISECONDS",
      "SCALED_FUNCTIONS",
      "SCALING_POLICY",
    ];
    const reached = reachedCode();
    const found = functions().map(({ Description, name, variables }) => {
      const code = reached.get(name) ?? "";
      return { Description, reads: known.filter((variable) => code.includes(variable)), variables };
    });
    expect(found).toHaveLength(agentNames().length + 3);
    for (const { Description, reads, variables } of found) {
      expect(variables.filter((name) => known.includes(name)).sort(), Description).toEqual(reads.sort());
    }
  });

  test("every function that reads the toolbox has it beside its code", () => {
    const reached = reachedCode();
    for (const { Description, name, folder } of functions()) {
      const reads = reached.get(name)?.includes("toolbox.json") === true;
      expect(globSync("toolbox.json", { cwd: folder }), Description).toHaveLength(reads ? 1 : 0);
    }
  });

  test("every function has beside its code what that imports, and nothing else", () => {
    for (const { Description, folder } of functions()) {
      const imported: unknown[] = globSync("*.mjs", { cwd: folder }).flatMap((file) =>
        [
          ...readFileSync(join(folder, file), "utf8").matchAll(/(?:from|import) *\(?"\.\/([\w.-]+\.mjs)"/g),
        ].map(([, path]) => path),
      );
      const present = globSync("*.mjs", { cwd: folder });
      expect(imported.length, Description).toBeGreaterThan(0);
      expect([...new Set(imported)].sort(), Description).toEqual(
        present.filter((file) => file !== "index.mjs").sort(),
      );
    }
  });

  test("is the same, byte for byte, each time", { timeout: 120_000 }, () => {
    const second = join(scratch, "second");
    buildApp({ outdir: second, toolbox, scaling: "production" }).synth();
    const files = globSync("*.template.json", { cwd: first }).sort();
    expect(files).toHaveLength(4);
    for (const file of files) {
      expect(readFileSync(join(second, file), "utf8")).toBe(readFileSync(join(first, file), "utf8"));
    }
  });
});

test("a resource that breaks a rule of AwsSolutions fails the synthesis", { timeout: 120_000 }, () => {
  const silent = vi.spyOn(console, "error").mockImplementation(() => {});
  const app = buildApp({ outdir: join(scratch, "broken"), toolbox });
  new Secret(new Stack(app, "Broken"), "NeverRotated");
  expect(() => app.synth()).toThrow(/AwsSolutions-SMG4/);
  silent.mockRestore();
});
