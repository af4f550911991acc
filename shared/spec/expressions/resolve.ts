import { onlyShown } from "../../blueprint/consistency.ts";
import type { Elements, Expression, Path, Things } from "../../blueprint/expression.ts";
import { isOnlyShown } from "../../blueprint/hand-functions.ts";
import {
  binaryType,
  elementOf,
  fieldAt,
  isNumber,
  memberType,
  type Owner,
  type Scope,
  scopeAround,
  scopeOf,
  typeOf,
  type ValueType,
} from "../../blueprint/value-type.ts";
import type { Draft, Expected } from "../draft.ts";
import { valuesText } from "../phrases/field-print.ts";
import { expectedProblem, timeProblem, wantedBeside } from "./expected.ts";
import { givenProblem, isAskedIfGiven, isTaken, meansValue, notTaken } from "./given.ts";
import { quoteMark } from "./grammar.ts";
import { type GroupResolver, resolveGroups } from "./groups.ts";
import { scopeNaming } from "./names.ts";
import { referenceOf } from "./related.ts";
import { argumentProblem, familyProblem, operatorProblem, typeWords } from "./type-rules.ts";
import { unknownName } from "./unknown-name.ts";

export type { Scope } from "../../blueprint/value-type.ts";

interface Typed {
  expression: Expression;
  type: ValueType;
}

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
    const problem = expectedProblem(type, expected);
    if (problem === undefined) return expression;
    draft.fail(problem, undefined, { within: raw });
  } catch (error) {
    if (!(error instanceof Told)) throw error;
  }
  return undefined;
}

