import { isGherkin, startsClause } from "./gherkin.ts";
import { isEnumerated } from "./numbering.ts";
import { splitSentences } from "./sentences.ts";

/** A piece of the requirement that one clause is made of, with what its place in the text says. */
export type Segment = {
  readonly text: string;
  readonly kind: "heading" | "sentence" | "item" | "row" | "code";
  /** Level of a heading, depth of an item (0 for the outermost). */
  readonly depth: number;
  /** A later sentence of an item: said of what its first sentence names. */
  readonly continues?: true;
  /** The columns' heads, of a table's row. */
  readonly columns?: readonly string[];
};

type Line = { readonly text: string; readonly indent: number };

const bullet = /^(?:[-*+•‣–]|\d{1,3}[.)]|[a-z]\))\s+(?:\[[ xX]\]\s+)?/;
/** A line that is nothing but a bold label, and perhaps a path: a heading in all but name. */
const boldLabel =
  /^(?:\*\*|__)[^*_.]{1,50}(?:\*\*|__):?(?:\s+(?:[-–—(]\s*)?`?\/[\w/:{}.-]*`?\)?|\s+\([^)]{1,120}\))?:?$/;
const tableRule = /^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$/;

/** Splits a requirement into segments in reading order: headings, bullet items, table rows, code, sentences. */
export function segment(requirement: string): Segment[] {
  const segments: Segment[] = [];
  const lines = requirement.replace(/\r\n?/g, "\n").split("\n");
  const gherkin = isGherkin(requirement);
  let paragraph: string[] = [];
  const flush = () => {
    for (const text of splitSentences(paragraph.join(" ")))
      segments.push({ text, kind: isEnumerated(text) ? "item" : "sentence", depth: 0 });
    paragraph = [];
  };
  for (let index = 0; index < lines.length; index += 1) {
    const line = lineOf(lines[index] ?? "");
    const fence = /^(`{3,}|~{3,})/.exec(line.text);
    if (line.text === "") flush();
    else if (fence !== null) {
      flush();
      const end = closingFence(lines, index + 1, fence[1] ?? "```");
      segments.push(...codeSegments(lines.slice(index + 1, end)));
      index = end;
    } else if (/^#{1,6}\s/.test(line.text)) {
      flush();
      const level = /^#+/.exec(line.text)?.[0].length ?? 1;
      pushText(segments, line.text.replace(/^#+\s+/, "").replace(/\s*#+$/, ""), "heading", level);
    } else if (boldLabel.test(line.text)) {
      flush();
      pushText(segments, line.text.replace(/\*\*|__|:$/g, ""), "heading", 3);
    } else if (/^(?:-{3,}|={3,}|\*{3,})$/.test(line.text)) {
      const title = paragraph.length === 1 ? paragraph.pop() : undefined;
      if (title !== undefined) pushText(segments, title, "heading", line.text.startsWith("=") ? 1 : 2);
      flush();
    } else if (line.text.includes("|") && tableRule.test(lineOf(lines[index + 1] ?? "").text)) {
      flush();
      index = pushTable(segments, lines, index);
    } else if (bullet.test(line.text)) {
      flush();
      const text = [line.text.replace(bullet, "")];
      while (continues(lines[index + 1], line.indent)) text.push(lineOf(lines[++index] ?? "").text);
      pushItem(segments, text.join(" "), Math.min(9, Math.floor(line.indent / 2)));
    } else {
      if (
        paragraph.length > 0 &&
        (gherkin
          ? startsClause(line.text, paragraph.at(-1) ?? "")
          : !joins(paragraph.at(-1) ?? "", line.text))
      )
        flush();
      paragraph.push(line.text.replace(/^>\s*/, ""));
    }
  }
  flush();
  return segments;
}

function lineOf(raw: string): Line {
  const indent = /^\s*/.exec(raw)?.[0].replaceAll("\t", "  ").length ?? 0;
  return { text: raw.trim(), indent };
}

function closingFence(lines: readonly string[], from: number, fence: string): number {
  for (let index = from; index < lines.length; index += 1) {
    if ((lines[index] ?? "").trim().startsWith(fence)) return index;
  }
  return lines.length;
}

/** A block that is one JSON value stays whole; of any other, each line is a segment. */
function codeSegments(lines: readonly string[]): Segment[] {
  const whole = lines.join("\n").trim();
  const asCode = (text: string): Segment => ({ text, kind: "code", depth: 0 });
  if (/^[[{]/.test(whole)) return [asCode(whole)];
  return lines.filter((line) => line.trim() !== "").map((line) => asCode(line.trim()));
}

/** A wrapped line of an item: deeper than its bullet, or any plain line right below it. */
function continues(next: string | undefined, indent: number): boolean {
  if (next === undefined) return false;
  const line = lineOf(next);
  if (line.text === "" || bullet.test(line.text) || /^(?:#{1,6}\s|`{3}|\|)/.test(line.text)) return false;
  return line.indent > indent || /^[a-z]/.test(line.text);
}

/** Whether a line goes on in the next: prose that was wrapped, not notes of one line each. */
function joins(previous: string, next: string): boolean {
  if (/[.:;!?]$/.test(previous)) return previous.length > 50 && !/^[A-Z].*[^.]$/.test(next);
  return previous.length > 45 || /,$/.test(previous) || /\b(?:and|or|the|a|an|of|to|with)$/.test(previous);
}

function pushText(segments: Segment[], text: string, kind: Segment["kind"], depth: number): void {
  const trimmed = text.trim();
  if (/[\p{L}\p{N}]/u.test(trimmed)) segments.push({ text: trimmed, kind, depth });
}

/** The first sentence of an item is the item; what follows it is said about it. */
function pushItem(segments: Segment[], text: string, depth: number): void {
  const start = segments.length;
  for (const sentence of splitSentences(text)) {
    const first = segments.length === start;
    pushText(segments, sentence, "item", depth);
    const pushed = segments.at(-1);
    if (!first && pushed !== undefined && segments.length > start + 1 && !isEnumerated(sentence))
      segments[segments.length - 1] = { ...pushed, continues: true };
  }
}

function pushTable(segments: Segment[], lines: readonly string[], head: number): number {
  const columns = cells(lines[head] ?? "");
  let index = head + 2;
  while ((lines[index] ?? "").includes("|")) {
    const text = (lines[index] ?? "")
      .trim()
      .replace(/^\||\|$/g, "")
      .trim();
    if (/[\p{L}\p{N}]/u.test(text)) segments.push({ text, kind: "row", depth: 0, columns });
    index += 1;
  }
  return index - 1;
}

/** The cells of a table's row; a bar inside a code span or after a backslash separates nothing. */
export function cells(row: string): string[] {
  const parts: string[] = [""];
  let code = false;
  const text = row.trim().replace(/^\||\|$/g, "");
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (character === "`") code = !code;
    if (character === "\\" && text[at + 1] === "|") {
      parts.push(`${parts.pop() ?? ""}|`);
      at += 1;
    } else if (character === "|" && !code) parts.push("");
    else parts.push((parts.pop() ?? "") + character);
  }
  return parts.map((part) => part.trim());
}
