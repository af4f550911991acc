import type { Entity } from "../../blueprint/entity.ts";
import type { Expression } from "../../blueprint/expression.ts";
import {
  isNumber,
  isText,
  memberNames,
  memberType,
  type Scope,
  scopeOf,
  typeOf,
  type ValueType,
} from "../../blueprint/value-type.ts";
import type { Draft, Expected } from "../draft.ts";
import { quoteMark } from "./grammar.ts";
import { levels, operatorLevels } from "./print.ts";
import { argumentProblem, operatorProblem, sameFamily, typeWords } from "./type-rules.ts";

export type { Scope } from "../../blueprint/value-type.ts";

interface Typed {
  expression: Expression;
  type: ValueType;
}

type Path = Extract<Expression, { kind: "path" }>;
type Binary = Extract<Expression, { kind: "binary" }>;

/** Thrown when a problem has been told and the expression can't be gone on with. */
class Told extends Error {}

/**
 * The expression with each name's scope found, and words that are values of a choice made values. What is wrong is
 * told to the draft; then there is no result.
 */
export function resolveExpression(
  raw: Expression,
  scope: Scope,
  draft: Draft,
  expected: Expected | ValueType,
): Expression | undefined {
  try {
    const wanted = typeof expected === "object" ? expected : undefined;
    const { expression, type } = new Resolver(draft).resolve(raw, scope, wanted);
    const fits =
      expected === undefined ||
      type.kind === "empty" ||
      (typeof expected === "object" ? sameFamily(type, expected) : fitsExpected(type, expected));
    if (fits) return expression;
    const words =
      typeof expected === "object" ? typeWords(expected) : expected === "truth" ? "true or false" : expected;
    draft.fail(`A value that is ${words} must stand here, and this is ${typeWords(type)}.`);
  } catch (error) {
    if (!(error instanceof Told)) throw error;
  }
  return undefined;
}

/** What the left side of an operator makes of a word on its right: a value of its choice. */
function wantedBeside({ operator, right }: Binary, left: ValueType): ValueType | undefined {
  if (operatorLevels[operator] === levels.comparison) return left;
  const isText = right.kind === "literal";
  return operator === "otherwise" && !isText ? left : undefined;
}

function isDate(text: string): boolean {
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text) && text.length === 10;
}

function fitsExpected(type: ValueType, expected: Exclude<Expected, undefined>): boolean {
  if (expected === "truth") return type.kind === "truth";
  return expected === "number" ? isNumber(type) : isText(type) || isNumber(type) || type.kind === "thing";
}

