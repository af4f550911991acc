import { type Match, type Pattern, pattern } from "../grammar/pattern.ts";
import type { SlotValue } from "../grammar/slots.ts";
import type { Reader } from "../reader.ts";

/** What a rule reads off a match; `false` when the match turns out to mean something else. */
export type Apply = (reader: Reader, match: Match<SlotValue>) => boolean;

export type Rule = { readonly patterns: readonly Pattern[]; readonly apply: Apply };

export function rule(sources: readonly string[], apply: Apply): Rule {
  return { patterns: sources.map(pattern), apply };
}

/** What slots of one kind matched, in order. */
export function slot<Kind extends SlotValue["kind"]>(
  match: Match<SlotValue>,
  kind: Kind,
): Extract<SlotValue, { kind: Kind }>[] {
  return match.slots.flatMap(({ value }) => (isKind(value, kind) ? [value] : []));
}

function isKind<Kind extends SlotValue["kind"]>(
  value: SlotValue,
  kind: Kind,
): value is Extract<SlotValue, { kind: Kind }> {
  return value.kind === kind;
}
