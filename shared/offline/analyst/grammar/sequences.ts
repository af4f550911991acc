import type { Token } from "../text/tokens.ts";
import { characterClass } from "./formats.ts";

type Piece = { readonly source: string; readonly end: number; readonly counted: boolean };

const marks: Readonly<Record<string, string>> = {
  hyphen: "-",
  dash: "-",
  space: " ",
  blank: " ",
  underscore: "_",
  dot: "\\.",
  period: "\\.",
  slash: "/",
  colon: ":",
  hash: "#",
  point: "\\.",
};
const kinds = /^(?:letters?|digits?|numerals?|characters?|figures?)$/;
const describes =
  /^(?:capital|upper-case|uppercase|lower-case|lowercase|small|latin|english|ascii|hex|hexadecimal|alphanumeric|decimal)$/;
const joins = /^(?:,|and|then|followed|by|plus|;)$/;
const maybes = /^(?:maybe|optionally|possibly|optional|perhaps)$/;

/**
 * Reads what a code is made of, one part after the other, as in "two capital letters, a space, one to five digits,
 * maybe followed by one small letter"; gives the expression, or undefined when fewer than two parts are told.
 */
export function sequenceAt(
  tokens: readonly Token[],
  start: number,
): { readonly source: string; readonly end: number } | undefined {
  const sources: string[] = [];
  let counted = false;
  let end = start;
  let at = start;
  for (;;) {
    let optional = false;
    let next = at;
    while (
      next < tokens.length &&
      (maybes.test(tokens[next]?.word ?? "") || (next > start && joins.test(tokens[next]?.word ?? "")))
    ) {
      optional ||= maybes.test(tokens[next]?.word ?? "");
      next += 1;
    }
    if (sources.length > 0 && next === at) break;
    const piece = pieceAt(tokens, next);
    if (piece === undefined) break;
    sources.push(optional ? `(?:${piece.source})?` : piece.source);
    counted ||= piece.counted;
    end = piece.end;
    at = end;
  }
  return sources.length > 1 && counted ? { source: sources.join(""), end } : undefined;
}

function pieceAt(tokens: readonly Token[], start: number): Piece | undefined {
  const first = tokens[start];
  if (first === undefined) return undefined;
  const article = /^(?:a|an|the|exactly|one)$/.test(first.word) ? start + 1 : start;
  const mark = tokens[article]?.code === true ? undefined : marks[tokens[article]?.word ?? ""];
  if (mark !== undefined) return { source: mark, end: article + 1, counted: false };
  if (
    /^(?:letter|letters|prefix|word|text)$/.test(tokens[article]?.word ?? "") &&
    literal(tokens[article + 1])
  ) {
    return { source: escaped(tokens[article + 1]?.text ?? ""), end: article + 2, counted: false };
  }
  const letters = eitherLetter(
    tokens,
    /^(?:letter|character)$/.test(tokens[article]?.word ?? "") ? article + 1 : start,
  );
  if (letters !== undefined) return letters;
  const low = first.value ?? tokens[article]?.value ?? (article > start ? 1 : undefined);
  if (low === undefined) return undefined;
  let at = tokens[article]?.value === undefined ? article : article + 1;
  let high = low;
  if (/^(?:to|-|or|until|through|...)$/.test(tokens[at]?.word ?? "") && tokens[at + 1]?.value !== undefined) {
    high = tokens[at + 1]?.value ?? low;
    at += 2;
  }
  const from = at;
  while (describes.test(tokens[at]?.word ?? "")) at += 1;
  if (!kinds.test(tokens[at]?.word ?? "")) return undefined;
  const set =
    characterClass(tokens.slice(from, at + 1)) ||
    (/^(?:figures?|numerals?)$/.test(tokens[at]?.word ?? "") ? "0-9" : "");
  if (set === "" || !Number.isInteger(low) || high < low) return undefined;
  return { source: `[${set}]{${low === high ? low : `${low},${high}`}}`, end: at + 1, counted: true };
}

/** "E or W", "either N, S or O": one of several letters, each by itself. */
function eitherLetter(tokens: readonly Token[], start: number): Piece | undefined {
  let at = /^(?:either|one)$/.test(tokens[start]?.word ?? "") ? start + 1 : start;
  if (tokens[at]?.word === "of") at += 1;
  const found: string[] = [];
  for (;;) {
    const text = tokens[at]?.text ?? "";
    if (!/^[A-Z]$/.test(text) && !(tokens[at]?.kind === "string" && /^[A-Za-z0-9]$/.test(text))) break;
    found.push(text);
    at += 1;
    if (!/^(?:,|or|\/)$/.test(tokens[at]?.word ?? "") || (tokens[at + 1]?.text ?? "").length !== 1) break;
    at += tokens[at]?.word === "," && tokens[at + 1]?.word === "or" ? 2 : 1;
  }
  return found.length < 2 ? undefined : { source: `[${found.join("")}]`, end: at, counted: false };
}

function literal(token: Token | undefined): boolean {
  return token !== undefined && (token.kind === "string" || token.code || /^[A-Z]{1,5}$/.test(token.text));
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
