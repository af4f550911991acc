import {
  Composer,
  type CST,
  type Document,
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  Parser,
  visit,
} from "yaml";

/** Longest document, in UTF-16 units: what is longer makes no spec that could be read. */
export const longestDocument = 1_000_000;

/** Deepest nesting of objects and lists. */
const deepest = 100;

export type TextReading = { outcome: "read"; value: unknown } | { outcome: "unread"; problems: string[] };

/** Reads JSON, or YAML 1.2 of plain keys. Bounded in size, depth and time, whatever the text. */
export function readText(text: string): TextReading {
  if (text.length > longestDocument) {
    return unread(
      `The document is ${text.length} characters long, and at most ${longestDocument} are read. Keep the paths of one service and what they refer to.`,
    );
  }
  const bare = text.replace(/^\uFEFF/, "");
  const reading = bare.trimStart().startsWith("{") ? readJson(bare) : readYaml(bare);
  if (reading.outcome === "read" && isDeeper(reading.value, deepest)) return unread(tooDeep);
  return reading;
}

const tooDeep = `The document is nested more than ${deepest} deep.`;

function unread(...problems: string[]): TextReading {
  return { outcome: "unread", problems };
}

function readJson(text: string): TextReading {
  try {
    return { outcome: "read", value: JSON.parse(text) };
  } catch (error) {
    return unread(
      `The document begins as JSON and is none: ${error instanceof Error ? error.message : error}.`,
    );
  }
}

function readYaml(text: string): TextReading {
  // Markers of nesting in one line cost the parser a frame each.
  if (/(?:[-?:][ \t]+){100}/.test(text)) return unread(tooDeep);
  const lines = new LineCounter();
  try {
    // Keys are checked below: the composer compares each with every other.
    const composer = new Composer({ merge: true, uniqueKeys: false });
    const tokens = untilManyErrors(new Parser(lines.addNewLine).parse(text));
    const [document, another] = composer.compose(tokens, true, text.length);
    if (document === undefined || another !== undefined)
      return unread("The text holds several YAML documents, and one is read.");
    if (document.errors.some(({ message }) => message.includes("call stack"))) return unread(tooDeep);
    const problems = [
      ...document.errors.map(({ pos, message }) => problemAt(lines, pos[0], message)),
      ...(document.errors.length > 0 ? [] : keyProblems(document, lines)),
    ];
    return problems.length > 0
      ? unread(...problems.slice(0, mostProblems))
      : { outcome: "read", value: document.toJS({ maxAliasCount: 1000 }) };
  } catch (error) {
    if (error instanceof RangeError) return unread(tooDeep);
    if (error instanceof ReferenceError)
      return unread(`The document repeats itself too often: ${error.message}.`);
    throw error;
  }
}

const mostProblems = 20;

/** The parser goes on after errors, which take it long where they are many. */
function* untilManyErrors(tokens: Iterable<CST.Token>): Generator<CST.Token> {
  let errors = 0;
  for (const token of tokens) {
    if (token.type === "error" && ++errors > mostProblems) return;
    yield token;
  }
}

function problemAt(lines: LineCounter, offset: number, message: string): string {
  const { line, col } = lines.linePos(offset);
  return `${line}:${col}: The document is no YAML: ${message}.`;
}

/** Keys that are said twice, and keys that are no plain values. */
function keyProblems(document: Document.Parsed, lines: LineCounter): string[] {
  const problems: string[] = [];
  visit(document, {
    Map(_key, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        const node = isAlias(key) ? key.resolve(document) : key;
        const offset = (isScalar(key) || isMap(key) ? key.range : map.range)?.[0] ?? 0;
        if (!isScalar(node)) {
          problems.push(problemAt(lines, offset, "A key is an object or a list"));
          return visit.BREAK;
        }
        if (seen.has(String(node.value)) && node.value !== "<<")
          problems.push(problemAt(lines, offset, `The key ${String(node.value)} is there twice`));
        seen.add(String(node.value));
      }
    },
  });
  return problems;
}

function isDeeper(value: unknown, limit: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return limit === 0 || Object.values(value).some((inner) => isDeeper(inner, limit - 1));
}
