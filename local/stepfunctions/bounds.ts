import type jsonata from "jsonata";
import { below, flat, isSyntaxNode, type SyntaxNode, variableName } from "./syntax.ts";

/**
 * How far one expression may go. Depth and elements are the service's own, as measured: the 101st level and the range
 * 1..873783 are refused there. Its time is not known.
 */
export const bounds = {
  /** Nodes that are evaluated inside each other. */
  depth: 100,
  /** Elements of one list. */
  elements: 873_782,
  /** Elements that `$range` gives. */
  range: 360_145,
  /** Characters of one text. */
  characters: 2 ** 22,
  milliseconds: 5000,
};

const outOfMemory = "Expression evaluation memory limit exceeded: Check for excessive memory usage";

/** An expression that holds more than it may. */
export class MemoryExceeded extends Error {
  override readonly name = "MemoryExceeded";

  constructor() {
    super(outOfMemory);
  }
}

/** The range operator, any list, and the heap of a thread. */
const memoryCodes = new Set(["D2014", "D2015", "ERR_WORKER_OUT_OF_MEMORY"]);

/** Which bound an evaluation broke, and the service's sentence about it; undefined for any other error. */
export function brokenBound(
  error: unknown,
): { bound: "depth" | "memory" | "time"; cause: string } | undefined {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  if (code === "D1012")
    return { bound: "time", cause: "Expression evaluation timeout: Check for infinite loop" };
  if (code === "D1011" || (error instanceof RangeError && error.message.includes("call stack"))) {
    return {
      bound: "depth",
      cause:
        "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive",
    };
  }
  const tooLong = error instanceof RangeError && /^Invalid (string|array) length/.test(error.message);
  if (tooLong || memoryCodes.has(String(code)) || error instanceof MemoryExceeded) {
    return { bound: "memory", cause: outOfMemory };
  }
  return undefined;
}

const nodesBetweenLooks = 32;

/** JSONata's own guards for one expression; JSONata asks for them at every node. */
export class Guards implements jsonata.JsonataOptions {
  stack = bounds.depth;
  sequence?: number;
  readonly #milliseconds: number;
  #asked = 0;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  /**
   * JSONata asks whether there is a limit, and if so looks at the clock and asks again. The clock costs more than most
   * nodes do, so most times there is none: NaN, which no time exceeds, whichever of the two questions it answers.
   */
  get timeout(): number {
    this.#asked = (this.#asked + 1) % nodesBetweenLooks;
    return this.#asked < 2 ? this.#milliseconds : Number.NaN;
  }

  /** Sets the bounds that a tree needs, or all there are. */
  fit(tree: SyntaxNode, all: boolean): void {
    const { siblings, grouped, ranged } = measure(tree);
    // JSONata counts the entries of a list or an object, which it evaluates side by side, as if they were nested.
    this.stack = grouped ? bounds.depth ** 2 : bounds.depth + siblings;
    // Watching each list slows them all; without a range they grow with the data only.
    if (all || ranged) this.sequence = bounds.elements;
  }
}

/** Called for each value of an expression that is watched. Throws for a value that holds too much. */
export function measureValue(_node: unknown, _input: unknown, _environment: unknown, value: unknown): void {
  if (typeof value === "string" && value.length > bounds.characters) throw new MemoryExceeded();
  if (Array.isArray(value) && value.length > bounds.elements) throw new MemoryExceeded();
}

/** How deep the nodes of a tree are nested. */
export function depthOf(node: SyntaxNode): number {
  const inside = below(node).reduce((deepest, part) => Math.max(deepest, depthOf(part)), 0);
  return inside + (typeof node.type === "string" ? 1 : 0);
}

interface Measure {
  /** Entries of list and object constructors. */
  siblings: number;
  /** Whether data are grouped by a key, so that the number of entries is not known. */
  grouped: boolean;
  /** Whether there is a range operator. */
  ranged: boolean;
}

function measure(node: SyntaxNode): Measure {
  const entries = [...flat(node.expressions), ...flat(node.lhs)].length;
  const constructs = node.type === "unary" && (node.value === "[" || node.value === "{");
  const own: Measure = {
    siblings: constructs ? entries : 0,
    grouped: isSyntaxNode(node.group),
    ranged: node.type === "binary" && node.value === "..",
  };
  return below(node)
    .map(measure)
    .reduce(
      (sum, part) => ({
        siblings: sum.siblings + part.siblings,
        grouped: sum.grouped || part.grouped,
        ranged: sum.ranged || part.ranged,
      }),
      own,
    );
}

/** Functions that evaluate their function argument once for each item, and no other way. */
const itemwise = new Set(["each", "filter", "map", "sift", "single", "sort"]);
/** Functions whose time or result can be far greater than what they are given. */
const costly = new Set(["distinct", "pad", "reduce", "replace", "toMillis"]);
/** Characters, escapes and classes, one after the other: such a pattern is tried once at each place. */
const plainPattern = /^(?:\\.|\[(?:\\.|[^\]\\])*\]|[^*+?{}()|\\[\]])*$/;
const widest = 10_000;

/**
 * Whether guards between the nodes of an expression are not enough, because one node alone may take too long or hold
 * too much: a pattern that backtracks, a function that can call itself and so build ever greater values, a costly
 * function.
 */
export function canRunAway(node: SyntaxNode): boolean {
  switch (node.type) {
    case "regex":
      return !(node.value instanceof RegExp && plainPattern.test(node.value.source));
    case "lambda":
      // A call at the end of a function is wrapped into a function of its own, which nothing else can call.
      return node.thunk === true ? below(node).some(canRunAway) : true;
    case "variable":
      return costly.has(String(node.value));
    case "function":
      return callCanRunAway(node);
    default:
      return below(node).some(canRunAway);
  }
}

function callCanRunAway(call: SyntaxNode): boolean {
  const given = flat(call.arguments);
  const name = variableName(call.procedure) ?? "";
  if (itemwise.has(name)) {
    return given.some((part) => (part.type === "lambda" ? below(part).some(canRunAway) : canRunAway(part)));
  }
  if (given.some(canRunAway)) return true;
  return costly.has(name) ? !isCheap(name, given) : flat(call.procedure).some(canRunAway);
}

/** With at most one value that is not written out, some costly functions cost no more than that value. */
function isCheap(name: string, given: SyntaxNode[]): boolean {
  const written = given.filter(({ type }) => type === "string" || type === "number" || type === "regex");
  if (name === "toMillis") return given.length === 1 && written.length === 0;
  const bounded = name === "pad" ? written.some(({ type }) => type === "number") : name === "replace";
  return (
    bounded && given.length - written.length <= 1 && written.every(({ value }) => !(Number(value) > widest))
  );
}
