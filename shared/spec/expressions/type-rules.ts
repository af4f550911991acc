import { withArticle } from "../../article.ts";
import type { BinaryOperator, Expression, FunctionName } from "../../blueprint/expression.ts";
import { isNumber, isText, type ValueType } from "../../blueprint/value-type.ts";
import { valuesText } from "../phrases/field-print.ts";

/** A type in words, with its article. */
export function typeWords(type: ValueType): string {
  switch (type.kind) {
    case "text":
    case "empty":
      return type.kind;
    case "truth":
      return "true or false";
    case "choice":
      return `one of ${valuesText(type.values)}`;
    case "thing":
      return withArticle(type.entity);
    case "object":
      return "an object";
    default:
      return `a ${type.kind}`;
  }
}

/** Whether values of both types can be compared, or stand for each other. */
export function sameFamily(one: ValueType, other: ValueType): boolean {
  if (one.kind === "empty" || other.kind === "empty") return true;
  if (isNumber(one) && isNumber(other)) return true;
  if (one.kind === "thing" && other.kind === "thing") return one.entity === other.entity;
  if (one.kind === "thing" || other.kind === "thing") {
    const [, key = other] = one.kind === "thing" ? [one, other] : [other, one];
    return isText(key) || isNumber(key);
  }
  return one.kind === other.kind || (isText(one) && isText(other));
}

/** What is wrong with treating values of two types alike, such as with having them `compared`. */
export function familyProblem(one: ValueType, other: ValueType, how: string): string | undefined {
  if (sameFamily(one, other)) return undefined;
  const words = typeWords(one);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} and ${typeWords(other)} can't be ${how}.`;
}

const verbs: Partial<Record<BinaryOperator, string>> = {
  "+": "added",
  "-": "subtracted",
  "*": "multiplied",
  "/": "divided",
};

/** Why an operator can't take values of these types; undefined when it can. */
export function operatorProblem(
  operator: BinaryOperator,
  left: ValueType,
  right: ValueType,
  parts: readonly [Expression, Expression],
): string | undefined {
  if (allows(operator, left, right)) return undefined;
  const [one, other] = [called(parts[0], left), called(parts[1], right)];
  if (operator === "and" || operator === "or") {
    const wrong = left.kind === "truth" ? other : one;
    return `\`${operator}\` joins what is true or false, and ${wrong}.`;
  }
  const verb = verbs[operator] ?? "compared";
  const advice =
    operator === "-" && left.kind === right.kind && (left.kind === "date" || left.kind === "moment")
      ? " Say `days(from, to)`."
      : "";
  return `${one}, ${other}: they can't be ${verb}.${advice}`;
}

function allows(operator: BinaryOperator, left: ValueType, right: ValueType): boolean {
  const numbers = isNumber(left) && isNumber(right);
  const moved = (left.kind === "date" || left.kind === "moment") && right.kind === "duration";
  switch (operator) {
    case "or":
    case "and":
      return left.kind === "truth" && right.kind === "truth";
    case "=":
    case "!=":
    case "otherwise":
      return sameFamily(left, right);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return sameFamily(left, right) && isOrdered(left) && isOrdered(right);
    case "+":
      return numbers || moved || (isText(left) && joins(right)) || (isText(right) && joins(left));
    case "-":
      return numbers || moved;
    case "*":
    case "/":
      return numbers;
  }
}

function isOrdered(type: ValueType): boolean {
  return isNumber(type) || ["text", "date", "time", "moment", "empty"].includes(type.kind);
}

function joins(type: ValueType): boolean {
  return isText(type) || isNumber(type) || ["date", "time", "moment", "thing"].includes(type.kind);
}

function called(expression: Expression, type: ValueType): string {
  const words = typeWords(type);
  return expression.kind === "path" && expression.names.length > 0
    ? `\`${expression.names.join(".")}\` is ${words}`
    : `this is ${words}`;
}

type Wants = "number" | "text" | "list" | "day" | "instant" | "any";

const signatures: Record<FunctionName, readonly Wants[]> = {
  round: ["number", "number"],
  floor: ["number"],
  ceiling: ["number"],
  absolute: ["number"],
  remainder: ["number", "number"],
  length: ["text"],
  trim: ["text"],
  lower: ["text"],
  upper: ["text"],
  start: ["text", "number"],
  contains: ["text", "text"],
  replace: ["text", "text", "text"],
  join: ["list", "text"],
  date: ["day"],
  year: ["day"],
  month: ["day"],
  day: ["day"],
  weekday: ["day"],
  hour: ["day"],
  seconds: ["instant", "instant"],
  minutes: ["instant", "instant"],
  hours: ["instant", "instant"],
  days: ["day", "day"],
  smaller: ["any", "any"],
  larger: ["any", "any"],
};

/** Why a function can't take these values; undefined when it can. */
export function argumentProblem(name: FunctionName, types: readonly ValueType[]): string | undefined {
  const wanted = signatures[name];
  const least = name === "round" ? 1 : wanted.length;
  if (types.length < least || types.length > wanted.length) {
    const count = least === wanted.length ? `${least}` : `${least} or ${wanted.length}`;
    return `\`${name}\` takes ${count} ${count === "1" ? "value" : "values"}, not ${types.length}.`;
  }
  for (const [index, type] of types.entries()) {
    const want = wanted[index] ?? "any";
    if (type.kind === "empty" || fits(want, type)) continue;
    const words = {
      number: "a number",
      text: "text",
      list: "a list",
      day: "a date or a moment",
      instant: "a date, a time or a moment",
      any: "a value",
    }[want];
    return `\`${name}\` takes ${words}, and this is ${typeWords(type)}.`;
  }
  const [first, second] = types;
  if (wanted[1] === "any" && first !== undefined && second !== undefined && !sameFamily(first, second)) {
    return `\`${name}\` takes two values of one type, and these are ${typeWords(first)} and ${typeWords(second)}.`;
  }
  return undefined;
}

function fits(want: Wants, type: ValueType): boolean {
  if (want === "number") return isNumber(type);
  if (want === "text") return isText(type);
  if (want === "list") return type.kind === "list";
  if (want === "instant") return ["date", "time", "moment"].includes(type.kind);
  return want === "any" ? isOrdered(type) : type.kind === "date" || type.kind === "moment";
}
