import type { Token } from "../text/tokens.ts";

const word = (tokens: readonly Token[], at: number): string => {
  const token = tokens[at];
  return token === undefined || token.kind === "string" || token.code ? "" : token.word;
};

/** Where what leads to examples ends, as "such as" or "e.g.", or nothing when no examples start at a position. */
export function exampleOpenerEnd(tokens: readonly Token[], at: number): number | undefined {
  const first = word(tokens, at);
  const second = word(tokens, at + 1);
  if (first === "such" && second === "as") return at + 2;
  if (first === "for" && /^(?:example|instance)$/.test(second)) return at + 2;
  if (/^(?:e\.g|eg)$/.test(first)) return second === "." ? at + 2 : at + 1;
  if (first === "e" && second === "." && word(tokens, at + 2) === "g")
    return word(tokens, at + 3) === "." ? at + 4 : at + 3;
  if (first === "like" && isLikening(tokens, at)) return at + 1;
  return undefined;
}

/** Whether "like" likens, rather than tells what somebody would like or what something looks like. */
function isLikening(tokens: readonly Token[], at: number): boolean {
  const before = word(tokens, at - 1);
  const after = word(tokens, at + 1);
  return (
    tokens[at - 1]?.kind === "word" &&
    !/^(?:would|i|we|you|they|should|look|looks|looking|something|anything|just|also|is|are|be|and|or|not|to|do|it|exactly)$/.test(
      before,
    ) &&
    !/^(?:a|an|the|this|that|these|those|so|to|it|them|:|\{|in|with)$/.test(after)
  );
}

const stops =
  /^(?:a|an|the|its|their|his|her|our|my|your|each|every|any|optionally|one|either|only|is|are|must|can|may|has|have|with|by|from|to|in|on|at|of|[.;:()?!-])$/;

/** Whether a position lies in a list of examples: what is said there is neither a field nor all there is to choose. */
export function isAmongExamples(tokens: readonly Token[], at: number): boolean {
  for (let from = at; from >= Math.max(0, at - 24); from -= 1) {
    if (exampleOpenerEnd(tokens, from) !== undefined) return true;
    const before = word(tokens, from - 1);
    const leads =
      (word(tokens, from) === "." && /^(?:g|eg|e)$/.test(before)) ||
      (word(tokens, from) === ":" && /^(?:as|example|instance|like)$/.test(before));
    if (from < at && !leads && stops.test(word(tokens, from))) return false;
  }
  return false;
}

/** Where a list of examples ends that starts at a position: after its last member, before what is a new thing. */
export function examplesEnd(tokens: readonly Token[], start: number): number {
  let at = start;
  let last = false;
  const quoted = tokens[start]?.kind === "string" || tokens[start]?.code === true;
  for (;;) {
    const from = at;
    while (at < from + 4 && isMember(tokens, at, quoted)) at += 1;
    if (at === from) return at;
    if (last) return restEnd(tokens, at);
    let next = at;
    if (word(tokens, next) === ",") next += 1;
    if (/^(?:or|and)$/.test(word(tokens, next))) {
      last = true;
      next += 1;
    }
    if (next === at || !isMember(tokens, next, quoted)) return last ? restEnd(tokens, at) : at;
    at = next;
  }
}

function isMember(tokens: readonly Token[], at: number, quoted: boolean): boolean {
  const token = tokens[at];
  if (token === undefined || token.kind === "mark" || token.kind === "path") return false;
  if (quoted) return token.kind === "string" || token.code;
  return (
    token.kind === "string" ||
    !/^(?:a|an|the|its|their|his|her|our|my|your|each|every|optionally|is|are|must|can|may|has|have|with|and|or|but|which|that|if|when|whatever|anything|something|so|up|at|optional|required|default|defaults|because|also)$/.test(
      token.word,
    )
  );
}

/** "…, or whatever else we come up with", "and so on": says that there may be more. */
function restEnd(tokens: readonly Token[], start: number): number {
  let at = start;
  while (/^(?:,|or|and)$/.test(word(tokens, at))) at += 1;
  if (/^(?:etc|etcetera)$/.test(word(tokens, at))) return at + 1;
  if (word(tokens, at) === "so" && /^(?:on|forth)$/.test(word(tokens, at + 1))) return at + 2;
  if (!/^(?:whatever|anything|something|others|more|similar)$/.test(word(tokens, at))) return start;
  while (tokens[at]?.kind === "word" && !/^(?:but|and|with a|must)$/.test(word(tokens, at))) at += 1;
  return at;
}
