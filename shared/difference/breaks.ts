import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Break } from "./break.ts";
import { breaksOf } from "./breaks-of.ts";
import { breaksOfSpec } from "./breaks-of-spec.ts";

/** A release as its callers know it: its OpenAPI document, and what it is meant to do. */
export interface Described {
  document: unknown;
  blueprint: Blueprint;
}

/**
 * All that callers of the live release lose with the next, each thing once: what the documents tell, and what the specs alone do.
 *
 * @throws Error when a document is no OpenAPI document
 */
export function breaks(before: Described, after: Described): Break[] {
  const told = breaksOf(before.document, after.document);
  const meant = breaksOfSpec(before.blueprint, after.blueprint);
  // What holds for all routes, the documents tell of each.
  const whole = meant.filter(({ route }) => route === null).map(({ subject }) => subject.toLowerCase());
  const all = [...told.filter(({ subject }) => !whole.includes(subject.toLowerCase())), ...meant];
  const gone = new Set(told.filter(({ kind }) => kind === "route").map(({ route }) => route));
  const seen = new Set<string>();
  return all.filter(({ route, kind, what }) => {
    const key = `${route} ${what}`;
    if (seen.has(key) || (kind !== "route" && gone.has(route))) return false;
    seen.add(key);
    return true;
  });
}

/** A break as a line of text. */
export function breakText({ route, what }: Break): string {
  return route === null ? what : `\`${route}\`: ${what}`;
}
