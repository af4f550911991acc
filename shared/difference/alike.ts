import { canonicalJson } from "../digest.ts";

/** Whether two parts of blueprints mean the same: descriptions mean nothing. */
export function alike(one: unknown, other: unknown): boolean {
  return meaningOf(one) === meaningOf(other);
}

/** A text that parts of blueprints share which mean the same. */
export function meaningOf(part: unknown): string {
  return part === undefined ? "" : canonicalJson(withoutWords(part));
}

function withoutWords(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withoutWords);
  if (typeof part !== "object" || part === null) return part;
  const said = Object.entries(part).filter(
    ([key, value]) => !(key === "description" && typeof value === "string"),
  );
  return Object.fromEntries(said.map(([key, value]) => [key, withoutWords(value)]));
}

/** The parts of each list whose like is not in the other. */
export function unlikeParts<Part>(before: readonly Part[], after: readonly Part[]): Part[] {
  const [old, fresh] = [new Set(before.map(meaningOf)), new Set(after.map(meaningOf))];
  return [
    ...before.filter((part) => !fresh.has(meaningOf(part))),
    ...after.filter((part) => !old.has(meaningOf(part))),
  ];
}
