import type { Action } from "../../blueprint/action.ts";
import { placeOfMade, placeOfToken } from "../model/answer-places.ts";
import { memberAt } from "../source/urls.ts";

/** A part of an answer that gets a name in a test. */
interface Part {
  name: string;
  /** Its code, from that of the whole body. */
  code: (whole: string) => string;
}

/** What an answer shows beside a token, and the token, as far as each is named; and what of the answer has them. */
export function partsBeside(
  action: Action | undefined,
  { thing, token }: { thing: { name: string; entity: string } | undefined; token: string | undefined },
): { parts: Part[]; body: "body" | "text" } {
  const atThing = thing && action && placeOfMade(action, thing.entity);
  const atToken = action && placeOfToken(action);
  const parts: Part[] = [];
  if (thing !== undefined && atThing !== undefined)
    parts.push({ name: thing.name, code: (whole) => `${memberAt(whole, atThing)} as Thing` });
  if (token !== undefined && atToken !== undefined)
    parts.push({ name: token, code: (whole) => `String(${memberAt(whole, atToken)})` });
  return { parts, body: action?.answer.kind === "text" ? "text" : "body" };
}

/** A line that names what stands beside a token. */
export interface Beside {
  name: string;
  line: string;
  /** The name of the whole answer. */
  answered?: string;
  /** What stands in the line's place when nothing speaks of the name. */
  instead?: string;
}

/** Leaves out names beside tokens that nothing speaks of. */
export function dropUnused(lines: string[], all: readonly Beside[]): void {
  const isUsed = (name: string, line: string) =>
    lines.some((other) => other !== line && new RegExp(`\\b${name}\\b`).test(other));
  for (const { name, line, answered, instead } of all) {
    if (isUsed(name, line)) continue;
    lines.splice(lines.indexOf(line), 1, ...(instead === undefined ? [] : [instead]));
    const whole = lines.findIndex((other) => other.startsWith(`const ${answered} = `));
    const start = lines[whole] ?? "";
    if (answered !== undefined && !isUsed(answered, start))
      lines[whole] = start.replace(`const ${answered} = `, "");
  }
}
