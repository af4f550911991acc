import { numberWords } from "../lexicon/numbers.ts";
import { withoutNumbering } from "./numbering.ts";

/** One unit of a clause: a word, a number, a quoted text, a URL path, or a mark. */
export type Token = {
  readonly kind: "word" | "number" | "string" | "path" | "mark";
  /** As written; of a string, its inside. */
  readonly text: string;
  /** What rules compare: lower case, with one spelling. A mark is itself. */
  readonly word: string;
  readonly value: number | undefined;
  /** Written as code, so its spelling is meant exactly. */
  readonly code: boolean;
};

const patterns = {
  space: /\s+/y,
  code: /`{1,3}([^`\n]{1,400})`{1,3}/y,
  doubleQuoted: /"([^"\n]{0,300})"|“([^”\n]{0,300})”|«([^»\n]{0,300})»/y,
  singleQuoted: /'([^'\n]{1,80})'(?![\p{L}\p{N}])|‘([^’\n]{1,80})’(?![\p{L}\p{N}])/uy,
  link: /https?:\/\/[^\s)>\]"'`]+/y,
  expression: /\^[^\s`"']{1,200}\$(?=$|[\s,;.)|`"'])/y,
  path: /\/(?:\d+(?![\d/.])|[A-Za-z:{<[][\w.~:{}<>[\]-]*(?:\/[\w.~:{}<>[\]-]+)*\/?)?/y,
  number: /\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])|\d+(?:\.\d+)?/y,
  word: /[\p{L}_$][\p{L}\p{M}\p{N}_$]*(?:['’\u2010\u2011-][\p{L}\p{N}]+)*/uy,
  mark: /->|=>|>=|<=|==|!=|\.{2,3}|[\s\S]/uy,
};

const markNames: Readonly<Record<string, string>> = {
  "=>": "->",
  "→": "->",
  "⇒": "->",
  "≥": ">=",
  "≤": "<=",
  "–": "-",
  "—": "-",
  "…": "...",
  "..": "...",
  "==": "=",
};

/** Splits a text into tokens, in time linear in its length. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  scan(withoutNumbering(text), false, tokens);
  return joinToDo(tokens);
}

/** "To do list" and "to do item" name the thing that "to-do" names. */
function joinToDo(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const [to, doing] = tokens.length > 2 ? joined.slice(-2) : [];
    if (
      to?.word === "to" &&
      doing?.word === "do" &&
      /^(?:lists?|items?|apps?|api|service|tracker|manager)$/.test(token.word)
    ) {
      joined.splice(-2, 2, { ...doing, text: `${to.text} ${doing.text}`, word: "todo" });
    }
    if (/^things?$/.test(to?.word ?? "") && doing?.word === "to" && token.word === "do") {
      joined.splice(-2, 2, {
        ...token,
        text: `${to?.text} ${doing.text} ${token.text}`,
        word: to?.word === "thing" ? "todo" : "todos",
      });
    } else joined.push(token);
  }
  return joined;
}

function scan(text: string, code: boolean, tokens: Token[]): void {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  while (at < text.length) {
    const character = text[at] ?? "";
    const before = text[at - 1] ?? " ";
    if (take(patterns.space) !== null) continue;
    if (character === "`") {
      const found = take(patterns.code);
      if (found !== null) {
        scanCode(found[1] ?? "", tokens);
        continue;
      }
    }
    const quoted =
      take(patterns.doubleQuoted) ?? (/[\p{L}\p{N}]/u.test(before) ? null : take(patterns.singleQuoted));
    if (quoted !== null) {
      tokens.push(plain("string", quoted[1] ?? quoted[2] ?? quoted[3] ?? "", code));
      continue;
    }
    if (character === "^") {
      const expression = take(patterns.expression);
      if (expression !== null) {
        tokens.push(plain("string", expression[0], true));
        continue;
      }
    }
    if (character === "h") {
      const link = take(patterns.link);
      if (link !== null) {
        tokens.push(plain("word", link[0], code));
        continue;
      }
    }
    if (character === "/" && opensPath(text, at, tokens)) {
      const path = take(patterns.path);
      if (path !== null) {
        const trimmed = path[0].replace(/[.:]+$/, "");
        at -= path[0].length - trimmed.length;
        tokens.push(plain("path", trimmed, code));
        continue;
      }
    }
    if (takeNumber(text, at, tokens, code)) {
      at = numberEnd(text, at);
      continue;
    }
    const word = take(patterns.word);
    if (word !== null) {
      pushWord(word[0], code, tokens);
      continue;
    }
    const mark = take(patterns.mark);
    if (
      mark?.[0] === "." &&
      /^(?:max|min|approx|incl|excl|opt|req|resp|chars?|nr|ca)$/.test(tokens.at(-1)?.word ?? "") &&
      text.slice(at).trim() !== ""
    )
      continue;
    if (mark !== null && !(mark[0] === "*" && !code)) {
      const name = markNames[mark[0]] ?? mark[0];
      tokens.push({
        kind: "mark",
        text: mark[0],
        word: name === "&" && /\s/.test(before) ? "and" : name,
        value: undefined,
        code,
      });
    }
  }
}

/** A code span is one name, one literal, or a piece of syntax whose parts matter (a route, JSON, a query). */
function scanCode(inside: string, tokens: Token[]): void {
  const text = inside.trim();
  if (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(text)) {
    tokens.push({ kind: "word", text, word: text.toLowerCase(), value: undefined, code: true });
  } else if (isSyntax(text)) {
    scan(text, true, tokens);
  } else if (/^(GET|POST|PUT|PATCH|DELETE|OPTIONS)\b|->/.test(text)) {
    scan(text, true, tokens);
  } else tokens.push(plain("string", text, true));
}

/** Quotes and a template's opening inside a span are part of a literal; around the whole of it they are syntax. */
function isSyntax(text: string): boolean {
  if (text.startsWith("${") || /^[\w ]+: [\w ]+$/.test(text)) return false;
  return /[/{[=:?]|^-?\d+(\.\d+)?$|^(["']).*\2$/.test(text);
}

function opensPath(text: string, at: number, tokens: readonly Token[]): boolean {
  const before = text[at - 1] ?? " ";
  const after = text[at + 1] ?? " ";
  if (/[A-Za-z:{<[]/.test(after)) return /[\s("'`,>*]/.test(before);
  const numberedPath =
    /^\/\d+(?![\d/.])/.test(text.slice(at, at + 12)) &&
    (at === 0 || /[\s("'`]/.test(before)) &&
    !/\d\s*$/.test(text.slice(0, at));
  if (numberedPath) return true;
  const previous = tokens.at(-1);
  const standsAlone = /[\s"'`).,;:|*]/.test(after) && /[\s"'`(*]/.test(before);
  return (
    standsAlone &&
    (at === 0 ||
      (previous !== undefined &&
        /^(get|post|put|patch|delete|options|at|path|root|to|of|is|on|url|route|collection|and|or|:|\()$/.test(
          previous.word,
        )) ||
      text.length === 1)
  );
}

const signedNumber = /-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?)/y;

function numberEnd(text: string, at: number): number {
  signedNumber.lastIndex = at;
  signedNumber.exec(text);
  return signedNumber.lastIndex;
}

function takeNumber(text: string, at: number, tokens: Token[], code: boolean): boolean {
  signedNumber.lastIndex = at;
  const found = signedNumber.exec(text);
  if (found === null) return false;
  const before = text[at - 1] ?? " ";
  const previous = tokens.at(-1);
  if (found[0].startsWith("-") && !(/[\s(=:[`]/.test(before) && previous?.kind !== "number")) return false;
  const value = Number(found[0].replaceAll(",", ""));
  tokens.push({ kind: "number", text: found[0], word: found[0], value, code });
  return true;
}

const endings: readonly [RegExp, string, string][] = [
  [/^can't$/, "can", "not"],
  [/^cannot$/, "can", "not"],
  [/^won't$/, "will", "not"],
  [/n't$/, "", "not"],
  [/'re$/, "", "are"],
  [/'ll$/, "", "will"],
  [/'ve$/, "", "have"],
  [/'d$/, "", "would"],
  [/'m$/, "", "am"],
];

/** "doesnt", "cant", "theyre": people in a hurry leave the apostrophe out. */
const bareNegation = /^(ca|do|does|did|is|are|was|were|wo|should|must|could|would|have|has|had|need)nt$/;
const bareContraction = /^(that|there|they|you|i)(s|re|ve|m)(?<=thats|theres|theyre|youre|youve|ive|im)$/;

function pushWord(written: string, code: boolean, tokens: Token[]): void {
  const lower = written
    .toLowerCase()
    .replaceAll("’", "'")
    .replace(/[\u2010\u2011]/g, "-")
    .replace(bareNegation, code ? "$&" : "$1n't")
    .replace(bareContraction, code ? "$&" : "$1'$2");
  const push = (word: string, text = written) =>
    tokens.push({ kind: "word", text, word, value: numberWords[word], code });
  if (code) {
    push(lower);
    return;
  }
  for (const [ending, first, second] of endings) {
    if (ending.test(lower)) {
      push(first === "" ? lower.replace(ending, "") : first);
      push(second, "");
      return;
    }
  }
  const possessive = lower.match(/^(.+)'s?$/);
  if (possessive?.[1] !== undefined) {
    if (/^(it|that|there|what|here|let)$/.test(possessive[1])) {
      push(possessive[1]);
      push("is", "");
      return;
    }
    push(possessive[1], written.slice(0, possessive[1].length));
    push("'s", written.slice(possessive[1].length));
    return;
  }
  push(spelling[lower] ?? lower);
}

const spelling: Readonly<Record<string, string>> = {
  "e-mail": "email",
  "e-mails": "emails",
  "read-only": "readonly",
  "to-do": "todo",
  "to-dos": "todos",
  "time-stamp": "timestamp",
  whitespace: "space",
  blanks: "space",
  nonnegative: "non-negative",
  nonempty: "non-empty",
  nonblank: "non-blank",
  wanna: "want",
};

function plain(kind: Token["kind"], text: string, code: boolean): Token {
  return { kind, text, word: text.toLowerCase(), value: undefined, code };
}
