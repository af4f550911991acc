import type {
  BinaryOperator,
  Elements,
  Expression,
  Order,
  Path,
  Things,
} from "../../blueprint/expression.ts";
import {
  entityOf,
  groupScope,
  memberType,
  type Owner,
  type Scope,
  scopeOf,
  typeOf,
  type ValueType,
} from "../../blueprint/value-type.ts";
import { aggregateWords, reservedWords } from "../words.ts";
import { isReadAsGiven } from "./given.ts";

/** How tightly an expression holds together, loosest first; a part that is looser than its place goes in brackets. */
export const levels = {
  /** A list with its order, after which a comma would go on with the order. */
  ordered: 0,
  cases: 1,
  or: 2,
  and: 3,
  not: 4,
  comparison: 5,
  otherwise: 6,
  sum: 7,
  product: 8,
  unary: 9,
  primary: 10,
};

export const operatorLevels: Record<BinaryOperator, number> = {
  or: levels.or,
  and: levels.and,
  "=": levels.comparison,
  "!=": levels.comparison,
  "<": levels.comparison,
  "<=": levels.comparison,
  ">": levels.comparison,
  ">=": levels.comparison,
  otherwise: levels.otherwise,
  "+": levels.sum,
  "-": levels.sum,
  "*": levels.product,
  "/": levels.product,
};

/** An expression in normal form, as it stands where the scope is: reading it there gives the same expression. */
export function printExpression(expression: Expression, scope: Scope): string {
  return new Printer(scope).print(expression, levels.ordered);
}

/** An expression where a comma may come after it. */
export function printItem(expression: Expression, scope: Scope): string {
  return new Printer(scope).print(expression, levels.cases);
}

/** An expression where a statement goes on after it: cases in brackets. */
export function printCondition(expression: Expression, scope: Scope): string {
  return new Printer(scope).print(expression, levels.or);
}

/** A name as it stands in an expression: in backticks where it would be read as something else. */
export function printName(name: string): string {
  const word = name.toLowerCase();
  return reservedWords.has(word) || aggregateWords.has(word) ? `\`${name}\`` : name;
}

class Printer {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  print(expression: Expression, place: number): string {
    const { text, level } = this.#written(expression);
    return level < place ? `(${text})` : text;
  }

