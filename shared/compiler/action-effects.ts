import type { Action, Effect } from "../blueprint/action.ts";
import type { Entity } from "../blueprint/entity.ts";
import type { Expression } from "../blueprint/expression.ts";
import { scopeOf, typeOf, type ValueType } from "../blueprint/value-type.ts";
import { type Entry, literal, memberOf, objectOf, propertyKey, text } from "../code/literal.ts";
import { rowsOf } from "./call-code.ts";
import { type EntityModel, modelNamed } from "./model.ts";
import { quoted } from "./sql.ts";
import { fragmentOf, type SqlScope, sqlOf } from "./sql-expression.ts";

/** What an action's code stands in: its entity, if it has one, and all the others. */
export interface Around {
  action: Action;
  model: EntityModel | undefined;
  models: readonly EntityModel[];
  scope: SqlScope;
  made: Made;
}

/** What a change of state sets, beside what the effects do. */
export function moveStatements({ action, model }: Around): string[] {
  const { move } = action;
  return move === undefined || model === undefined
    ? []
    : [setCode(model, "id", [[move.field, text(move.to)]])];
}

export function valueStatements(around: Around): string[] {
  const { action, scope } = around;
  return action.values.map(({ name, expression }) => {
    const value = evaluation(around, expression, valueType(typeOf(expression, scope)));
    return `const ${valueName(name)} = ${value};`;
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
  if (expression.scope === "input") return memberOf("input", first);
  if (expression.scope === "value") return valueName(first);
  if (expression.scope !== "created") return undefined;
  const model = modelNamed(models, first);
  return memberOf(made.last(model), model.key.name);
}

/** TypeScript's type of a named value. */
function valueType({ kind }: ValueType): string {
  if (kind === "whole number" || kind === "number") return "number | null";
  if (kind === "truth") return "boolean | null";
  return kind === "list" || kind === "object" ? "object | null" : "string | null";
}

/** TypeScript's type of an entity's field. */
function typeOfField(model: EntityModel, name: string): string {
  const field = model.fields.find((one) => one.field.name === name);
  return field === undefined ? "string" : `${model.type}[${text(field.name)}]`;
}

export function effectStatement(around: Around, effect: Effect): string {
  const { models } = around;
  switch (effect.kind) {
    case "set": {
      const { model, key } = targetCode(around, effect.target);
      return setCode(model, key, [
        [effect.field, evaluation(around, effect.value, typeOfField(model, effect.field))],
      ]);
    }
    case "set-each": {
      const model = modelNamed(models, effect.things.entity);
      const { where, inner } = thingsCode(around, effect.things);
      const value = `sql\`${sqlOf(effect.value, inner)}\``;
      return (
        `for (const each of ${rowsOf(model)}.values(sql\`${where}\`, ${value})) {\n` +
        `${setCode(model, "each.key", [[effect.field, "each.value"]])}\n}`
      );
    }
    case "create": {
      const model = modelNamed(models, effect.entity);
      const given = effect.values.map(
        ({ field, value }): Entry => [field, evaluation(around, value, typeOfField(model, field))],
      );
      const row = newRow(model, given);
      return `const ${around.made.next(model)} = ${rowsOf(model)}.insert(${row});`;
    }
    case "delete": {
      const { model, key } = targetCode(around, effect.target);
      return `${rowsOf(model)}.delete(${key});`;
    }
    case "delete-each": {
      const model = modelNamed(models, effect.things.entity);
      const { where } = thingsCode(around, effect.things);
      return `for (const { key } of ${rowsOf(model)}.values(sql\`${where}\`, sql\`NULL\`)) ${rowsOf(model)}.delete(key);`;
    }
  }
}

/** A change of some fields: those that callers give keep their rules. */
function setCode(model: EntityModel, key: string, values: Entry[]): string {
  const changed = values.map(([name, value]): Entry => [propertyKey(name), value ?? ""]);
  const isInput = values.every(([name]) =>
    model.fields.some(({ field }) => field.name === name && field.source === "input"),
  );
  const object = objectOf(changed);
  const checked = isInput ? `parse(${model.type}Change, ${object})` : object;
  const touched = model.fields
    .filter(({ field }) => field.source === "updated-at")
    .map(({ name }) => `${name}: call.now`);
  const change =
    touched.length === 0
      ? checked
      : `{ ${isInput ? `...${checked}` : object.slice(2, -2)}, ${touched.join(", ")} }`;
  return `${rowsOf(model)}.update(${key}, ${change});`;
}

/** A new row: what is given and checked, defaults, and what the service sets. */
function newRow(model: EntityModel, given: Entry[]): string {
  const isInput = ([name]: Entry) =>
    model.fields.some(({ field }) => field.name === name && field.source === "input");
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
    const own = scope.own === undefined ? undefined : modelNamed(models, scope.own.name);
    const condition = sqlOf(things.where, around);
    conditions.push(
      own === undefined || !condition.includes(quoted("around"))
        ? `(${condition})`
        : `EXISTS (SELECT 1 FROM ${quoted(own.table)} AS "around" WHERE "around".${quoted(own.key.column)} = \${id} AND (${condition}))`,
    );
  }
  return { where: conditions.length === 0 ? "1" : conditions.join(" AND "), inner: around };
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
  const hasThing = entity !== undefined && action.path.includes(":");
  const own = hasThing ? entity : undefined;
  const inner: SqlScope = {
    ...scope,
    own,
    ownRow: own === undefined ? undefined : quoted(modelNamed(scope.models, own.name).table),
    inputs: action.inputs,
    created: action.effects.flatMap((effect) => (effect.kind === "create" ? [effect.entity] : [])),
    code: {
      inputs: "input",
      values: valueName,
      created: (name) => made.last(modelNamed(scope.models, name)),
    },
  };
  const values = new Map<string, ValueType>();
  for (const { name, expression } of action.values)
    values.set(name, typeOf(expression, { ...inner, values }));
  return { ...inner, values };
}
