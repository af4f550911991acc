import { isDeepStrictEqual } from "node:util";
import * as z from "zod";

const Values = z.record(z.string(), z.unknown());
const Change = z.object({
  actions: z.array(z.string()),
  before: Values.nullish(),
  after: Values.nullish(),
  after_unknown: z.union([z.boolean(), Values]).default(false),
  before_sensitive: z.unknown(),
  after_sensitive: z.unknown(),
});
type Change = z.infer<typeof Change>;

/** What `terraform show -json` says of a saved plan, as far as it decides whether to apply it. */
export const Plan = z.object({
  format_version: z.string().startsWith("1."),
  resource_changes: z.array(z.object({ address: z.string(), type: z.string(), change: Change })).default([]),
  output_changes: z.record(z.string(), z.object({ actions: z.array(z.string()) })).default({}),
  configuration: z.object({
    root_module: z.object({
      resources: z.array(z.object({ address: z.string(), expressions: Values.default({}) })).default([]),
    }),
  }),
});
export type Plan = z.infer<typeof Plan>;

export type Verdict =
  | { kind: "nothing differs" }
  /** What differs, a line each, without any secret's text. */
  | { kind: "differs"; differences: string[] }
  /** What would be removed although nobody asked for it. */
  | { kind: "would remove"; removals: string[] };

/** Type of the resource that puts the Worker under a host name of its own. */
export const domainType = "cloudflare_workers_custom_domain";
/** Type of the Worker's own resource. */
export const scriptType = "cloudflare_workers_script";

/**
 * Decides what is to be done with a plan. With the loader attached, each plan shows an update of the Worker that would
 * change nothing: the loader seems to go, which the upload keeps, migrations that have been applied go, and what the
 * provider works out anew is unknown. None of that counts; everything else does, and what is not understood does too.
 *
 * @param removable types of the resources that were asked to be removed or replaced
 */
export function judgePlan(plan: Plan, removable: ReadonlySet<string> = new Set()): Verdict {
  const removals = plan.resource_changes
    .filter(({ type, change }) => change.actions.includes("delete") && !removable.has(type))
    .map(({ address }) => address);
  if (removals.length > 0) return { kind: "would remove", removals };
  const configured = new Map(
    plan.configuration.root_module.resources.map(({ address, expressions }) => [address, expressions]),
  );
  const resources = plan.resource_changes.flatMap(({ address, type, change }) =>
    changesOf(change, { isScript: type === scriptType, configured: configured.get(address) ?? {} }).map(
      (difference) => `${address}: ${difference}`,
    ),
  );
  const outputs = Object.entries(plan.output_changes)
    .filter(([, { actions }]) => isChange(actions))
    .map(([name]) => `output ${name}: changes`);
  const differences = [...resources, ...outputs];
  return differences.length === 0 ? { kind: "nothing differs" } : { kind: "differs", differences };
}

function isChange(actions: string[]): boolean {
  return actions.some((action) => action !== "no-op" && action !== "read");
}

interface Resource {
  isScript: boolean;
  /** What the configuration says of it, by attribute. */
  configured: Record<string, unknown>;
}

function changesOf(change: Change, resource: Resource): string[] {
  if (!isChange(change.actions)) return [];
  const { actions, before, after } = change;
  if (actions.includes("create")) return [actions.includes("delete") ? "is replaced" : "is made"];
  if (!before || !after) return ["goes"];
  const unknown = typeof change.after_unknown === "object" ? change.after_unknown : {};
  const names = new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(unknown)]);
  return [...names].sort().flatMap((name) => {
    const given = { name, before: before[name], after: after[name], unknown: unknown[name] };
    if (resource.isScript && name === "bindings") return bindingChanges(given, keptTypes(after));
    if (!attributeDiffers(given, resource)) return [];
    const secret = marks(change.before_sensitive, name) || marks(change.after_sensitive, name);
    return [secret ? name : `${name}${shown(given)}`];
  });
}

interface Attribute {
  name: string;
  before: unknown;
  after: unknown;
  unknown: unknown;
}

/** What the API works out at each upload. */
const computed = new Set([
  "created_on",
  "etag",
  "handlers",
  "has_assets",
  "has_modules",
  "last_deployed_from",
  "migration_tag",
  "modified_on",
  "named_handlers",
  "startup_time_ms",
]);

function attributeDiffers({ name, before, after, unknown }: Attribute, resource: Resource): boolean {
  if (resource.isScript && name === "migrations" && isEmpty(after) && !holdsTrue(unknown)) return false;
  if (!holdsTrue(unknown)) return !isDeepStrictEqual(before, after);
  if (name in resource.configured) return true;
  // Set before and left out now, an attribute goes back to what the API makes of it: that is a change.
  return !(resource.isScript && computed.has(name)) && !isEmpty(before);
}

const Bindings = z.array(Values.and(z.object({ name: z.string(), type: z.string() })));
type Binding = z.infer<typeof Bindings>[number];

function keptTypes(script: Record<string, unknown>): string[] {
  return z.array(z.string()).safeParse(script.keep_bindings).data ?? [];
}

/** Bindings by their names: the API does not keep their order. Values stay out, since some of them are secrets. */
function bindingChanges({ before, after, unknown }: Attribute, kept: string[]): string[] {
  const had = Bindings.safeParse(before ?? []);
  const gets = Bindings.safeParse(after ?? []);
  if (!had.success || !gets.success || unknown === true) return ["bindings"];
  const unknowns = z.array(z.unknown()).safeParse(unknown).data ?? [];
  const named = new Map(had.data.map((binding) => [binding.name, binding]));
  const changes = gets.data.flatMap((binding, index) => {
    const old = named.get(binding.name);
    named.delete(binding.name);
    if (!old) return [`binding ${binding.name} is new`];
    const fields = differingFields(old, binding, unknowns[index]);
    return fields.length === 0 ? [] : [`binding ${binding.name} changes its ${fields.join(", ")}`];
  });
  const gone = [...named.values()].filter(({ type }) => !kept.includes(type));
  return [...changes, ...gone.map(({ name }) => `binding ${name} goes`)];
}

function differingFields(before: Binding, after: Binding, unknown: unknown): string[] {
  const unknowns = Values.safeParse(unknown).data ?? {};
  return [...new Set([...Object.keys(before), ...Object.keys(after), ...Object.keys(unknowns)])].filter(
    (field) =>
      holdsTrue(unknowns[field])
        ? field !== "namespace_id"
        : !isDeepStrictEqual(before[field] ?? null, after[field] ?? null),
  );
}

function holdsTrue(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some(holdsTrue);
  return value === true;
}

function isEmpty(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).every(isEmpty);
  return value === undefined || value === null;
}

/** Whether Terraform marks an attribute, or a part of it, as sensitive. */
function marks(sensitive: unknown, name: string): boolean {
  return sensitive === true || holdsTrue(Values.safeParse(sensitive).data?.[name]);
}

function shown({ before, after, unknown }: Attribute): string {
  const plain = [before, after].every((value) => ["string", "number", "boolean"].includes(typeof value));
  return plain && !unknown ? ` ${before} -> ${after}` : "";
}
