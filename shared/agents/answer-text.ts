import { Json } from "../models/model.ts";

/** Places in a text at which JSON is looked for, so that no text takes long. */
const mostStarts = 200;

/**
 * The JSON values that a text may hold as an answer, the likeliest first: the whole of it, what stands in fences, and
 * objects or lists with talk around them. Only outermost ones are looked at.
 */
export function jsonInText(text: string): Json[] {
  const whole = parse(text);
  if (whole !== undefined) return [whole];
  const fenced = fences(text).flatMap((content) => parse(content) ?? []);
  return fenced.length > 0 ? fenced : embedded(text);
}

/** A text without the fence around it, or the longest fenced part of a text that says something around it. */
export function withoutFence(text: string): string {
  const [longest] = fences(text).toSorted((left, right) => right.length - left.length);
  return (longest ?? text).trim();
}

/** What stands between fences. A fence that nothing closes holds the rest; longer fences hold shorter ones. */
function fences(text: string): string[] {
  const found: string[] = [];
  let open: { mark: string; lines: string[] } | undefined;
  for (const line of text.split(/\r?\n/)) {
    const [, mark] = /^\s*(`{3,}|~{3,})\s*[\w+.-]*\s*$/.exec(line) ?? [];
    if (open === undefined) {
      if (mark !== undefined) open = { mark, lines: [] };
    } else if (mark !== undefined && line.trim() === mark && mark.startsWith(open.mark)) {
      found.push(open.lines.join("\n"));
      open = undefined;
    } else open.lines.push(line);
  }
  if (open !== undefined) found.push(open.lines.join("\n"));
  return found;
}

function embedded(text: string): Json[] {
  const found: Json[] = [];
  const starts = /[{[]/g;
  for (let tries = 0; tries < mostStarts; tries++) {
    const start = starts.exec(text)?.index;
    if (start === undefined) break;
    const end = endOf(text, start);
    const value = end === undefined ? undefined : parse(text.slice(start, end));
    if (value === undefined || end === undefined) continue;
    found.push(value);
    starts.lastIndex = end;
  }
  return found;
}

/** Where the object or list that begins at `start` ends; strings may hold brackets. */
function endOf(text: string, start: number): number | undefined {
  let depth = 0;
  const parts = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|[{}[\]]/g;
  parts.lastIndex = start;
  for (let part = parts.exec(text); part !== null; part = parts.exec(text)) {
    if (part[0] === "{" || part[0] === "[") depth++;
    else if (part[0] === "}" || part[0] === "]") depth--;
    if (depth === 0) return parts.lastIndex;
  }
  return undefined;
}

/** An object or a list; anything else that is JSON by chance ("true", "12") is no answer. */
function parse(text: string): Json | undefined {
  const trimmed = text.trim();
  if (!/^[{["]/.test(trimmed)) return undefined;
  try {
    const value: unknown = JSON.parse(trimmed);
    if (typeof value === "string") return parse(value);
    const json = Json.safeParse(value);
    return json.success ? json.data : undefined;
  } catch {
    return undefined;
  }
}
