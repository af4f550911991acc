import { isDeepStrictEqual } from "node:util";
import { type Action, type Effect, thingParameters } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import { type Expression, operandsOf } from "../blueprint/expression.ts";
import { afterEffects, withValues } from "../blueprint/named-values.ts";
import { scopeOf, typeOf } from "../blueprint/value-type.ts";
import { type Entry, literal, memberOf, objectOf, propertyKey, text } from "../code/literal.ts";
import { rowsOf, wholeRowsOf } from "./call-code.ts";
import { hasComparisons } from "./field-rules.ts";
import { handCall } from "./hand-code.ts";
import { valueType } from "./hand-names.ts";
import { inputValue } from "./inputs.ts";
import { type EntityModel, modelNamed } from "./model.ts";
import { nestedOnly } from "./nesting.ts";
import { quoted } from "./sql.ts";
import { fragmentOf, sqlOf } from "./sql-expression.ts";
import type { SqlScope } from "./sql-scope.ts";

/** What an action's code stands in: its entity, if it has one, and all the others. */
export interface Around {
  action: Action;
  model: EntityModel | undefined;
  models: readonly EntityModel[];
  scope: SqlScope;
  made: Made;
  blueprint: Blueprint;
}

export function valueStatements(around: Around): string[] {
  const { action, scope } = around;
  return action.values.map((named, index) => {
    const before = action.values.slice(0, index).map(({ name }) => name);
    const value =
      "gives" in named
        ? handCall(around, named.name, { values: before })
        : evaluation(around, named.expression, valueType(named.expression, scope));
    return `const ${valueName(named.name)} = ${value};`;
  });
}

/** Code of one expression's value, as JSON has it. */
export function evaluation(around: Around, expression: Expression, type = "unknown"): string {
  const known = knownCode(around, expression);
  if (known !== undefined) return known;
  return `${reader(around)}.value<${type}>(${ownKey(around)}${fragmentOf(expression, around.scope)})`;
}

/** Code of a value that is at hand and needs no asking. */
function knownCode({ made, models, scope }: Around, expression: Expression): string | undefined {
  if (expression.kind === "literal") return literal(expression.value);
  if (expression.kind === "now" || expression.kind === "today" || expression.kind === "caller") {
    return `call.${expression.kind}`;
  }
  if (expression.kind !== "path") return undefined;
  const [first, second] = expression.names;
  if (expression.scope === "own" && first === undefined && scope.own !== undefined) return "id";
  if (first === undefined || second !== undefined) return undefined;
  if (expression.scope === "input") return scope.code?.inputs(first);
  if (expression.scope === "value") return valueName(first);
  if (expression.scope !== "created") return undefined;
  const model = modelNamed(models, first);
  return memberOf(made.last(model), model.key.name);
}

/** TypeScript's type of an entity's field. */
function typeOfField(model: EntityModel, name: string): string {
  const field = model.fields.find((one) => one.field.name === name);
  return field === undefined ? "string" : `${model.type}[${text(field.name)}]`;
}

type SetEffect = Extract<Effect, { kind: "set" }>;

/**
 * What an action changes, a change of state first. What is set in one thing after the other is set at once where that
 * makes no difference to the values: rules are judged on the whole.
 */
export function effectStatements(around: Around): string[] {
  const { move, effects } = around.action;
  const moved: SetEffect[] =
    move === undefined || around.model === undefined
      ? []
      : [
          {
            kind: "set",
            target: { scope: "own", names: [] },
            field: move.field,
            value: { kind: "literal", value: move.to },
          },
        ];
  const statements: string[] = [];
  let together: SetEffect[] = [];
  const flush = () => {
    if (together.length > 0) statements.push(setStatement(around, together));
    together = [];
  };
  for (const effect of [...moved, ...effects]) {
    if (effect.kind !== "set") {
      flush();
      statements.push(effectStatement(around, effect));
    } else {
      if (!together.every((before) => isApart(before, effect, around.model?.entity))) flush();
      together.push(effect);
    }
  }
  flush();
  return statements;
}

