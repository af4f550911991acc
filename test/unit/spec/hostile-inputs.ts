import { longestSpec } from "../../../shared/spec/parse.ts";

const head = "# A\n\n## B\n- c: number\n- t: text\n";

/** A spec as long as one may be, of lines of one kind. */
function filled(line: (index: number) => string, before = head): string {
  const lines: string[] = [];
  let length = before.length;
  for (let index = 0; ; index++) {
    const next = line(index);
    length += next.length + 1;
    if (length > longestSpec) return `${before}${lines.join("\n")}\n`;
    lines.push(next);
  }
}

function nested(open: string, close: string, inside = "c"): string {
  return filled((index) => `- f${index} = ${open.repeat(39)}${inside}${close.repeat(39)}`);
}

function many(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("");
}

/** Longest specs of the kinds that are hard on a parser, by name. */
export const hostileInputs: Record<string, string> = {
  "nested brackets": nested("(", ")"),
  "nested cases": nested("(1 if c > 2, else ", ")", "3"),
  "nested calls": nested("round(", ")"),
  "nested aggregates": nested("(sum of ", " of all bs)"),
  "nested objects": nested("{a: ", "}"),
  "nested types": filled((index) => `- f${index}: ${"{a: ".repeat(39)}text${"}".repeat(39)}`),
  "brackets never closed": filled((index) => `- f${index} = ${"(".repeat(40)}c`),
  "brackets too deep": filled((index) => `- f${index} = ${"(".repeat(900)}c${")".repeat(900)}`),
  "quotation marks never closed": filled(() => '- "'),
  "backticks never closed": filled(() => "- `"),
  "long sums": filled((index) => `- f${index} = c${" + c".repeat(480)}`),
  "long joins of text": filled((index) => `- f${index} = t${" + t".repeat(480)}`),
  "long conditions": filled((index) => `- f${index} = c > 1${" and not c < 1".repeat(130)}`),
  "long cases": filled((index) => `- f${index} = ${"1 if c > 1, ".repeat(160)}else 2`),
  "long rows of minus": filled((index) => `- f${index} = ${"-".repeat(1900)}c`),
  "long paths": filled((index) => `- f${index} = c${".c".repeat(900)}`),
  "deep paths": filled(
    (index) => `- f${index} = o${".o".repeat(30)}.c`,
    `${head}- o: ${"{o: ".repeat(30)}{c: number}${"}".repeat(30)}\n`,
  ),
  "long choices": filled((index) => `- f${index}: one of ${many(300, (value) => `a${value}, `)}b or c`),
  "long orders": filled((index) => `- \`?q${index}\` sorts by ${"c, ".repeat(600)}t`),
  "long routes": filled(() => `- \`GET ${"/a".repeat(900)}\` lists them`),
  "long blanks": filled((index) => `- f${index}:${" ".repeat(1900)}text`),
  "long citations": filled((index) => `- f${index}: text [${"c1 ".repeat(600)}c2]`),
  "many citations": filled((index) => `- f${index}: text ${"[c1] ".repeat(300)}`),
  "patterns that take long": filled((index) => `- f${index}: text, matches \`${"(a+)+".repeat(300)}\``),
  prose: filled(() => "- lorem ipsum dolor sit amet"),
  "short prose": filled(() => "x y"),
  stops: filled(() => "a. ".repeat(30).trim()),
  keywords: filled(() => "- required required required required required"),
  "wrong options": filled((index) => `- f${index}: text, requird`),
  "unknown names": filled((index) => `- Must hold: x${index} > 1`),
  "one field again and again": filled(() => "- c: number"),
  "control characters": filled(() => "- \0\0\0\0"),
  "one endless line": `# A\n\n${"a ".repeat(59_000)}`,
  "one endless paragraph": `# A\n\na\n${" b\n".repeat(39_000)}`,
  "blank lines": `# A\n${"\n".repeat(119_000)}## B\n- c: text`,
  "deep lists": filled((index) => `${" ".repeat(index % 200)}- f${index}: text`),
  things: filled((index) => `## T${index}`, "# A\n"),
  "one thing again and again": filled(() => "## T", "# A\n"),
  actions: filled((index) => `### A${index}: \`POST /a${index}\``),
  "things that refer to all": `# A\n${many(95, (one) => `## E${one}\n${many(95, (other) => `- r${other}: e${other}\n`)}`)}`,
  "things that count all": `# A\n${many(45, (one) => `## E${one}\n- c: number\n${many(45, (other) => `- r${other} = count of all e${other}s where c > its c\n`)}`)}`,
  "values in a chain": filled((index) => `- f${index} = f${index + 1} + 1`),
  "values in a chain backwards": filled(
    (index) => `- f${index + 1} = f${index} + 1`,
    `${head}- f0: number\n`,
  ),
  "values in a circle": `${head}${many(5000, (index) => `- f${index} = f${(index + 1) % 5000}\n`)}`,
  "values of two before": filled(
    (index) => `- f${index + 2} = f${index} + f${index + 1}`,
    `${head}- f0: number\n- f1: number\n`,
  ),
  filters: filled((index) => `- \`?q${index}\` is c`),
  limits: filled((index) => `- At most ${index} in all where c > ${index} (409)`),
  "things in one line": filled(
    (index) => `Book${index}s: each has ${many(150, (field) => `a t${field} and `)}a b`,
    "",
  ),
};
