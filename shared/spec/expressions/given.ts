import type { Expression, Path } from "../../blueprint/expression.ts";
import { type Scope, typeOf } from "../../blueprint/value-type.ts";
import { scopeNaming } from "./names.ts";

/** The word that asks of an input whether a call has sent it. */
const word = "given";

/** Whether `A is given` or `A is not given` is said, before it is known what A is. */
export function isAskedIfGiven({ operator, right }: Extract<Expression, { kind: "binary" }>): boolean {
  const isEquality = operator === "=" || operator === "!=";
  return isEquality && right.kind === "path" && right.scope === "own" && isWord(right.names);
}

/** Whether a call can have sent it: it is what an action takes. */
export function isTaken(asked: Expression): asked is Path {
  return asked.kind === "path" && asked.scope === "input";
}

/** Whether `given` is here a value of the choice that stands before it, or the name of something. */
export function meansValue(asked: Expression, scope: Scope): boolean {
  return hasValue(asked, scope) || scopeNaming("own", word, scope) !== undefined;
}

/** Why it can't be asked whether an input is given; undefined where it can. */
export function givenProblem(input: Path, scope: Scope): string | undefined {
  const name = input.names.join(".");
  if (input.names.length > 1)
    return `\`is given\` is asked of an input as a whole: say \`${name} is not empty\` of a property.`;
  return hasValue(input, scope)
    ? `\`${name} is given\` could be that it is sent, or its value: say \`${name} is not empty\` or \`${name} is "${word}"\`.`
    : undefined;
}

/** What is said where `given` is asked of what no action takes. */
export const notTaken =
  "`is given` asks of an action's input whether a call has sent it: of anything else say `is not empty`.";

/** Whether what stands after `is` would be read as the word: the name of a thing, or a value of an input's choice. */
export function isReadAsGiven(before: Expression, after: Expression): boolean {
  if (after.kind === "path") return isWord(after.names);
  return after.kind === "literal" && after.value === word && isTaken(before);
}

function isWord([first, ...more]: readonly string[]): boolean {
  return first === word && more.length === 0;
}

function hasValue(asked: Expression, scope: Scope): boolean {
  if (asked.kind !== "path") return false;
  const type = typeOf(asked, scope);
  return type.kind === "choice" && type.values.includes(word);
}