class Resolver {
  readonly #draft: Draft;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  /** `wanted` is the type that the context asks for: it makes a bare word a value of a choice. */
  resolve(raw: Expression, scope: Scope, wanted?: ValueType): Typed {
    switch (raw.kind) {
      case "literal":
        return this.#literal(raw, wanted);
      case "path":
        return this.#path(raw, scope, wanted);
      case "role":
        if (!scope.roles?.includes(raw.role)) this.#stop(`No role is called \`${raw.role}\`.`, raw.role);
        return { expression: raw, type: { kind: "truth" } };
      case "not":
      case "negative": {
        const operand = this.resolve(raw.operand, scope);
        if (raw.kind === "not") this.#truth(operand, "not");
        else if (!isNumber(operand.type))
          this.#stop(`Only a number has a negative, and this is ${typeWords(operand.type)}.`);
        return this.#typed({ kind: raw.kind, operand: operand.expression }, scope);
      }
      case "binary":
        return this.#binary(raw, scope);
      case "one-of": {
        const value = this.resolve(raw.value, scope);
        const options = raw.options.map((option) => this.resolve(option, scope, value.type));
        for (const option of options) this.#same(value, option, "compared");
        return this.#typed(
          { kind: "one-of", value: value.expression, options: options.map(({ expression }) => expression) },
          scope,
        );
      }
      case "call": {
        const values = raw.arguments.map((value) => this.resolve(value, scope));
        const problem = argumentProblem(
          raw.name,
          values.map(({ type }) => type),
        );
        if (problem !== undefined) this.#stop(problem, raw.name);
        return this.#typed({ ...raw, arguments: values.map(({ expression }) => expression) }, scope);
      }
      case "aggregate":
        return this.#aggregate(raw, scope);
      case "cases": {
        const cases = raw.cases.map(({ when, value }) => {
          const condition = this.resolve(when, scope);
          this.#truth(condition, "if");
          return { when: condition.expression, value: this.resolve(value, scope, wanted) };
        });
        const otherwise = this.resolve(raw.otherwise, scope, wanted);
        for (const { value } of cases) this.#same(value, otherwise, "given by the same value");
        return this.#typed(
          {
            kind: "cases",
            cases: cases.map(({ when, value }) => ({ when, value: value.expression })),
            otherwise: otherwise.expression,
          },
          scope,
        );
      }
      case "object": {
        const properties = raw.properties.map(({ name, value }) => ({
          name,
          value: this.resolve(value, scope).expression,
        }));
        return { expression: { kind: "object", properties }, type: { kind: "object" } };
      }
      default:
        return this.#typed(raw, scope);
    }
  }

  #typed(expression: Expression, scope: Scope): Typed {
    return { expression, type: typeOf(expression, scope) };
  }

  #literal(raw: Extract<Expression, { kind: "literal" }>, wanted: ValueType | undefined): Typed {
    if (wanted?.kind === "choice" && typeof raw.value === "string") {
      if (!wanted.values.includes(raw.value)) this.#noValue(raw.value, wanted.values);
      return { expression: raw, type: wanted };
    }
    if (typeof raw.value === "string" && (wanted?.kind === "date" || wanted?.kind === "time")) {
      const isRight =
        wanted.kind === "date" ? isDate(raw.value) : /^([01]\d|2[0-3]):[0-5]\d$/.test(raw.value);
      if (!isRight)
        this.#stop(
          `\`${raw.value}\` is no ${wanted.kind}: write ${wanted.kind === "date" ? '"2026-01-31"' : '"09:30"'}.`,
          raw.value,
        );
      return { expression: raw, type: wanted };
    }
    return this.#typed(raw, { entities: [] });
  }

  #path(raw: Path, scope: Scope, wanted: ValueType | undefined): Typed {
    const [said, ...more] = raw.names;
    const isQuoted = said?.startsWith(quoteMark) === true;
    const first = isQuoted ? said?.slice(1) : said;
    if (first === undefined) {
      if (scope.own === undefined) this.#stop("`it` stands for a thing, and there is none here.", "it");
      return this.#typed(raw, scope);
    }
    const found = this.#scopeOf(raw.scope, first, scope);
    if (wanted?.kind === "choice" && more.length === 0 && raw.scope === "own") {
      const isName = found !== undefined && isQuoted;
      if (wanted.values.includes(first) && !isName)
        return { expression: { kind: "literal", value: first }, type: wanted };
      if (found === undefined) this.#noValue(first, wanted.values);
    }
    if (found === undefined) return this.#unknown(first, scope, raw.scope === "outer");
    return this.#along({ ...raw, scope: found, names: [first, ...more] }, scope);
  }

  /** A path whose scope is known, step by step. */
  #along(path: Path, scope: Scope): Typed {
    const [first = "", ...more] = path.names;
    const { scope: found } = path;
    if (found === "own" || found === "outer") this.#settle(scope[found], first);
    let entity = scope.entities.find(
      ({ name }) => name === this.#targetOf({ ...path, names: [first] }, scope),
    );
    for (const [index, name] of more.entries()) {
      if (entity === undefined)
        this.#stop(
          `\`${path.names[index]}\` is no thing with fields: \`${name}\` can't be taken from it.`,
          name,
        );
      if (memberType(entity, name) === undefined)
        this.#draft.unknownName(name, `field of ${entity.name}`, memberNames(entity));
      if (memberType(entity, name) === undefined) throw new Told();
      this.#settle(entity, name);
      const type = memberType(entity, name);
      entity = scope.entities.find((one) => type?.kind === "thing" && one.name === type.entity);
    }
    return this.#typed(path, scope);
  }

  #settle(entity: Entity | undefined, name: string): void {
    const field = entity?.fields.find((one) => one.name === name);
    if (field !== undefined) this.#draft.settle(field);
  }

  #targetOf(path: Expression, scope: Scope): string | undefined {
    const type = typeOf(path, scope);
    return type.kind === "thing" ? type.entity : undefined;
  }

  /** Where a path's first name is found: a bare one next to the thing first, in an action's inputs before its thing. */
  #scopeOf(said: string, name: string, scope: Scope) {
    const inCondition = scope.outer !== undefined;
    if (said === "outer") {
      if (inCondition) return scope.outer && memberType(scope.outer, name) ? "outer" : undefined;
      return scope.own && memberType(scope.own, name) ? "own" : undefined;
    }
    const isOwn = scope.own !== undefined && memberType(scope.own, name) !== undefined;
    if (inCondition && isOwn) return "own";
    if (scope.inputs?.some((input) => input.name === name)) return "input";
    if (scope.values?.has(name)) return "value";
    if (isOwn) return "own";
    return scope.created?.includes(name) ? "created" : undefined;
  }

  #binary(raw: Binary, scope: Scope): Typed {
    const role = this.#role(raw, scope);
    if (role !== undefined) return role;
    const left = this.resolve(raw.left, scope);
    const right = this.resolve(raw.right, scope, wantedBeside(raw, left.type));
    const problem = operatorProblem(raw.operator, left.type, right.type, [raw.left, raw.right]);
    if (problem !== undefined) this.#stop(problem);
    return this.#typed({ ...raw, left: left.expression, right: right.expression }, scope);
  }

  /** `the caller is staff`: a role, where one is called so. */
  #role({ operator, left, right }: Binary, scope: Scope): Typed | undefined {
    const said = right.kind === "path" && right.names.length === 1 ? right.names[0] : undefined;
    const name = said?.replace(quoteMark, "");
    if (left.kind !== "caller" || name === undefined || !scope.roles?.includes(name)) return undefined;
    if (said !== name && this.#scopeOf("own", name, scope) !== undefined) return undefined;
    const role: Expression = { kind: "role", role: name };
    const expression: Expression = operator === "!=" ? { kind: "not", operand: role } : role;
    return { expression, type: { kind: "truth" } };
  }

  #aggregate(raw: Extract<Expression, { kind: "aggregate" }>, scope: Scope): Typed {
    const entity = this.#draft.entityNamed(raw.things.entity);
    if (entity === undefined) throw new Told();
    const via = this.#via(raw, entity.name, scope);
    const inner = scopeOf({ entity: entity.name }, scope);
    const where = raw.things.where && this.resolve(raw.things.where, inner);
    if (where !== undefined) this.#truth(where, "where");
    const value = raw.value && this.resolve(raw.value, inner);
    if (value !== undefined && (raw.name === "sum" || raw.name === "average") && !isNumber(value.type)) {
      this.#stop(
        `Only numbers have ${raw.name === "sum" ? "a sum" : "an average"}, and this is ${typeWords(value.type)}.`,
      );
    }
    for (const { field } of raw.order ?? []) {
      if (memberType(entity, field) === undefined) this.#unknown(field, inner, false);
    }
    const expression: Expression = {
      ...raw,
      things: { entity: entity.name, ...(via && { via }), ...(where && { where: where.expression }) },
      ...(value && { value: value.expression }),
    };
    return this.#typed(expression, scope);
  }

  /** The reference through which things belong to the thing around: the one there is, or the one that is named. */
  #via(
    { things }: Extract<Expression, { kind: "aggregate" }>,
    entityName: string,
    scope: Scope,
  ): string | undefined {
    if (things.via === undefined) return undefined;
    const { own } = scope;
    if (own === undefined)
      this.#stop("`its` stands for a thing's own, and there is no thing here. Say `all`.", "its");
    const entity = scope.entities.find(({ name }) => name === entityName);
    const references = (entity?.fields ?? []).filter(
      (field) => field.type === "reference" && field.references === own.name,
    );
    const named = references.find(({ name }) => name === things.via);
    if (named !== undefined) return named.name;
    const [only, ...others] = references;
    if (only === undefined)
      this.#stop(
        `No field of ${entityName} refers to a ${own.name}, so it has no ${things.entity} of its own.`,
        things.entity,
      );
    if (things.via !== "")
      this.#stop(`\`${things.via}\` is no reference from ${entityName} to ${own.name}.`, things.via);
    if (others.length > 0) {
      const names = references.map(({ name }) => name).join(", ");
      this.#stop(
        `${entityName} refers to ${own.name} by ${names}: say which, as in \`its ${things.entity} through ${only.name}\`.`,
        things.entity,
      );
    }
    return only.name;
  }

  #truth({ type }: Typed, word: string): void {
    if (type.kind !== "truth" && type.kind !== "empty") {
      this.#stop(`\`${word}\` wants what is true or false, and this is ${typeWords(type)}.`);
    }
  }

  #same(one: Typed, other: Typed, how: string): void {
    if (sameFamily(one.type, other.type)) return;
    this.#stop(`${typeWords(one.type)} and ${typeWords(other.type)} can't be ${how}.`);
  }

  #unknown(name: string, scope: Scope, its: boolean): never {
    const around = its && scope.outer !== undefined ? scope.outer : scope.own;
    const known = [
      ...(around === undefined ? [] : memberNames(around)),
      ...(scope.inputs?.map((input) => input.name) ?? []),
      ...(scope.values?.keys() ?? []),
      ...(scope.created ?? []),
    ];
    this.#draft.unknownName(
      name,
      around === undefined ? "name that is known here" : `field of ${around.name}`,
      known,
    );
    throw new Told();
  }

  #noValue(word: string, values: readonly string[]): never {
    this.#draft.unknownName(word, `value of ${values.join(", ")}`, values);
    throw new Told();
  }

  #stop(message: string, words?: string): never {
    this.#draft.fail(message, words);
    throw new Told();
  }
}