class Resolver implements GroupResolver {
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
        return this.#shown(this.#path(raw, scope, wanted), raw);
      case "role":
        if (!scope.roles?.includes(raw.role)) this.stop(`No role is called \`${raw.role}\`.`, raw);
        return { expression: raw, type: { kind: "truth" } };
      case "duration": {
        const amount = this.resolve(raw.amount, scope);
        if (!isNumber(amount.type))
          this.stop(
            `A duration is a number of ${raw.unit}s, and this is ${typeWords(amount.type)}.`,
            raw.amount,
          );
        return this.#typed({ ...raw, amount: amount.expression }, scope);
      }
      case "not":
      case "negative": {
        const operand = this.resolve(raw.operand, scope);
        if (raw.kind === "not") this.truth(operand, "not", raw.operand);
        else if (!isNumber(operand.type))
          this.stop(`Only a number has a negative, and this is ${typeWords(operand.type)}.`, raw.operand);
        return this.#typed({ kind: raw.kind, operand: operand.expression }, scope);
      }
      case "binary":
        return this.#binary(raw, scope);
      case "one-of": {
        const value = this.resolve(raw.value, scope);
        const options = raw.options.map((option) => this.resolve(option, scope, value.type));
        for (const option of options) this.#same([value, option], "compared", raw);
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
        if (problem !== undefined) this.stop(problem, raw);
        return this.#typed({ ...raw, arguments: values.map(({ expression }) => expression) }, scope);
      }
      case "aggregate":
        return this.#aggregate(raw, scope);
      case "groups":
        return { expression: resolveGroups(raw, scope, this), type: { kind: "list" } };
      case "cases": {
        const cases = raw.cases.map(({ when, value }) => {
          const condition = this.resolve(when, scope);
          this.truth(condition, "if", when);
          return { when: condition.expression, value: this.resolve(value, scope, wanted) };
        });
        const otherwise = this.resolve(raw.otherwise, scope, wanted);
        for (const { value } of cases) this.#same([value, otherwise], "given by the same value", raw);
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
      if (!wanted.values.includes(raw.value))
        this.#nowhere(raw.value, `value of ${valuesText(wanted.values)}`, wanted.values, raw);
      return { expression: raw, type: wanted };
    }
    if (typeof raw.value === "string" && (wanted?.kind === "date" || wanted?.kind === "time")) {
      const problem = timeProblem(raw.value, wanted.kind);
      if (problem !== undefined) this.stop(problem, raw);
      return { expression: raw, type: wanted };
    }
    return this.#typed(raw, { entities: [] });
  }

  #path(raw: Path, scope: Scope, wanted: ValueType | undefined): Typed {
    const [said, ...more] = raw.names;
    const isQuoted = said?.startsWith(quoteMark) === true;
    const first = isQuoted ? said?.slice(1) : said;
    if (first === undefined) {
      if (raw.scope === "own" && scope.own?.group !== undefined)
        this.stop("`it` would be a group: name what its things agree in, or say what of `them`.", raw);
      if (scope.own === undefined) this.stop("`it` stands for a thing, and there is none here.", raw);
      return this.#typed(raw, scope);
    }
    if (raw.scope === "around") return this.#around(first, more, scope, raw);
    if (first === "other" && !isQuoted && raw.scope === "own" && scope.other !== undefined)
      return this.#other({ ...raw, scope: "other", names: more }, scope, raw);
    const found = scopeNaming(raw.scope, first, scope);
    if (wanted?.kind === "choice" && more.length === 0 && raw.scope === "own") {
      const isName = found !== undefined && isQuoted;
      if (wanted.values.includes(first) && !isName)
        return { expression: { kind: "literal", value: first }, type: wanted };
      if (found === undefined)
        this.#nowhere(first, `value of ${valuesText(wanted.values)}`, wanted.values, raw);
    }
    if (found === undefined) return this.#unknown(first, scope, raw);
    return this.#along({ ...raw, scope: found, names: [first, ...more] }, scope, raw);
  }

  /** `the order`, the thing around of that kind: what it has is said as `its`, where it is the nearest. */
  #around(kind: string, more: readonly string[], scope: Scope, raw: Path): Typed {
    const entity = this.#draft.thing(kind);
    if (entity === undefined || scopeAround(entity.name, scope) === undefined) {
      // An input or a named value of that name is as plain.
      const isInput = scope.inputs?.some(({ name }) => name === kind) === true;
      if (!isInput && scope.values?.has(kind) !== true)
        this.stop(`There is no ${kind} around here that \`the ${kind}\` could be.`, raw, kind);
      return this.#along({ ...raw, scope: isInput ? "input" : "value", names: [kind, ...more] }, scope, raw);
    }
    const isNearest = scope.around !== undefined && scopeAround(entity.name, scope) === scope.around;
    return isNearest
      ? this.#along({ ...raw, scope: "outer", names: [...more] }, scope, raw)
      : this.#along({ ...raw, names: [entity.name, ...more] }, scope, raw);
  }

  /** The thing in the way, or a field of it. */
  #other(path: Path, scope: Scope, raw: Path): Typed {
    const [first] = path.names;
    if (first === undefined || scope.other === undefined) return this.#typed(path, scope);
    if (memberType(scope.other, first) === undefined)
      return this.#unknown(first, { ...scope, own: scope.other }, raw);
    return this.#along(path, scope, raw);
  }

  /** A path whose scope is known, step by step. */
  #along(path: Path, scope: Scope, raw: Path): Typed {
    const [first, ...more] = path.names;
    const { scope: found } = path;
    if (first === undefined) return this.#typed(path, scope);
    if (found === "own" || found === "outer" || found === "other") {
      const owner = scope[found];
      if (owner !== undefined && memberType(owner, first) === undefined)
        this.#unknown(first, { ...scope, own: owner }, raw);
      this.#settle(owner, first);
    }
    const target = typeOf({ ...path, names: [first] }, scope);
    let entity = scope.entities.find(({ name }) => target.kind === "thing" && name === target.entity);
    for (const [index, name] of more.entries()) {
      const holder = fieldAt({ ...path, names: path.names.slice(0, index + 1) }, scope);
      if (holder?.properties !== undefined) {
        const property = holder.properties.find((one) => one.name === name);
        if (property === undefined)
          this.#unknown(name, { ...scope, own: { name: holder.name, fields: holder.properties } }, raw);
        entity = scope.entities.find((one) => one.name === property?.references);
        continue;
      }
      if (entity === undefined)
        this.stop(
          `\`${path.names[index]}\` is no thing with fields: \`${name}\` can't be taken from it.`,
          raw,
          name,
        );
      if (memberType(entity, name) === undefined) this.#unknown(name, { ...scope, own: entity }, raw);
      this.#settle(entity, name);
      const type = memberType(entity, name);
      entity = scope.entities.find((one) => type?.kind === "thing" && one.name === type.entity);
    }
    return this.#typed(path, scope);
  }

  #settle(entity: Owner | undefined, name: string): void {
    const field = entity?.fields.find((one) => one.name === name);
    if (field === undefined) return;
    if (isOnlyShown(field)) {
      this.#draft.fail(`\`${name}\` can't be used here: it is a field ${onlyShown}.`, name);
      throw new Told();
    }
    this.#draft.settle(field);
    if (this.#draft.isUntypable(field)) throw new Told();
  }

  #binary(raw: Binary, scope: Scope): Typed {
    const role = this.#role(raw, scope);
    if (role !== undefined) return role;
    const given = this.#given(raw, scope);
    if (given !== undefined) return given;
    const left = this.#side(raw.left, raw, scope);
    const right = this.#side(raw.right, raw, scope, wantedBeside(raw, left.type));
    const fits = this.#fits(raw, left, right);
    if (fits !== undefined) return fits;
    const problem = operatorProblem(raw.operator, left.type, right.type, [raw.left, raw.right]);
    if (problem !== undefined) this.stop(problem, raw);
    // Not by the type of the whole, which would be found anew for each part of a long sum.
    const type = binaryType(raw.operator, left.type, right.type);
    return { expression: { ...raw, left: left.expression, right: right.expression }, type };
  }

  /** `the caller is staff`: a role, where one is called so. */
  #role({ operator, left, right }: Binary, scope: Scope): Typed | undefined {
    const said = right.kind === "path" && right.names.length === 1 ? right.names[0] : undefined;
    const name = said?.replace(quoteMark, "");
    if (left.kind !== "caller" || name === undefined || !scope.roles?.includes(name)) return undefined;
    if (said !== name && scopeNaming("own", name, scope) !== undefined) return undefined;
    const role: Expression = { kind: "role", role: name };
    const expression: Expression = operator === "!=" ? { kind: "not", operand: role } : role;
    return { expression, type: { kind: "truth" } };
  }

  /** `shelf is given`: whether a call has sent it. */
  #given(raw: Binary, scope: Scope): Typed | undefined {
    if (!isAskedIfGiven(raw)) return undefined;
    const { left, operator } = raw;
    const asked = left.kind === "path" ? this.#path(left, scope, undefined).expression : left;
    if (!isTaken(asked)) return meansValue(asked, scope) ? undefined : this.stop(notTaken, raw);
    const problem = givenProblem(asked, scope);
    if (problem !== undefined) this.stop(problem, raw);
    const given: Expression = { kind: "given", input: asked };
    const expression: Expression = operator === "!=" ? { kind: "not", operand: given } : given;
    return { expression, type: { kind: "truth" } };
  }

  /** A password can be named only where it is compared. */
  #shown(typed: Typed, raw: Path): Typed {
    if (typed.type.kind === "password")
      this.stop(
        `\`${raw.names.join(".")}\` is a password, which nobody is shown: it is only compared, as in \`Only if user.password is password (401)\`.`,
        raw,
      );
    return typed;
  }

  /** A side of an operator: of an `=`, and of nothing else, it may be a password. */
  #side(side: Expression, { operator }: Binary, scope: Scope, wanted?: ValueType): Typed {
    return operator === "=" && side.kind === "path"
      ? this.#path(side, scope, wanted)
      : this.resolve(side, scope, wanted);
  }

  /** `user.password is password`: whether what is given is the password that is kept, whichever side it stands on. */
  #fits(raw: Binary, left: Typed, right: Typed): Typed | undefined {
    const isLeft = left.type.kind === "password";
    const [kept, given, said] = isLeft ? [left, right, raw.right] : [right, left, raw.left];
    const { expression: password } = kept;
    if (kept.type.kind !== "password" || password.kind !== "path") return undefined;
    if (said.kind === "path") this.#shown(given, said);
    if (given.type.kind !== "text")
      this.stop(`A password is compared with a text, and this is ${typeWords(given.type)}.`, said);
    return { expression: { kind: "fits", password, given: given.expression }, type: { kind: "truth" } };
  }

  #aggregate(raw: Extract<Expression, { kind: "aggregate" }>, scope: Scope): Typed {
    const of = this.things(raw, scope);
    const inner = scopeOf(of, scope);
    const where = raw.things.where && this.resolve(raw.things.where, inner);
    if (where !== undefined) this.truth(where, "where", raw.things.where);
    const value = raw.value && this.resolve(raw.value, inner);
    if (value !== undefined && (raw.name === "sum" || raw.name === "average") && !isNumber(value.type)) {
      this.stop(
        `Only numbers have ${raw.name === "sum" ? "a sum" : "an average"}, and this is ${typeWords(value.type)}.`,
        raw.value,
      );
    }
    for (const { field } of raw.order ?? []) {
      if (inner.own !== undefined && memberType(inner.own, field) === undefined)
        this.#unknown(field, inner, raw);
    }
    const expression: Expression = {
      ...raw,
      things: { ...of, ...(where && { where: where.expression }) },
      ...(value && { value: value.expression }),
    };
    return this.#typed(expression, scope);
  }

  /** What an aggregate goes over, without its condition: things of a kind, or the elements of a list. */
  things(raw: Extract<Expression, { kind: "aggregate" }>, scope: Scope): Things | Elements {
    const { things } = raw;
    const { own } = scope;
    if (!("list" in things) && things.grouped) {
      if (own?.group !== undefined) return { entity: own.group, grouped: true };
      this.stop(
        "`them` are the things of a group: they stand inside of `list for each FIELD of THINGS {NAME: count of them}`.",
        raw,
      );
    }
    if ("list" in things) return this.#elements(raw, things.list, scope);
    const said = things.entity;
    const entity = this.#draft.thing(said);
    const related = entity && referenceOf(things, entity, own);
    const field = things.via === "" ? own?.fields.find(({ name }) => name === said) : undefined;
    const isBoth = field?.items !== undefined && entity?.plural === said && related && "via" in related;
    if (isBoth)
      this.stop(`\`its ${said}\` could be a field or the things that refer to it: rename one.`, raw, said);
    if (field !== undefined && (field.items !== undefined || entity === undefined))
      return this.#elements(raw, { kind: "path", scope: "outer", names: [said] }, scope);
    if (entity === undefined || related === undefined) {
      this.#draft.entityNamed(said);
      throw new Told();
    }
    if ("problem" in related) return this.stop(related.problem, raw);
    return { entity: entity.name, ...(related.via && { via: related.via }) };
  }

  /** `its lines` are the thing's own, `lines` what an action takes, `order.lines` those of another thing. */
  #elements(raw: Expression, said: Path, scope: Scope): Elements {
    const [first = "", ...more] = said.names.map((name) => name.replace(quoteMark, ""));
    const text = [first, ...more].join(".");
    const { own } = scope;
    let list: Typed;
    if (said.scope === "around") list = this.#around(first, more, scope, said);
    else if (said.scope === "own" && said.names[0] === "other" && scope.other !== undefined)
      list = this.#other({ ...said, scope: "other", names: more }, scope, said);
    else if (said.scope === "outer") {
      if (own === undefined) this.stop(`There is no thing here that could have ${text} of its own.`, raw);
      list = this.#along({ ...said, scope: "own", names: [first, ...more] }, scope, said);
    } else {
      const found = scopeNaming("own", first, scope);
      if (found === "own") this.stop(`Say \`its ${text}\`: a list of the thing's own.`, raw, first);
      if (found === undefined) this.#unknown(first, scope, said);
      list = this.#along({ ...said, scope: found, names: [first, ...more] }, scope, said);
    }
    const path = list.expression;
    if (path.kind === "path" && elementOf(fieldAt(path, scope), scope.entities) !== undefined)
      return { list: path };
    // What is wrong with a list that an action names is told where it is named.
    if (path.kind === "path" && path.scope === "value" && this.#draft.isUnread(first)) throw new Told();
    return this.stop(
      `\`${text}\` is no list whose elements are known: what is counted or summed up are things, or elements of a list that callers give or that an action names.`,
      raw,
      first,
    );
  }

  truth({ type }: Typed, word: string, raw: Expression | undefined): void {
    if (type.kind !== "truth" && type.kind !== "empty") {
      this.stop(`\`${word}\` wants what is true or false, and this is ${typeWords(type)}.`, raw);
    }
  }

  #same([one, other]: [Typed, Typed], how: string, raw: Expression): void {
    const problem = familyProblem(one.type, other.type, how);
    if (problem !== undefined) this.stop(problem, raw);
  }

  #unknown(name: string, scope: Scope, raw: Expression): never {
    const problem = unknownName(name, scope, raw);
    if ("what" in problem) return this.#nowhere(name, problem.what, problem.known, raw);
    this.#draft.fail(problem.message, name, { within: raw, suggestion: problem.suggestion });
    throw new Told();
  }

  unknownProperty(name: string, known: readonly string[], raw: Expression): never {
    this.#nowhere(name, "property of a group", known, raw);
  }

  #nowhere(name: string, what: string, known: readonly string[], raw: Expression): never {
    this.#draft.unknownName(name, what, known, raw);
    throw new Told();
  }

  stop(message: string, within?: Expression, words?: string): never {
    this.#draft.fail(message, words, { within });
    throw new Told();
  }
}
