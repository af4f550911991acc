import type { Expression } from "../../blueprint/expression.ts";
import { isNumber, isText, type ValueType } from "../../blueprint/value-type.ts";
import type { Expected } from "../draft.ts";
import { levels, operatorLevels } from "./print.ts";
import { sameFamily, typeWords } from "./type-rules.ts";

/** What the left side of an operator makes of a word on its right: a value of its choice. */
export function wantedBeside(
  { operator, right }: Extract<Expression, { kind: "binary" }>,
  left: ValueType,
): ValueType | undefined {
  if (operatorLevels[operator] === levels.comparison) return left;
  const isText = right.kind === "literal";
  return operator === "otherwise" && !isText ? left : undefined;
}

const expectedWords = { truth: "a condition", number: "a number", text: "a text" };

function isDate(text: string): boolean {
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text) && text.length === 10;
}

/** Why a text that stands where a date or a time must is none. */
export function timeProblem(text: string, kind: "date" | "time"): string | undefined {
  const isRight = kind === "date" ? isDate(text) : /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
  return isRight
    ? undefined
    : `\`${text}\` is no ${kind}: write ${kind === "date" ? '"2026-01-31"' : '"09:30"'}.`;
}

/** Why a value of a type cannot stand where one is expected. */
export function expectedProblem(type: ValueType, expected: Expected | ValueType): string | undefined {
  const fits =
    expected === undefined ||
    type.kind === "empty" ||
    (typeof expected === "object" ? isFitFor(type, expected) : fitsExpected(type, expected));
  if (fits) return undefined;
  const words = typeof expected === "object" ? typeWords(expected) : expectedWords[expected];
  const what = words.charAt(0).toUpperCase() + words.slice(1);
  return `${what} must stand here, and this is ${typeWords(type)}.`;
}

/** What becomes a password is a text. */
function isFitFor(type: ValueType, expected: ValueType): boolean {
  return expected.kind === "password" ? type.kind === "text" : sameFamily(type, expected);
}

function fitsExpected(type: ValueType, expected: Exclude<Expected, undefined>): boolean {
  if (expected === "truth") return type.kind === "truth";
  return expected === "number" ? isNumber(type) : isText(type) || isNumber(type) || type.kind === "thing";
}
