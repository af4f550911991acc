import { lineWidth } from "./literal.ts";

/**
 * Breaks a statement that is too long for its line as a formatter would: at the arguments of the call that it ends
 * with, and within them again where they are too long. `indent` is the column of its first character.
 */
export function wrap(statement: string, indent: number): string {
  if (statement.includes("\n") || indent + statement.length <= lineWidth) return statement;
  const object = /^\{ (.*) \}(,?)$/s.exec(statement);
  if (object !== null) return `${brokenObject(object[1] ?? "", indent)}${object[2]}`;
  const call = /^(.*)\)([;,]?)$/s.exec(statement);
  const body = call?.[1] ?? "";
  const open = openingOf(body);
  if (call === null || open < 0) return statement;
  const head = body.slice(0, open + 1);
  const args = splitTop(body.slice(open + 1));
  const last = args.at(-1) ?? "";
  const pad = " ".repeat(indent + 2);
  const close = `\n${" ".repeat(indent)}`;
  if (last.startsWith("{ ") && !args.slice(0, -1).some((arg) => arg.startsWith("{"))) {
    const before = args
      .slice(0, -1)
      .map((arg) => `${arg}, `)
      .join("");
    return `${head}${before}${brokenObject(last.slice(2, -2), indent)})${call[2]}`;
  }
  const lines = args.map((arg) => `${pad}${wrap(`${arg},`, indent + 2)}`);
  return `${head}\n${lines.join("\n")}${close})${call[2]}`;
}

function brokenObject(entries: string, indent: number): string {
  const lines = splitTop(entries).map(
    (entry) => `${" ".repeat(indent + 2)}${wrap(`${entry},`, indent + 2)}\n`,
  );
  return `{\n${lines.join("")}${" ".repeat(indent)}}`;
}

/** Where the bracket opens that is still open at the end of the text. */
function openingOf(text: string): number {
  const opened: number[] = [];
  scan(text, (char, index) => {
    if ("([{".includes(char)) opened.push(index);
    else if (")]}".includes(char)) opened.pop();
  });
  return opened.at(-1) ?? -1;
}

/** The parts between commas that stand in no bracket. */
function splitTop(text: string): string[] {
  let depth = 0;
  let start = 0;
  const parts: string[] = [];
  scan(text, (char, index) => {
    if ("([{".includes(char)) depth++;
    else if (")]}".includes(char)) depth--;
    else if (char === "," && depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  });
  return [...parts, text.slice(start).trim()];
}

/** Visits the characters of code that are in no string. */
function scan(code: string, visit: (char: string, index: number) => void): void {
  let quote = "";
  for (let index = 0; index < code.length; index++) {
    const char = code.charAt(index);
    if (quote !== "") {
      if (char === "\\") index++;
      else if (char === quote) quote = "";
    } else if ("\"'`".includes(char)) quote = char;
    else visit(char, index);
  }
}
