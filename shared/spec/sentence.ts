import { camelCase, pluralOf } from "./entity-name.ts";

/** One statement's text, where it stands, and the clauses that it cites. */
export interface Sentence {
  kind: "heading" | "statement" | "remark";
  /** Of a heading: 1 to 3. */
  level: number;
  /** Without bullet, closing stop and citations. */
  text: string;
  /** Offset of `text` in the spec. */
  start: number;
  /** `c3` of `[c3]`. */
  clauses: string[];
}

/**
 * Splits a spec into headings, statements and remarks (`> ...`). A line is one or several statements: sentences that end
 * in a stop. A line that is indented and has no bullet goes on with the line before it.
 */
export function readSentences(spec: string): Sentence[] {
  const sentences: Sentence[] = [];
  let paragraph: { text: string; start: number } | undefined;
  const flush = () => {
    if (paragraph !== undefined) sentences.push(...statementsOf(paragraph.text, paragraph.start));
    paragraph = undefined;
  };
  let start = 0;
  for (const line of spec.split("\n")) {
    const text = line.replace(/\r$/, "");
    const heading = /^(#{1,6})[ \t]+/.exec(text);
    const remark = /^[ \t]*> ?/.exec(text);
    const bullet = /^[ \t]*[-*][ \t]+/.exec(text);
    if (text.trim() === "") flush();
    else if (heading !== null) {
      flush();
      sentences.push(
        whole("heading", text.slice(heading[0].length), start + heading[0].length, heading[1]?.length ?? 1),
      );
    } else if (remark !== null) {
      flush();
      sentences.push(whole("remark", text.slice(remark[0].length), start + remark[0].length, 0));
    } else if (bullet !== null) {
      flush();
      paragraph = { text: text.slice(bullet[0].length), start: start + bullet[0].length };
    } else if (paragraph !== undefined && /^[ \t]/.test(text)) {
      // Kept as long as it was, so that offsets stay those of the spec.
      const gap = start - paragraph.start - paragraph.text.length;
      paragraph.text += " ".repeat(gap) + text;
    } else {
      flush();
      paragraph = { text, start };
    }
    start += line.length + 1;
  }
  flush();
  return sentences;
}

function whole(kind: "heading" | "remark", text: string, start: number, level: number): Sentence {
  const { text: kept, clauses } = withoutCitations(text);
  return { kind, level, text: kept.trimEnd(), start, clauses };
}

/** Statements of one line. A stop ends one where a blank follows, outside of quotes, code and brackets. */
function statementsOf(line: string, start: number): Sentence[] {
  const { text, clauses } = withoutCitations(line);
  // What a developer is told may be several sentences.
  if (byHand.test(text.trimStart())) {
    const lead = text.length - text.trimStart().length;
    return [
      { kind: "statement", level: 0, text: text.trim().replace(/\.$/, ""), start: start + lead, clauses },
    ];
  }
  const sentences: Sentence[] = [];
  let begin = 0;
  const end = (to: number, next: number) => {
    const raw = text.slice(begin, to);
    const lead = raw.length - raw.trimStart().length;
    if (raw.trim() !== "") {
      sentences.push({ kind: "statement", level: 0, text: raw.trim(), start: start + begin + lead, clauses });
    }
    begin = next;
  };
  let depth = 0;
  let quote = "";
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? "";
    if (quote !== "") {
      if (character === "\\" && quote === '"') index++;
      else if (character === quote) quote = "";
    } else if (character === '"' || character === "`") quote = character;
    else if ("({[".includes(character)) depth++;
    else if (")}]".includes(character)) depth--;
    else if (character === "." && depth <= 0 && /^(\s|$)/.test(text.slice(index + 1, index + 2)))
      end(index, index + 1);
  }
  end(text.length, text.length);
  return sentences;
}

function withoutCitations(line: string): { text: string; clauses: string[] } {
  const clauses: string[] = [];
  let text = line.trimEnd();
  for (let found = citation.exec(text); found !== null; found = citation.exec(text)) {
    clauses.unshift(...(found[1] ?? "").split(/[\s,]+/));
    text = text.slice(0, found.index).trimEnd();
  }
  return { text, clauses };
}

const byHand = /^(must hold by hand|by hand|`?[A-Za-z_]\w*`? by hand)\b/i;

const citation = /\[(c[1-9]\d*(?:[ ,]+c[1-9]\d*)*)\]\.?$/;

/** Names that an unread sentence may have meant to define: of a field or a value, of a thing. */
export function namesIn({ kind, level, text }: Sentence): string[] {
  if (kind === "heading") {
    if (level !== 2) return [];
    const name = camelCase(/^[\p{L}\p{N} -]*/u.exec(text)?.[0] ?? "");
    return [name, pluralOf(name)];
  }
  return (
    /^(?:by hand (?:changes )?|must hold by hand |identified by |ranked as )?`?([A-Za-z_]\w*)/i
      .exec(text)
      ?.slice(1) ?? []
  );
}