  #written(expression: Expression): { text: string; level: number } {
    switch (expression.kind) {
      case "literal":
        return { text: literalText(expression.value), level: numberLevel(expression.value) };
      case "duration": {
        const { amount, unit } = expression;
        const isOne = amount.kind === "literal" && amount.value === 1;
        const isShort = amount.kind === "path" || (amount.kind === "literal" && Number(amount.value) >= 0);
        const count = isShort
          ? this.print(amount, levels.primary)
          : `(${this.print(amount, levels.ordered)})`;
        return { text: `${count} ${unit}${isOne ? "" : "s"}`, level: levels.primary };
      }
      case "path":
        return { text: this.#path(expression), level: levels.primary };
      case "now":
      case "today":
        return { text: expression.kind, level: levels.primary };
      case "caller":
        return { text: "the caller", level: levels.primary };
      case "role":
        return { text: `the caller is ${printName(expression.role)}`, level: levels.comparison };
      case "given":
        return {
          text: `${this.print(expression.input, levels.otherwise)} is given`,
          level: levels.comparison,
        };
      case "not":
        if (expression.operand.kind === "given")
          return {
            text: `${this.print(expression.operand.input, levels.otherwise)} is not given`,
            level: levels.comparison,
          };
        return { text: `not ${this.print(expression.operand, levels.comparison)}`, level: levels.not };
      case "negative":
        return { text: `-${this.#negated(expression.operand)}`, level: levels.unary };
      case "binary":
        return this.#binary(expression);
      case "one-of": {
        const options = expression.options
          .map((option) => this.#beside(expression.value, option, levels.otherwise))
          .join(", ");
        return {
          text: `${this.print(expression.value, levels.otherwise)} is one of (${options})`,
          level: levels.comparison,
        };
      }
      case "fits": {
        const { password, given } = expression;
        const text = `${this.print(password, levels.otherwise)} is ${this.print(given, levels.otherwise)}`;
        return { text, level: levels.comparison };
      }
      case "call": {
        const values = expression.arguments.map((value) => this.print(value, levels.cases)).join(", ");
        return { text: `${expression.name}(${values})`, level: levels.primary };
      }
      case "aggregate":
        return this.#aggregate(expression);
      case "groups":
        return this.#groups(expression);
      case "cases": {
        const cases = expression.cases.map(
          ({ when, value }) => `${this.print(value, levels.or)} if ${this.print(when, levels.or)}`,
        );
        return {
          text: `${cases.join(", ")}, else ${this.print(expression.otherwise, levels.or)}`,
          level: levels.cases,
        };
      }
      case "object": {
        const properties = expression.properties.map(({ name, value }) => {
          const text = this.print(value, levels.cases);
          const short = value.kind === "path" && value.names.length === 1 && value.names[0] === name;
          return short ? text : `${propertyText(name)}: ${text}`;
        });
        return { text: `{${properties.join(", ")}}`, level: levels.primary };
      }
    }
  }

  #binary({ operator, left, right }: Extract<Expression, { kind: "binary" }>): {
    text: string;
    level: number;
  } {
    const level = operatorLevels[operator];
    const isComparison = level === levels.comparison;
    const isNull = right.kind === "literal" && right.value === null;
    const one = this.print(left, isComparison ? level + 1 : level);
    if (isNull && operator === "=") return { text: `${one} is empty`, level };
    if (isNull && operator === "!=") return { text: `${one} is not empty`, level };
    const words = operator === "=" ? "is" : operator === "!=" ? "is not" : operator;
    return { text: `${one} ${words} ${this.#beside(left, right, level + 1)}`, level };
  }

  #aggregate(expression: Extract<Expression, { kind: "aggregate" }>): { text: string; level: number } {
    const { name, things, value, order } = expression;
    const inner = new Printer(scopeOf(things, this.#scope));
    const of = this.#things(things, inner);
    const shown = value === undefined ? "" : `${inner.print(value, levels.sum)} of `;
    const by = orderText(order);
    return {
      text: `${name} of ${shown}${of}${by === "" ? "" : ` by ${by}`}`,
      // A condition reaches as far as it can, so what goes on after it needs brackets around.
      level: by !== "" ? levels.ordered : things.where !== undefined ? levels.cases : levels.primary,
    };
  }

  #groups({ things, keys, value, order }: Extract<Expression, { kind: "groups" }>) {
    const inner = new Printer(scopeOf(things, this.#scope));
    const each = keys.map((key) => {
      const isShort = key.value.kind === "path" && key.value.names.at(-1) === key.name;
      const text = inner.print(key.value, levels.or);
      return isShort ? text : `${nameText(key.name)}: ${text}`;
    });
    const shown = new Printer(groupScope({ things, keys }, this.#scope)).print(value, levels.primary);
    const by = orderText(order);
    return {
      text: `list for each ${each.join(", ")} of ${this.#things(things, inner)} ${shown}${by === "" ? "" : ` by ${by}`}`,
      level: by === "" ? levels.primary : levels.ordered,
    };
  }

  #path({ scope, names }: Path): string {
    const [first, ...more] = names;
    if (scope === "other") return ["other", ...names.map(nameText)].join(".");
    if (first === undefined) return scope === "outer" ? `the ${this.#kindOf(this.#scope.outer)}` : "it";
    const rest = more.map((name) => `.${nameText(name)}`).join("");
    if (scope === "around") return `the ${this.#kind(first)}${rest}`;
    const { around, other, inputs, values } = this.#scope;
    const isTaken =
      inputs?.some((input) => input.name === first) === true ||
      values?.has(first) === true ||
      (other !== undefined && first === "other");
    const isAbove = (scope === "input" || scope === "value") && around !== undefined;
    const hidden = isAbove
      ? this.#scope.own !== undefined && memberType(this.#scope.own, first) !== undefined
      : scope === "own" && around === undefined && isTaken;
    return scope === "outer" || hidden ? `its ${nameText(first)}${rest}` : `${printName(first)}${rest}`;
  }

  #kindOf(owner: Owner | undefined): string {
    return this.#kind(owner && (entityOf(owner) ?? owner.name));
  }

  /** `the caller` is who calls. */
  #kind(name = ""): string {
    return name.toLowerCase() === "caller" ? `\`${name}\`` : nameText(name);
  }

  #things(things: Things | Elements, inner: Printer): string {
    const condition = things.where === undefined ? "" : ` where ${inner.print(things.where, levels.or)}`;
    if ("list" in things) return `${this.#list(things.list)}${condition}`;
    const { entity: name, via } = things;
    if (things.grouped) return `them${condition}`;
    const entity = this.#scope.entities.find((one) => one.name === name);
    const { own } = this.#scope;
    const around = own && entityOf(own);
    const references = entity?.fields.filter(
      ({ type, references }) => type === "reference" && references === around,
    );
    const through = via === undefined || references?.length === 1 ? "" : ` through ${nameText(via)}`;
    return `${via === undefined ? "all" : "its"} ${nameText(entity?.plural ?? name)}${through}${condition}`;
  }

