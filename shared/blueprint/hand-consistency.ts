import type { Blueprint } from "./blueprint.ts";
import { handCode } from "./by-hand.ts";
import { folded, handStatements, isOnlyShown } from "./hand-functions.ts";

/** Words that no function of ECMAScript can be called. */
const reserved = new Set(
  (
    "arguments await break case catch class const continue contracts debugger default delete do else enum eval export " +
    "extends false finally for function if implements import in instanceof interface let new null package private " +
    "protected public return static super switch this throw true try typeof undefined var void while with yield"
  ).split(" "),
);

/** What of the functions written by hand contradicts something else. */
export function handProblems(blueprint: Blueprint): { message: string; parts: object[] }[] {
  const found: { message: string; parts: object[] }[] = [];
  const names = new Set<string>();
  for (const { name, called, byHand, kind, gives, part } of handStatements(blueprint)) {
    const tell = (message: string) => found.push({ message, parts: [part] });
    const key = folded(called);
    if (names.has(key))
      tell(
        `Two functions by hand of the same action or thing are called \`${name}\`: each has a file of that name`,
      );
    names.add(key);
    if (reserved.has(called)) tell(`A function can't be called \`${name}\`: choose another name`);
    const codes = byHand.refusals.map(handCode);
    const twice = codes.find((code, index) => codes.indexOf(code) < index);
    if (twice !== undefined) tell(`\`${name}\` has two refusals with the code \`${twice}\``);
    if (kind === "rule" && codes.length === 0) tell(`\`${name}\` has no refusal`);
    if (gives?.references !== undefined && kind === "field" && isOnlyShown(gives))
      tell(`\`${name}\` is a reference, so it is kept: add \`set at creation\` or \`set at each change\``);
  }
  return found;
}
