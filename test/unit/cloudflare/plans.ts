import { type Plan, scriptType } from "../../../infra/cloudflare/plan.ts";

type Attributes = Record<string, unknown>;

export const script = "cloudflare_workers_script.worker";
export const domain = "cloudflare_workers_custom_domain.domain";

const object = (name: string, className: string) => ({
  class_name: className,
  name,
  namespace_id: null,
  text: null,
  type: "durable_object_namespace",
});
const secret = (name: string, text: string) => ({
  class_name: null,
  name,
  namespace_id: null,
  text,
  type: "secret_text",
});

/** The secrets' text in these plans. */
export const text = "a secret text of more than 32 characters";

/** What stays the same in the plan below. */
const settled = {
  account_id: "account",
  assets: null,
  compatibility_date: "2026-07-01",
  content_file: "assets/module/6D9AA3728E9DC872D30C1EECAB90A2DE/worker.mjs",
  content_sha256: "19bf5bc6",
  created_on: "2026-11-01T00:00:00Z",
  id: "aidevos",
  keep_bindings: ["worker_loader"],
  logpush: false,
  main_module: "worker.mjs",
  observability: { enabled: true, head_sampling_rate: 1, logs: null },
  script_name: "aidevos",
  usage_model: "standard",
};

/**
 * The plan that Terraform 1.11 and provider 5.14.0 make of the project's own stack once the loader is attached and
 * nothing else differs: recorded from a run against the API's double, with two of five classes and without most of the
 * attributes that are null.
 */
export function settledPlan() {
  const bindings = [
    object("BENCH", "Bench"),
    secret("CONTROL_SECRET", text),
    secret("CONTROL_SECRET_PREVIOUS", text),
    object("SERVICE_HOST", "ServiceHost"),
  ];
  const before: Attributes = {
    ...settled,
    bindings: [
      ...bindings.map((binding) => ({ ...binding })),
      { class_name: null, name: "LOADER", namespace_id: null, text: null, type: "worker_loader" },
    ],
    compatibility_flags: null,
    etag: "etag-1",
    handlers: ["fetch"],
    has_assets: false,
    has_modules: true,
    last_deployed_from: "api",
    migration_tag: "v1",
    migrations: { new_sqlite_classes: ["Bench", "ServiceHost"], new_tag: "v1", old_tag: null, steps: null },
    modified_on: "2026-11-01T00:00:01Z",
    named_handlers: null,
    placement: null,
    startup_time_ms: 7,
    tail_consumers: null,
  };
  const after: Attributes = { ...settled, bindings, migrations: null };
  const unknown: Attributes = {
    bindings: [{ namespace_id: true }, {}, {}, { namespace_id: true }],
    compatibility_flags: true,
    etag: true,
    handlers: true,
    has_assets: true,
    has_modules: true,
    keep_bindings: [false],
    last_deployed_from: true,
    migration_tag: true,
    modified_on: true,
    named_handlers: true,
    observability: {},
    placement: true,
    startup_time_ms: true,
    tail_consumers: true,
  };
  const sensitive = { bindings: bindings.map(() => ({ text: true })), keep_bindings: [false] };
  const configured: Attributes = Object.fromEntries(
    [
      "account_id",
      "bindings",
      "compatibility_date",
      "content_file",
      "content_sha256",
      "keep_bindings",
      "main_module",
      "observability",
      "script_name",
    ].map((name) => [name, {}]),
  );
  const plan: Plan = {
    format_version: "1.2",
    resource_changes: [
      {
        address: script,
        type: scriptType,
        change: {
          actions: ["update"],
          before,
          after,
          after_unknown: unknown,
          before_sensitive: sensitive,
          after_sensitive: sensitive,
        },
      },
      {
        address: "cloudflare_workers_script_subdomain.subdomain",
        type: "cloudflare_workers_script_subdomain",
        change: unchanged({ enabled: true, previews_enabled: false }),
      },
    ],
    output_changes: { script_name: { actions: ["no-op"] } },
    configuration: { root_module: { resources: [{ address: script, expressions: configured }] } },
  };
  return { plan, before, after, unknown, configured, bindings };
}

/** A resource in a plan that leaves it as it is. */
export function unchanged(values: Attributes) {
  return {
    actions: ["no-op"],
    before: values,
    after: values,
    after_unknown: {},
    before_sensitive: {},
    after_sensitive: {},
  };
}

/** A change of the Worker's own host name in a plan. */
export function domainChange(actions: string[], before: Attributes | null, after: Attributes | null) {
  const change = { ...unchanged({}), actions, before, after };
  return { address: domain, type: "cloudflare_workers_custom_domain", change };
}
