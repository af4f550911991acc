import { type Action, type NamedValue, thingParameters } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import { type Expression, type Path, scopesRead } from "../blueprint/expression.ts";
import { absentPath, afterEffects, presentPath, withValues } from "../blueprint/named-values.ts";
import { isFoundForPassword } from "../blueprint/password-inputs.ts";
import { typeOf } from "../blueprint/value-type.ts";
import { literal, memberOf } from "../code/literal.ts";
import { rowsOf } from "./call-code.ts";
import { findingCode } from "./finding.ts";
import { handCall } from "./hand-code.ts";
import { valueType } from "./hand-names.ts";
import { inputValue } from "./inputs.ts";
import { type EntityModel, modelNamed } from "./model.ts";
import { quoted } from "./sql.ts";
import { fragmentOf } from "./sql-expression.ts";
import { callerCode, type SqlScope } from "./sql-scope.ts";

/** What an action's code stands in: its entity, if it has one, and all the others. */
export interface Around {
  action: Action;
  model: EntityModel | undefined;
  models: readonly EntityModel[];
  scope: SqlScope;
  made: Made;
  blueprint: Blueprint;
  /** Named values and made things of which the code before has made sure that they are there. */
  present: Set<string>;
  /** One of several that an effect is done for; `scope` is about it then. */
  each?: EachAround;
}

/** What an effect's expressions stand in that is done for each of several: `each` in the code. */
export interface EachAround {
  /** What stands around all of them. */
  outer: Around;
  /** SQL that has each at hand around SQL that speaks of it. */
  within: (value: string) => string;
  /** Code of what names mean that are each one's, where the code has it. */
  known: (names: readonly string[]) => string | undefined;
}

export function valueStatements(around: Around): string[] {
  const { action } = around;
  return action.values.map((named, index) => {
    const before = action.values.slice(0, index).map(({ name }) => name);
    return `const ${valueName(named.name)} = ${namedCode(around, named, before)};`;
  });
}

function namedCode(around: Around, named: NamedValue, before: readonly string[]): string {
  if ("gives" in named) return handCall(around, named.name, { values: before });
  if ("finds" in named) {
    const { sql, type } = findingCode(named, around.scope, isFoundForPassword(around.action, named.name));
    return `${reader(around)}.value<${type}>(${ownKey(around)}sql\`${sql}\`)`;
  }
  return evaluation(around, named.expression, valueType(named.expression, around.scope, around.models));
}

/**
 * Code that is true where the condition is. Whether a named value is there needs no asking, and tells the compiler of
 * what comes after it that the value is.
 */
export function truthCode(around: Around, condition: Expression): string {
  const { kind } = condition;
  if (kind === "literal") return String(condition.value === true);
  if (kind === "given") return evaluation(around, condition);
  if (kind === "binary" && (condition.operator === "and" || condition.operator === "or")) {
    const sides = [condition.left, condition.right];
    if (sides.some((side) => isAtHand(side))) {
      const sign = condition.operator === "and" ? "&&" : "||";
      return sides.map((side) => `(${truthCode(around, side)})`).join(` ${sign} `);
    }
  }
  if (kind === "binary" && isAtHand(condition) && condition.left.kind === "path") {
    const sign = condition.operator === "=" ? "===" : "!==";
    const [name = ""] = condition.left.names;
    const isMade = condition.left.scope === "created";
    return `${isMade ? around.made.last(modelNamed(around.models, name)) : valueName(name)} ${sign} null`;
  }
  return `${evaluation(around, condition)} === true`;
}

/** Whether a condition asks for no more than that named values or made things are there or not, or what was sent. */
function isAtHand(condition: Expression): boolean {
  if (condition.kind === "given") return true;
  if (condition.kind !== "binary") return false;
  const { operator } = condition;
  if (operator === "and" || operator === "or") return [condition.left, condition.right].some(isAtHand);
  return (presentPath(condition) ?? absentPath(condition)) !== undefined;
}

/** Code of one expression's value, as JSON has it. */
export function evaluation(around: Around, expression: Expression, type = "unknown"): string {
  const known = knownCode(around, expression);
  if (known !== undefined)
    return type !== "unknown" && isOfValue(around, expression) ? `(${known} as ${type})` : known;
  const inner = around.each?.within;
  const outer = around.each?.outer ?? around;
  const value = fragmentOf(expression, around.scope, inner);
  if (deletesOwn(around.action) && around.each === undefined && !scopesRead(expression).has("own"))
    return `data.value<${type}>(${value})`;
  return `${reader(outer)}.value<${type}>(${ownKey(outer)}${value})`;
}

/** Whether a named value is a list or an object: of its code TypeScript knows no more than that. */
function isOfValue({ scope }: Around, expression: Expression): boolean {
  if (expression.kind !== "path" || expression.scope !== "value") return false;
  const { kind } = typeOf(expression, scope);
  return kind === "list" || kind === "object";
}

/** Whether the thing may be gone when a later expression is worked out. */
function deletesOwn({ effects }: Action): boolean {
  return effects.some(
    (effect) => effect.kind === "delete" && effect.target.scope === "own" && effect.target.names.length === 0,
  );
}

