import type { Expression } from "../../blueprint/expression.ts";
import { isNumber, isText, type ValueType } from "../../blueprint/value-type.ts";
import type { Expected } from "../draft.ts";
import { levels, operatorLevels } from "./print.ts";

/** What the left side of an operator makes of a word on its right: a value of its choice. */
export function wantedBeside(
  { operator, right }: Extract<Expression, { kind: "binary" }>,
  left: ValueType,
): ValueType | undefined {
  if (operatorLevels[operator] === levels.comparison) return left;
  const isText = right.kind === "literal";
  return operator === "otherwise" && !isText ? left : undefined;
}

export const expectedWords = { truth: "a condition", number: "a number", text: "a text" };

export function isDate(text: string): boolean {
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text) && text.length === 10;
}

export function fitsExpected(type: ValueType, expected: Exclude<Expected, undefined>): boolean {
  if (expected === "truth") return type.kind === "truth";
  return expected === "number" ? isNumber(type) : isText(type) || isNumber(type) || type.kind === "thing";
}
