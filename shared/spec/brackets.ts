/** Longest statement, in characters: more is not a sentence that a person reads. */
const longestStatement = 2000;

/** Deepest brackets in one statement. */
const deepestBrackets = 40;

/** What makes a sentence unreadable before its words are looked at. */
interface Fault {
  /** Offset in the sentence. */
  at: number;
  message: string;
}

/** Its length, a text that no database keeps, or a quotation mark, a backtick or a bracket that is never closed, closes nothing, or is too deep. */
export function faultIn(text: string): Fault | undefined {
  if (text.length > longestStatement) {
    const message = `A statement has at most ${longestStatement} characters, and this one has ${text.length}. Split it.`;
    return { at: 0, message };
  }
  const open: { sign: string; at: number }[] = [];
  const closes: Record<string, string> = { ")": "(", "}": "{", "]": "[" };
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === '"' || sign === "`") {
      const end = endOfQuote(text, at);
      if (end === undefined) {
        const name = sign === '"' ? "quotation mark" : "backtick";
        return { at, message: `The ${name} that opens here is never closed.` };
      }
      if (sign === '"' && holdsNul(text.slice(at, end))) return { at, message: noNul };
      at = end;
    } else if (sign === "\0") return { at, message: noNul };
    else if ("({[".includes(sign)) {
      open.push({ sign, at });
      if (open.length > deepestBrackets) {
        const message = `Brackets go at most ${deepestBrackets} deep. Name a part of it as a field of its own.`;
        return { at, message };
      }
    } else if (sign in closes && open.pop()?.sign !== closes[sign])
      return { at, message: `The bracket \`${sign}\` closes none that was opened.` };
  }
  const [first] = open;
  return first && { at: first.at, message: `The bracket \`${first.sign}\` that opens here is never closed.` };
}

const noNul = "A text can't hold the character U+0000, at which a database ends it. Leave out `\\u0000`.";

/** Whether a text in quotes holds U+0000, as it is or in JSON's escape: a backslash is none where another stands before it. */
function holdsNul(quoted: string): boolean {
  return quoted.includes("\0") || /(?<!\\)(?:\\\\)*\\u0000/.test(quoted);
}

function endOfQuote(text: string, begin: number): number | undefined {
  const sign = text.charAt(begin);
  for (let at = begin + 1; at < text.length; at++) {
    if (sign === '"' && text.charAt(at) === "\\") at++;
    else if (text.charAt(at) === sign) return at;
  }
  return undefined;
}
