import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readTerraform } from "../../../local/terraform.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "aidevos-terraform-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const reference = (name: string) => `\${${name}}`;
const script = {
  script_name: "aidevos",
  content_file: "assets/worker.mjs",
  compatibility_date: "2026-07-01",
  bindings: [{ type: "secret_text", name: "CONTROL_SECRET", text: reference("var.control_secret") }],
};

function read(
  resource: object,
  rest: object = {},
  variables: Record<string, string> = { control_secret: "s" },
) {
  const stack = join(directory, "stacks", "data-plane");
  mkdirSync(stack, { recursive: true });
  writeFileSync(join(stack, "cdk.tf.json"), JSON.stringify({ resource, ...rest }));
  return readTerraform(directory, variables);
}

test("a Worker is read with its variables, loader, crons and module", async () => {
  const worker = await read(
    {
      cloudflare_workers_script: { worker: { ...script, keep_bindings: ["worker_loader"] } },
      cloudflare_workers_cron_trigger: { cron: { schedules: [{ cron: "*/5 * * * *" }] } },
      cloudflare_workers_script_subdomain: {},
    },
    { output: { loader_binding: { value: "LOADER" } } },
  );
  expect(worker).toMatchObject({
    name: "aidevos",
    module: join(directory, "stacks/data-plane/assets/worker.mjs"),
    bindings: [{ name: "CONTROL_SECRET", text: "s" }],
    loader: "LOADER",
    crons: ["*/5 * * * *"],
  });
});

test("a Worker without a loader has none", async () => {
  expect(await read({ cloudflare_workers_script: { worker: script } })).toMatchObject({ loader: undefined });
});

test("a resource that the local cloud does not know is named", async () => {
  const resource = { cloudflare_workers_script: { worker: script }, cloudflare_queue: { jobs: {} } };
  await expect(read(resource)).rejects.toThrow("does not know cloudflare_queue, the type of jobs");
});

test("a variable without a value is named", async () => {
  const reading = read({ cloudflare_workers_script: { worker: script } }, {}, {});
  await expect(reading).rejects.toThrow("needs the Terraform variable var.control_secret");
});

test("a folder without a synthesized stack says how to make one", async () => {
  await expect(readTerraform(directory, {})).rejects.toThrow("npm run synth:cloudflare");
});
