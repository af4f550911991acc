import { withArticle } from "../article.ts";
import { type BinaryOperator, type Expression, operandsOf } from "../blueprint/expression.ts";
import type { Limit } from "../blueprint/rules.ts";
import type { EntityModel } from "./model.ts";
import { capitalized, wordsOf } from "./names.ts";

/** What a limit allows, as a sentence for whoever went beyond it. */
export function limitMessage(model: EntityModel, limit: Limit): string {
  return `${allowance(model, limit)}.`;
}

/** The same where the thing that the limit is for would allow fewer than there are. */
export function limitFromMessage(model: EntityModel, limit: Limit): string {
  return `${allowance(model, limit)}, and this ${targetOf(model, limit)?.noun} has more already.`;
}

function allowance(model: EntityModel, limit: Limit): string {
  const { per, most, where, period } = limit;
  const holder = targetOf(model, limit)?.noun;
  // A reference that is called otherwise than what it refers to says more than that.
  const isNamed = holder !== undefined && holder !== wordsOf(per ?? "").join(" ");
  const isOne = most.kind === "literal" && most.value === 1;
  const noun = isOne ? model.noun : wordsOf(model.entity.plural).join(" ");
  const said = where && isShown(where, model) ? conditionWords(where) : undefined;
  const all = per === undefined && period === undefined ? " in all" : isNamed ? ` of the same ${per}` : "";
  const what = [
    where !== undefined && said === undefined ? "such " : "",
    noun,
    all,
    said === undefined ? "" : ` ${said}`,
    period === undefined ? "" : ` ${periodWords[period.unit]} (by ${period.field})`,
  ].join("");
  const than = allowedWords(most, targetOf(model, limit), isNamed ? `the ${per}'s` : "its");
  const allowed = most.kind === "literal" ? `at most ${most.value} ${what}` : `no more ${what} than ${than}`;
  return holder === undefined || isNamed
    ? `There can be ${allowed}`
    : `${capitalized(withArticle(holder))} can have ${allowed}`;
}

function targetOf({ fields }: EntityModel, { per }: Limit): EntityModel | undefined {
  return fields.find(({ field }) => field.name === per)?.target;
}

/** Whether an expression names nothing that callers are not to know. */
function isShown(expression: Expression, model: EntityModel): boolean {
  if (expression.kind !== "path") return operandsOf(expression).every((part) => isShown(part, model));
  return model.entity.fields.find(({ name }) => name === expression.names[0])?.hidden !== true;
}

function allowedWords(most: Expression, holder: EntityModel | undefined, whose: string): string {
  const said = holder !== undefined && isShown(most, holder) ? amountWords(most, whose) : undefined;
  return said ?? "allowed";
}

const periodWords = {
  hour: "in one hour",
  day: "on one day",
  week: "in one week",
  month: "in one month",
  year: "in one year",
};

const comparisons: Partial<Record<BinaryOperator, string>> = {
  "=": "",
  "!=": "other than ",
  "<": "less than ",
  "<=": "at most ",
  ">": "more than ",
  ">=": "at least ",
};

const times: Partial<Record<BinaryOperator, string>> = { "<": "before ", ">": "after " };

/** What is counted, behind its noun; undefined where that is more than a few words say. */
function conditionWords(condition: Expression): string | undefined {
  switch (condition.kind) {
    case "path":
      return of(condition, (name) => `with ${name} true`);
    case "not":
      return of(condition.operand, (name) => `with ${name} not true`);
    case "one-of": {
      const values = condition.options.map(valueWords);
      if (values.includes(undefined)) return undefined;
      return of(condition.value, (name) => `with ${name} ${values.join(" or ")}`);
    }
    case "binary": {
      const { operator, left, right } = condition;
      if (operator === "and" || operator === "or") {
        const sides = [left, right].map(conditionWords);
        return sides.includes(undefined) ? undefined : sides.join(` ${operator} `);
      }
      if (right.kind === "literal" && right.value === null)
        return of(left, (name) => `${operator === "=" ? "without" : "with"} ${name}`);
      const isTime = right.kind === "today" || right.kind === "now";
      const how = (isTime ? times[operator] : undefined) ?? comparisons[operator];
      const value = valueWords(right);
      if (how === undefined || value === undefined) return undefined;
      return of(left, (name) => `with ${name} ${how}${value}`);
    }
    default:
      return undefined;
  }
}

/** Words about a field of the thing itself. */
function of(value: Expression, words: (name: string) => string): string | undefined {
  const [name, ...more] = value.kind === "path" && value.scope === "own" ? value.names : [];
  return name === undefined || more.length > 0 ? undefined : words(name);
}

function valueWords(value: Expression): string | undefined {
  switch (value.kind) {
    case "literal":
      return String(value.value);
    case "today":
    case "now":
      return value.kind;
    case "caller":
      return "the caller";
    default:
      return of(value, (name) => name);
  }
}

/** A number that is worked out of fields, each of them said as `whose`. */
function amountWords(amount: Expression, whose: string): string | undefined {
  if (amount.kind === "literal") return String(amount.value);
  const sign = amount.kind === "binary" ? signs[amount.operator] : undefined;
  if (amount.kind !== "binary" || sign === undefined) return of(amount, (name) => `${whose} ${name}`);
  const sides = [amount.left, amount.right].map((side) => amountWords(side, whose));
  return sides.includes(undefined) ? undefined : sides.join(` ${sign} `);
}

const signs: Partial<Record<BinaryOperator, string>> = { "+": "plus", "-": "minus", "*": "times" };
