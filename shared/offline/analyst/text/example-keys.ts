import type { Segment } from "./segments.ts";

const keyed =
  /"(?:id|_id|code|key|slug|sku|tag|number|name|uuid|isbn|[A-Za-z]+Id|[A-Za-z]+Code)"\s*:\s*"([\w.-]{1,60})"/g;

/** The values by which the text's examples are known, as in `"id": "oslo-blindern"`: in a path they stand for any. */
export function exampleKeysIn(segments: readonly Segment[]): Set<string> {
  const keys = new Set<string>();
  for (const { text } of segments) for (const found of text.matchAll(keyed)) keys.add(found[1] ?? "");
  return keys;
}

/** Whether a path's segment is an example of an identifier rather than the name of something. */
export function isExampleKey(segment: string, keys: ReadonlySet<string>): boolean {
  return (
    keys.has(segment) ||
    /^(?!v\d+$)(?=.*\d)[\w.-]+$/.test(segment) ||
    /^[A-Z][A-Z0-9]*(?:[-_][A-Z0-9]+)+$/.test(segment) ||
    /^(?:xyz|abc|foo|\.\.\.|…)$/.test(segment)
  );
}
