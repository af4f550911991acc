import type { Token } from "../text/tokens.ts";
import { inflections } from "./inflect.ts";

/** What a slot matched: where it ends (exclusive) and what it stands for. */
export type SlotMatch<Value> = { readonly end: number; readonly value: Value };

/** Finds what a named slot can stand for at a position, the longest first. */
export type Slots<Value> = (
  name: string,
  tokens: readonly Token[],
  at: number,
) => readonly SlotMatch<Value>[];

export type Match<Value> = {
  readonly start: number;
  readonly end: number;
  /** What the slots matched, in the order of the pattern, under the slot's name. */
  readonly slots: readonly { readonly name: string; readonly value: Value; readonly start: number }[];
};

type Node = { readonly optional: boolean } & (
  | { readonly kind: "words"; readonly words: ReadonlySet<string> }
  | { readonly kind: "slot"; readonly name: string }
  | { readonly kind: "group"; readonly options: readonly (readonly Node[])[] }
);

/**
 * A pattern over tokens. `word` matches a word or mark, `~verb` any inflection of it, `(a b|c)` either, `x?` also
 * nothing, `<slot>` what the caller's slots say; `\(` is the mark itself.
 */
export type Pattern = {
  readonly source: string;
  readonly nodes: readonly Node[];
  /** The words a match can begin with; undefined when a slot can stand first. */
  readonly first: ReadonlySet<string> | undefined;
  /** Of each of these sets, every match holds a word; the smallest set first. */
  readonly needs: readonly ReadonlySet<string>[];
};

/** Words that say as code what they say as prose; any other word written as code is a name. */
const syntax =
  /^(?:limit|offset|page|per_page|perpage|pagesize|page_size|size|cursor|skip|after|page_token|pagetoken|sort|sortby|sort_by|orderby|order_by|order|direction|dir|asc|desc|string|integer|int|number|float|boolean|bool|date|datetime|timestamp|email|url|uuid|array|object|list|required|optional|unique|null|true|false|get|post|put|patch|delete|options|json|text|id|ids|min|max|maxlength|minlength)$/;

/** Compiles a pattern; a mistake in it throws at once. */
export function pattern(written: string): Pattern {
  const source = written.replace(/\bcannot\b/g, "can not");
  const symbols = source.match(/<[a-z-]+>\??|\\.\??|\(|\)\??|\||[^\s()|]+/g) ?? [];
  const state = { at: 0 };
  const options = parseOptions(symbols, state);
  if (state.at < symbols.length) throw new Error(`The pattern "${source}" has a bracket too many.`);
  const nodes =
    options.length === 1 ? (options[0] ?? []) : [{ kind: "group", options, optional: false } as const];
  return { source, nodes, first: firstWords(nodes), needs: neededWords(nodes) };
}

function parseOptions(symbols: readonly string[], state: { at: number }): Node[][] {
  const options: Node[][] = [[]];
  while (state.at < symbols.length) {
    const symbol = symbols[state.at] ?? "";
    if (symbol.startsWith(")")) break;
    state.at += 1;
    if (symbol === "|") options.push([]);
    else if (symbol === "(") {
      const inner = parseOptions(symbols, state);
      const close = symbols[state.at];
      if (close === undefined) throw new Error(`The pattern "${symbols.join(" ")}" leaves a bracket open.`);
      state.at += 1;
      options.at(-1)?.push({ kind: "group", options: inner, optional: close === ")?" });
    } else options.at(-1)?.push(leaf(symbol));
  }
  return options;
}

function leaf(symbol: string): Node {
  const optional = symbol.length > 1 && symbol.endsWith("?");
  const core = optional ? symbol.slice(0, -1) : symbol;
  if (/^<.+>$/.test(core)) return { kind: "slot", name: core.slice(1, -1), optional };
  if (core.startsWith("\\")) return { kind: "words", words: new Set([core.slice(1)]), optional };
  if (core.startsWith("~")) return { kind: "words", words: new Set(inflections(core.slice(1))), optional };
  return { kind: "words", words: new Set([core]), optional };
}

/** The words a match can begin with; undefined when a slot can stand first. */
function firstWords(nodes: readonly Node[]): ReadonlySet<string> | undefined {
  const words = new Set<string>();
  for (const node of nodes) {
    if (node.kind === "slot") return undefined;
    if (node.kind === "words") for (const word of node.words) words.add(word);
    else {
      for (const option of node.options) {
        const inner = firstWords(option);
        if (inner === undefined) return undefined;
        for (const word of inner) words.add(word);
      }
    }
    if (!node.optional) return words;
  }
  return words;
}

function neededWords(nodes: readonly Node[]): ReadonlySet<string>[] {
  const needs: ReadonlySet<string>[] = [];
  for (const node of nodes) {
    if (node.optional || node.kind === "slot") continue;
    if (node.kind === "words") needs.push(node.words);
    else {
      const options = node.options.map((option) => neededWords(option)[0]);
      const known = options.filter((option) => option !== undefined);
      if (known.length === options.length) needs.push(new Set(known.flatMap((option) => [...option])));
    }
  }
  return needs.sort((a, b) => a.size - b.size);
}

/** Matches a pattern at a position, preferring options that come first and optional parts that are there. */
export function match<Value>(
  compiled: Pattern,
  tokens: readonly Token[],
  start: number,
  slots: Slots<Value>,
): Match<Value> | undefined {
  const captured: { name: string; value: Value; start: number }[] = [];
  const run = (
    nodes: readonly Node[],
    index: number,
    at: number,
    then: (end: number) => boolean,
  ): boolean => {
    const node = nodes[index];
    if (node === undefined) return then(at);
    const next = (end: number) => run(nodes, index + 1, end, then);
    if (tryNode(node, at, next)) return true;
    return node.optional && next(at);
  };
  const tryNode = (node: Node, at: number, next: (end: number) => boolean): boolean => {
    if (node.kind === "group") return node.options.some((option) => run(option, 0, at, next));
    const token = tokens[at];
    if (node.kind === "words") {
      if (token === undefined || token.kind === "string" || !node.words.has(token.word)) return false;
      return (!token.code || token.kind !== "word" || syntax.test(token.word)) && next(at + 1);
    }
    for (const found of slots(node.name, tokens, at)) {
      captured.push({ name: node.name, value: found.value, start: at });
      if (next(found.end)) return true;
      captured.pop();
    }
    return false;
  };
  let end = -1;
  const matched = run(compiled.nodes, 0, start, (at) => {
    end = at;
    return at > start;
  });
  return matched ? { start, end, slots: captured } : undefined;
}