/** Code of a value that is at hand and needs no asking. */
function knownCode(around: Around, expression: Expression): string | undefined {
  const { made, models, scope, each } = around;
  if (expression.kind === "literal") return literal(expression.value);
  if (expression.kind === "now" || expression.kind === "today") return `call.${expression.kind}`;
  if (expression.kind === "caller") return callerCode(scope);
  if (expression.kind === "given") return scope.code?.isSent?.(expression.input.names[0] ?? "");
  if (expression.kind !== "path") return undefined;
  const [first, second] = expression.names;
  if (each !== undefined && expression.scope === "own") return each.known(expression.names);
  if (each !== undefined && expression.scope === "outer")
    return first === undefined ? ownKeyValue(each.outer) : undefined;
  if (expression.scope === "own" && first === undefined && scope.own !== undefined)
    return ownKeyValue(around);
  if (first === undefined || second !== undefined) return undefined;
  if (expression.scope === "input") return scope.code?.inputs(first);
  if (expression.scope === "value") return valueName(first);
  if (expression.scope !== "created") return undefined;
  if (!around.present.has(presentName(expression))) return scope.code?.created(first);
  const model = modelNamed(models, first);
  return memberOf(made.last(model), model.key.name);
}

/** Code of the identifier of the action's own thing, as its kind has it: the path holds a text. */
function ownKeyValue({ models, scope }: Pick<Around, "models" | "scope">): string | undefined {
  if (scope.own === undefined) return undefined;
  return modelNamed(models, scope.own.name).key.kind === "sequence" ? "Number(id)" : "id";
}

/** Code of what happens only where the condition is true. */
export function withPresent(around: Around, condition: Expression, code: () => string): string {
  const added = presentIn(condition).filter((name) => !around.present.has(name));
  for (const name of added) around.present.add(name);
  const made = code();
  for (const name of added) around.present.delete(name);
  return made;
}

/** The named values and made things that are there where a condition is true. */
function presentIn(condition: Expression): string[] {
  if (condition.kind === "binary" && condition.operator === "and")
    return [condition.left, condition.right].flatMap(presentIn);
  const path = presentPath(condition);
  return path === undefined ? [] : [presentName(path)];
}

/** What a named value or a thing that is made is called among what is there. No name has a blank. */
export function presentName({ scope, names: [name = ""] }: Pick<Path, "scope" | "names">): string {
  return scope === "created" ? `the ${name}` : name;
}

/** What works expressions out: the thing's table, or the database where there is no thing. */
export function reader({ model, scope }: Around): string {
  return model === undefined || scope.own === undefined ? "data" : rowsOf(model);
}

export function ownKey({ scope }: Around): string {
  return scope.own === undefined ? "" : "id, ";
}

/** Names of the things that an action has made so far. */
export class Made {
  readonly #counts = new Map<EntityModel, number>();
  readonly #perhaps = new Set<EntityModel>();
  readonly #alone = new Map<string, string>();

  next(model: EntityModel): string {
    this.#perhaps.delete(model);
    return this.#count(model);
  }

  /** Of one that is made only where a condition is true: else its name stands for the one before, where there is one. */
  perhaps(model: EntityModel): { name: string; before: string } {
    const before = this.#counts.has(model) ? this.last(model) : "null";
    if (before === "null") this.#perhaps.add(model);
    return { name: this.#count(model), before };
  }

  /** Whether none may have been made. */
  isPerhaps(model: EntityModel): boolean {
    return this.#perhaps.has(model);
  }

  /** The entities of which it has made one, if perhaps. */
  get kinds(): string[] {
    return [...this.#counts.keys()].map(({ entity }) => entity.name);
  }

  /** Keeps the code of a statement that names what it makes as it is where nothing uses the name. */
  keepAlone(named: string, alone: string): void {
    this.#alone.set(named, alone);
  }

  /** The same statement without the name. */
  alone(named: string): string {
    return this.#alone.get(named) ?? named.replace(/^const \w+ = /, "");
  }

  #count(model: EntityModel): string {
    this.#counts.set(model, (this.#counts.get(model) ?? 0) + 1);
    return this.last(model);
  }

  /** The name of the one made last. */
  last(model: EntityModel): string {
    const count = this.#counts.get(model) ?? 1;
    return `new${model.type}${count === 1 ? "" : count}`;
  }
}

function optionalMember(row: string, name: string): string {
  return `(${memberOf(`${row}?`, name).replace("?[", "?.[")} ?? null)`;
}

export function valueName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) &&
    ![
      "id",
      "input",
      "sent",
      "call",
      "c",
      "storage",
      "app",
      "each",
      "key",
      "data",
      "now",
      "sql",
      "parse",
      "session",
      "passwords",
    ].includes(name)
    ? name
    : `${name}Value`;
}

/** Where the expressions of an action are worked out. */
export function actionSqlScope(
  action: Action,
  entity: Entity | undefined,
  scope: SqlScope,
  made: Made,
): SqlScope {
  const hasThing = entity !== undefined && thingParameters(action).length > 0;
  const own = hasThing ? entity : undefined;
  const inner: SqlScope = {
    ...scope,
    own,
    ownRow: own === undefined ? undefined : quoted(modelNamed(scope.models, own.name).table),
    inputs: action.inputs,
    code: {
      inputs: (name) => inputValue("input", action.inputs, name),
      isSent: (name) => `${memberOf("sent", name)} !== undefined`,
      values: valueName,
      created: (name) => {
        const model = modelNamed(scope.models, name);
        const row = made.last(model);
        return made.isPerhaps(model) ? optionalMember(row, model.key.name) : memberOf(row, model.key.name);
      },
    },
  };
  return afterEffects(withValues(inner, action.values), action.effects);
}
