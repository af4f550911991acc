import { type AST, RegExpParser } from "@eslint-community/regexpp";

/** Longest pattern that is taken over. */
const longestPattern = 500;

/**
 * A schema's pattern, which is searched for, as a field's, which the whole text must match; undefined when it is no
 * regular expression, or too long for a statement.
 */
export function wholePattern(pattern: string): string | undefined {
  if (pattern.length > longestPattern) return undefined;
  const parsed = parse(pattern);
  if (parsed === undefined) return undefined;
  const bare = betweenAnchors(parsed) ?? `[\\s\\S]*(?:${pattern})[\\s\\S]*`;
  return bare.replace(/^\\d\{(\d+)\}$/, "[0-9]{$1}");
}

/** What stands between the anchors of a pattern that matches whole texts. */
function betweenAnchors({ raw, alternatives }: AST.Pattern): string | undefined {
  const [only, ...others] = alternatives;
  const first = only?.elements[0];
  const last = only?.elements.at(-1);
  const isWhole =
    others.length === 0 &&
    first?.type === "Assertion" &&
    first.kind === "start" &&
    last?.type === "Assertion" &&
    last.kind === "end";
  if (!isWhole) return undefined;
  const inner = raw.slice(first.raw.length, raw.length - last.raw.length);
  const [group, ...rest] = only?.elements.slice(1, -1) ?? [];
  const isGrouped = rest.length === 0 && group?.type === "Group" && inner.includes("|");
  return isGrouped ? inner.slice("(?:".length, -1) : inner;
}

function parse(pattern: string): AST.Pattern | undefined {
  for (const unicode of [true, false]) {
    try {
      return new RegExpParser().parsePattern(pattern, undefined, undefined, { unicode });
    } catch {}
  }
  return undefined;
}