/** Whether an effect sets another field of the same thing, to a value that does not hang on what was set before. */
function isApart(before: SetEffect, { target, field, value }: SetEffect, own: Entity | undefined): boolean {
  const isFree = (part: Expression): boolean => {
    if (part.kind === "aggregate") return false;
    if (part.kind !== "path") return operandsOf(part).every(isFree);
    const [name, ...more] = part.names;
    if (more.length > 0) return false;
    if (part.scope === "input" || part.scope === "value") return true;
    const source = own?.fields.find((one) => one.name === name)?.source;
    return part.scope === "own" && name !== before.field && source !== undefined && source !== "computed";
  };
  return isDeepStrictEqual(before.target, target) && before.field !== field && isFree(value);
}

function setStatement(around: Around, effects: readonly SetEffect[]): string {
  const [first] = effects;
  if (first === undefined) return "";
  const { model, key } = targetCode(around, first.target);
  return setCode(
    model,
    key,
    effects.map(({ field, value }) => [field, evaluation(around, value, typeOfField(model, field))]),
  );
}

function effectStatement(around: Around, effect: Exclude<Effect, SetEffect>): string {
  const { models } = around;
  switch (effect.kind) {
    case "set-each": {
      const model = modelNamed(models, effect.things.entity);
      const { where, inner } = thingsCode(around, effect.things);
      const value = `sql\`${aroundIt(sqlOf(effect.value, inner), around)}\``;
      return (
        `for (const each of ${wholeRowsOf(model)}.values<${typeOfField(model, effect.field)}>(sql\`${where}\`, ${value})) {\n` +
        `${setCode(model, "each.key", [[effect.field, "each.value"]])}\n}`
      );
    }
    case "create": {
      const model = modelNamed(models, effect.entity);
      const given = effect.values.map(
        ({ field, value }): Entry => [field, evaluation(around, value, typeOfField(model, field))],
      );
      const isMade = ([name]: Entry) => isSetByService(model, name);
      const own = given.filter(isMade).map(([name, value]): Entry => [propertyKey(name), value ?? ""]);
      const row = newRow(
        model,
        given.filter((entry) => !isMade(entry)),
      );
      const made = around.made.next(model);
      const checked = hasComparisons(model) ? `\ncheck${model.type}(${made});` : "";
      return `const ${made} = ${wholeRowsOf(model)}.insert(${row}${own.length === 0 ? "" : `, ${objectOf(own)}`});${checked}`;
    }
    case "by-hand": {
      const { values, effects } = around.action;
      const before = effects.slice(0, effects.indexOf(effect));
      const given = before.flatMap((one) =>
        one.kind === "by-hand" && one.gives !== undefined ? [one.name] : [],
      );
      const call = handCall(around, effect.name, {
        values: [...values.map(({ name }) => name), ...given],
        effects: before,
      });
      return effect.gives === undefined ? `${call};` : `const ${valueName(effect.name)} = ${call};`;
    }
    case "delete": {
      const { model, key } = targetCode(around, effect.target);
      return `${wholeRowsOf(model)}.delete(${key});`;
    }
    case "delete-each": {
      const model = modelNamed(models, effect.things.entity);
      const { where } = thingsCode(around, effect.things);
      return `for (const { key } of ${wholeRowsOf(model)}.values(sql\`${where}\`, sql\`NULL\`)) ${wholeRowsOf(model)}.delete(key);`;
    }
  }
}

/** A change of some fields at once: those that callers give keep their rules. */
function setCode(model: EntityModel, key: string, values: Entry[]): string {
  const isInput = ([name]: Entry) =>
    model.fields.some(({ field }) => field.name === name && field.source === "input");
  const entriesOf = (some: Entry[]) => some.map(([name, value]): Entry => [propertyKey(name), value ?? ""]);
  const inputs = entriesOf(values.filter(isInput));
  const others = entriesOf(values.filter((entry) => !isInput(entry)));
  for (const { field, name } of model.fields)
    if (field.source === "updated-at") others.push([name, "call.now"]);
  const checked = `parse(${model.type}Change, ${objectOf(inputs)})`;
  const change =
    inputs.length === 0
      ? objectOf(others)
      : others.length === 0
        ? checked
        : objectOf([[`...${checked}`], ...others]);
  const update = `${wholeRowsOf(model)}.update(${key}, ${change})`;
  const isCompared = model.entity.comparisons.some(({ left, right }) =>
    values.some(([name]) => name === left || name === right),
  );
  return isCompared ? `check${model.type}(${update});` : `${update};`;
}

