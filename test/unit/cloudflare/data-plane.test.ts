import { describe, expect, test } from "vitest";
import { terraformOf } from "./terraform.ts";

/** What the validator of provider 5.14.0 accepts, of the types that this Worker could use. */
const accepted = ["durable_object_namespace", "secret_text", "plain_text", "json", "service"];

describe("the Worker", () => {
  const { terraform, text } = terraformOf();
  const script = terraform.resource.cloudflare_workers_script.worker;

  test("has a binding for each class, and both secrets, in the order of their names", () => {
    expect(script.bindings.map(({ name, class_name }) => [name, class_name])).toEqual([
      ["BENCH", "Bench"],
      ["CONTROL_SECRET", undefined],
      ["CONTROL_SECRET_PREVIOUS", undefined],
      ["LIBRARY", "Library"],
      ["REGISTRY", "Registry"],
      ["ROOM", "Room"],
      ["SERVICE_HOST", "ServiceHost"],
    ]);
    expect(script.bindings.filter(({ type }) => !accepted.includes(type))).toEqual([]);
  });

  test("keeps the loader that a deployment has attached, and says its name", () => {
    expect(script.keep_bindings).toEqual(["worker_loader"]);
    expect(terraform.output.loader_binding.value).toBe("LOADER");
  });

  test("every class stores in SQLite from its first migration on", () => {
    expect(script.migrations).toEqual({
      new_tag: "v1",
      new_sqlite_classes: ["Bench", "Library", "Registry", "Room", "ServiceHost"],
    });
  });

  test("carries no migration that the deployed Worker has already", () => {
    const later = terraformOf({ appliedMigration: "v1" }).terraform;
    expect(later.resource.cloudflare_workers_script.worker.migrations).toBeUndefined();
  });

  test("takes its secrets from sensitive variables, and shows none", () => {
    const secrets = script.bindings.filter(({ type }) => type === "secret_text");
    expect(secrets.map(({ text }) => text)).toEqual([
      `\${var.control_secret}`,
      `\${var.control_secret_previous}`,
    ]);
    expect(terraform.variable.control_secret).toMatchObject({ sensitive: true });
    expect(terraform.variable.control_secret?.default).toBeUndefined();
    expect(terraform.variable.control_secret_previous).toMatchObject({ sensitive: true, default: "" });
  });

  test("cannot be destroyed with all data, unless it is ephemeral", () => {
    expect(script.lifecycle.prevent_destroy).toBe(true);
    const ephemeral = terraformOf({ ephemeral: true }).terraform.resource.cloudflare_workers_script.worker;
    expect(ephemeral.lifecycle.prevent_destroy).toBe(false);
  });

  test("is the same, byte for byte, each time", () => {
    expect(terraformOf().text).toBe(text);
  });
});

test("the provider is pinned, and its API can be another server's", () => {
  const { terraform } = terraformOf();
  expect(terraform.terraform.required_providers.cloudflare).toEqual({
    source: "cloudflare/cloudflare",
    version: "5.14.0",
  });
  expect(terraform.provider.cloudflare[0].base_url).toBe(`\${var.api_base_url}`);
  expect(terraform.variable.api_base_url?.default).toBe("https://api.cloudflare.com/client/v4");
});

test("without a domain the Worker answers on workers.dev, with one only there", () => {
  const open = terraformOf().terraform.resource;
  expect(open.cloudflare_workers_script_subdomain.subdomain.enabled).toBe(true);
  expect(open.cloudflare_workers_custom_domain).toBeUndefined();
  const domain = { hostname: "services.example.com", zoneId: "zone" };
  const own = terraformOf({ domain }).terraform.resource;
  expect(own.cloudflare_workers_script_subdomain.subdomain.enabled).toBe(false);
  expect(own.cloudflare_workers_custom_domain?.domain).toMatchObject({
    hostname: "services.example.com",
    zone_id: "zone",
    service: `\${cloudflare_workers_script.worker.script_name}`,
  });
});