  #list(list: Path): string {
    const text = list.names.map(nameText).join(".");
    if (list.scope === "own") return `its ${text}`;
    return list.scope === "outer" ? `the ${this.#kindOf(this.#scope.outer)}.${text}` : this.#path(list);
  }

  /** What is compared with `value`: a value of a choice is a bare word there. */
  #beside(value: Expression, other: Expression, place: number): string {
    const type = typeOf(value, this.#scope);
    const values = type.kind === "choice" ? type.values : [];
    const isGiven = isReadAsGiven(value, other);
    if (!isGiven && other.kind === "literal" && typeof other.value === "string" && isBareWord(other.value)) {
      if (values.includes(other.value)) return other.value;
    }
    const text = this.print(other, place);
    const isRole = value.kind === "caller" && this.#scope.roles?.includes(text) === true;
    return isRole || (isGiven && other.kind === "path") || (values.includes(text) && other.kind === "path")
      ? `\`${text}\``
      : text;
  }

  #negated(operand: Expression): string {
    // A positive number after the sign would be read as a negative one.
    const isNumber = operand.kind === "literal" && typeof operand.value === "number";
    return isNumber ? `(${this.print(operand, levels.ordered)})` : this.print(operand, levels.primary);
  }
}

function orderText(order: readonly Order[] = []): string {
  return order.map(({ field, descending }) => `${descending ? "-" : ""}${nameText(field)}`).join(", ");
}

/** A value of a choice where it is expected: a bare word if it is one. A comma may come after it. */
export function printValue(value: Expression, scope: Scope, wanted: ValueType | undefined): string {
  const isValue = value.kind === "literal" && typeof value.value === "string" && wanted?.kind === "choice";
  if (isValue && typeof value.value === "string" && isBareWord(value.value)) return value.value;
  return printItem(value, scope);
}

function isBareWord(word: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(word) && !reservedWords.has(word.toLowerCase());
}

function nameText(name: string): string {
  return keywordsAfterNames.has(name.toLowerCase()) ? `\`${name}\`` : name;
}

/** An object's property may have any name: in quotes what is none of the language's. */
function propertyText(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? nameText(name) : JSON.stringify(name);
}

const keywordsAfterNames = new Set(["through", "where", "by"]);

function numberLevel(value: string | number | boolean | null): number {
  return typeof value === "number" && value < 0 ? levels.unary : levels.primary;
}

function literalText(value: string | number | boolean | null): string {
  if (value === null) return "empty";
  if (typeof value === "number") return numberText(value);
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** A number without an exponent. */
function numberText(value: number): string {
  return value.toLocaleString("en", { useGrouping: false, maximumFractionDigits: 20 });
}