/** Whether a field is one that the service otherwise works out when a thing is made. */
function isSetByService(model: EntityModel, name: string): boolean {
  const source = model.fields.find(({ field }) => field.name === name)?.field.source;
  return source === "set-at-creation" || source === "set-at-change";
}

/** A new row: what is given and checked, defaults, and what the service sets. */
function newRow(model: EntityModel, given: Entry[]): string {
  const isInput = ([name]: Entry) =>
    model.fields.some(
      (one) => one.field.name === name && one.field.source === "input" && !nestedOnly(model, one),
    );
  const inputs = given.filter(isInput).map(([name, value]): Entry => [propertyKey(name), value ?? ""]);
  const others = given
    .filter((entry) => !isInput(entry))
    .map(([name, value]): Entry => [propertyKey(name), value ?? ""]);
  const entries: Entry[] = [];
  if (model.key.kind === "uuid") entries.push([model.key.name, "newId(c.req.raw)"]);
  if (model.fields.some(({ field }) => field.source === "input"))
    entries.push([`...parse(New${model.type}, ${objectOf(inputs)})`]);
  for (const { field, name } of model.fields) {
    if (others.some(([key]) => key === name)) continue;
    if (field.source === "created-at" || field.source === "updated-at") entries.push([name, "call.now"]);
    if (field.source === "caller") entries.push([name, "call.caller"]);
    if (field.source === "state") entries.push([name, text(field.values?.[0] ?? "")]);
  }
  return objectOf([...entries, ...others]);
}

/** The model and the key of the thing that an effect acts on. */
export function targetCode(around: Around, target: Extract<Effect, { kind: "set" }>["target"]) {
  const { scope, models } = around;
  const path: Expression = { kind: "path", ...target };
  const type = typeOf(path, scope);
  const model = modelNamed(models, type.kind === "thing" ? type.entity : "");
  return { model, key: evaluation(around, path, model.key.type) };
}

/** The condition that picks the things of an effect, on their own row. */
function thingsCode({ models, scope }: Around, things: Extract<Effect, { kind: "set-each" }>["things"]) {
  const model = modelNamed(models, things.entity);
  const row = quoted(model.table);
  const conditions: string[] = [];
  if (things.via !== undefined) {
    const column = model.fields.find(({ field }) => field.name === things.via)?.column ?? things.via;
    conditions.push(`${row}.${quoted(column)} = \${id}`);
  }
  // The thing around is a row of its own there.
  const around: SqlScope = {
    ...scope,
    ...scopeOf(things, scope),
    ownRow: row,
    around: scope.own === undefined ? scope : { ...scope, ownRow: quoted("around") },
  };
  if (things.where !== undefined) {
    conditions.push(aroundIt(`(${sqlOf(things.where, around)})`, { models, scope }));
  }
  return { where: conditions.length === 0 ? "1" : conditions.join(" AND "), inner: around };
}

/** SQL over each of several things, in which the action's own thing is `around`. */
function aroundIt(value: string, { models, scope }: Pick<Around, "models" | "scope">): string {
  if (scope.own === undefined || !value.includes(quoted("around"))) return value;
  const own = modelNamed(models, scope.own.name);
  return `(SELECT ${value} FROM ${quoted(own.table)} AS "around" WHERE "around".${quoted(own.key.column)} = \${id})`;
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

  next(model: EntityModel): string {
    this.#counts.set(model, (this.#counts.get(model) ?? 0) + 1);
    return this.last(model);
  }

  /** The name of the one made last. */
  last(model: EntityModel): string {
    const count = this.#counts.get(model) ?? 1;
    return `new${model.type}${count === 1 ? "" : count}`;
  }
}

export function valueName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && !["id", "input", "call", "c", "storage", "app"].includes(name)
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
      values: valueName,
      created: (name) => made.last(modelNamed(scope.models, name)),
    },
  };
  return afterEffects(withValues(inner, action.values), action.effects);
}
