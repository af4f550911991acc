import type { Call } from "./call.ts";
import { type RefusalOptions, refusalOf } from "./refusal.ts";

export interface VersionOptions {
  /** In which a change says of which version it is. */
  header: string;
  /** How a change without it is refused. */
  missing: RefusalOptions;
  /** How a change of another version than the last is refused. */
  stale: RefusalOptions;
}

/** Entity tags, weak ones with their mark (RFC 9110, 8.8.3). */
const tags = /(?:W\/)?"[^"]*"/g;

/**
 * Refuses a change that is not of the last version, whose tag is given. `*` is of any version; tags are compared strongly, so
 * that a weak one is never it.
 *
 * @throws Refusal (ruled)
 */
export function requireVersion(
  request: Request,
  tag: string,
  { header, missing, stale }: VersionOptions,
): void {
  const said = request.headers.get(header)?.trim() ?? "";
  if (said === "") throw refusalOf(missing);
  if (said !== "*" && said.match(tags)?.includes(tag) !== true) throw refusalOf(stale);
}

/** The answer with the version of what it shows. */
export function tagged(answer: Response, tag: string): Response {
  answer.headers.set("ETag", tag);
  return answer;
}

/** Rows in the order of their first change, by call. */
let changed = new WeakMap<Call, Set<string>>();

/** Whether a call has not changed the row before: what it changes counts once. */
export function isFirstChange(call: Call, row: string): boolean {
  const rows = changed.get(call) ?? new Set();
  const isFirst = !rows.has(row);
  changed.set(call, rows.add(row));
  return isFirst;
}

/** Gives what takes back that a call has changed anything after this, as its changes are undone. */
export function changesSoFar(call: Call): () => void {
  const count = changed.get(call)?.size ?? 0;
  return () => {
    for (const row of [...(changed.get(call) ?? [])].slice(count)) changed.get(call)?.delete(row);
  };
}

/** What calls have changed so far is undone. A call changes what it does at once, so that no other one is at it. */
export function forgetChanges(): void {
  changed = new WeakMap();
}
