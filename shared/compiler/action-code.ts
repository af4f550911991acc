import type { Action, Answer, Effect } from "../blueprint/action.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import type { Expression } from "../blueprint/expression.ts";
import type { Field } from "../blueprint/field.ts";
import { scopeOf, typeOf, type ValueType } from "../blueprint/value-type.ts";
import {
  arrayOf,
  commentText,
  type Entry,
  literal,
  memberOf,
  objectOf,
  propertyKey,
  text,
} from "../code/literal.ts";
import { emptyAnswer, jsonAnswer, shown } from "./answer.ts";
import { rowsOf, withCall } from "./call-code.ts";
import { permissionCode, refusalCode } from "./guard-code.ts";
import { type EntityModel, type FieldModel, modelNamed } from "./model.ts";
import { capitalized, wordsOf } from "./names.ts";
import { isBodyFirst, isRoleFirst } from "./refusal-order.ts";
import { quoted } from "./sql.ts";
import { fragmentOf, type SqlScope, sqlOf } from "./sql-expression.ts";
import { createEnding, fieldCode } from "./zod-schema.ts";

/** What an action's code stands in: its entity, if it has one, and all the others. */
interface Around {
  action: Action;
  model: EntityModel | undefined;
  models: readonly EntityModel[];
  scope: SqlScope;
  made: Made;
}

/** Name of the schema of what an action takes. */
export function inputSchemaName(action: Action): string {
  return `${actionWords(action).map(capitalized).join("")}Input`;
}

function actionWords({ name }: Action): string[] {
  const words = wordsOf(name.normalize("NFKD").replace(/[^\p{L}\p{N} _-]/gu, ""));
  return /^[a-z]/.test(words[0] ?? "") ? words : ["action", ...words];
}

/** The schema of what an action takes, where it takes anything. */
export function inputSchema(action: Action, models: readonly EntityModel[]): string {
  if (action.inputs.length === 0) return "";
  const entries = action.inputs.map((field): Entry => {
    const model = inputModel(field, models);
    const schema = `${fieldCode(model)}${createEnding(model)}`;
    return [propertyKey(field.name), action.method === "GET" ? fromQuery(field, schema) : schema];
  });
  return `/** What a caller gives to ${actionWords(action).join(" ")}. */\nconst ${inputSchemaName(action)} = z.object(${objectOf(entries)});\n`;
}

/** A query holds texts: numbers and truths are read from them first. */
function fromQuery(field: Field, schema: string): string {
  if (field.type === "integer" || field.type === "number") return `z.preprocess(numberOf, ${schema})`;
  return field.type === "boolean" ? `z.preprocess(truthOf, ${schema})` : schema;
}

/** An input as a field that has no column. */
export function inputModel(field: Field, models: readonly EntityModel[]): FieldModel {
  const target = field.references === undefined ? undefined : modelNamed(models, field.references);
  return {
    field,
    name: field.name,
    column: field.name,
    storage: target?.key.type === "number" ? "integer" : "text",
    type: target?.key.type ?? "string",
    mayBeNull: !field.required && field.default === undefined,
    ...(target && { target }),
  };
}

/** The schemas of what actions take, and how they are read from a query. */
export function actionInputs(actions: readonly Action[], models: readonly EntityModel[]): string {
  const schemas = actions.map((action) => inputSchema(action, models)).filter((schema) => schema !== "");
  const code = schemas.join("\n");
  const readers = [
    code.includes("numberOf") &&
      "/** A number in a query; what is none stays as it is, and is refused. */\n" +
        'const numberOf = (text: unknown) => (typeof text === "string" && text.trim() !== "" ? Number(text) : text);\n',
    code.includes("truthOf") &&
      "/** True or false in a query; what is neither stays as it is, and is refused. */\n" +
        'const truthOf = (text: unknown) => (text === "true" ? true : text === "false" ? false : text);\n',
  ].filter((reader) => reader !== false);
  return schemas.length === 0 ? "" : `${[...readers, ...schemas].join("\n")}\n`;
}

/** One action's route. All of it happens in one transaction, or nothing. */
export function actionRoute(
  action: Action,
  {
    model,
    models,
    blueprint,
  }: { model: EntityModel | undefined; models: readonly EntityModel[]; blueprint: Blueprint },
  { path, own }: { path: string; own?: string },
): string {
  const roles = blueprint.callers?.roles.map(({ name }) => name);
  const base: SqlScope = { entities: blueprint.entities, models, roles };
  const made = new Made();
  const around: Around = {
    action,
    model,
    models,
    made,
    scope: actionSqlScope(action, model?.entity, base, made),
  };
  const takes = action.inputs.length > 0;
  const hasThing = model !== undefined && own !== undefined;
  const inner = [
    ...(hasThing ? ownStatements(around, model) : rolesOnly(action)),
    ...action.inputs.flatMap((field) => referenceCheck(around, field)),
    ...valueStatements(around),
    ...action.guards.map(({ condition, refusal }) => guardStatement(around, condition, refusal)),
    ...moveStatements(around),
    ...action.effects.map((effect) => effectStatement(around, effect)),
    ...answerStatements(around, action.answer),
  ];
  // A thing that nothing speaks of needs no name.
  for (const [index, line] of inner.entries()) {
    const name = /^const (new\w+) = /.exec(line)?.[1];
    if (name === undefined || inner.slice(index + 1).some((later) => new RegExp(`\\b${name}\\b`).test(later)))
      continue;
    inner[index] = line.replace(/^const \w+ = /, "");
  }
  const isData = inner.some((line) => /\bdata\./.test(line));
  const statements = [
    ...(hasThing ? [`const id = ${keyInPath(model, own)};`] : []),
    ...(takes ? [`const input = ${inputCode(action)};`] : []),
    ...(isData ? ["const data = new Database(storage.sql);"] : []),
    `return storage.transactionSync(() => {\n${inner.join("\n")}\n});`,
  ];
  // Whether there is a thing, and whether the caller may, is told before what is wrong with the body.
  const { by } = action;
  const roleFirst = hasThing && by !== undefined && isRoleFirst(blueprint, by) ? rolesOnly(action) : [];
  const found = hasThing && takes && !isBodyFirst(blueprint) ? [`${rowsOf(model)}.get(id);`] : [];
  const first = [...roleFirst, ...found];
  statements.splice(hasThing ? 1 : 0, 0, ...first);
  const asynchronous = takes && action.method !== "GET" ? "async " : "";
  const body = withCall(blueprint, statements).join("\n");
  return `// ${commentText(action.name)}\napp.${action.method.toLowerCase()}(${text(path)}, ${asynchronous}(c) => {\n${body}\n});\n`;
}

/** What a change of state sets, beside what the effects do. */
function moveStatements({ action, model }: Around): string[] {
  const { move } = action;
  return move === undefined || model === undefined
    ? []
    : [setCode(model, "id", [[move.field, text(move.to)]])];
}

function inputCode(action: Action): string {
  const name = inputSchemaName(action);
  return action.method === "GET"
    ? `parse(${name}, c.req.query())`
    : `parse(${name}, await readObject(c.req.raw))`;
}

function keyInPath(model: EntityModel, parameter: string): string {
  return model.key.kind === "given" && model.key.type === "number"
    ? `Number(c.req.param(${text(parameter)}))`
    : `c.req.param(${text(parameter)})`;
}

/** Finds the action's thing; who may, and whether its state allows it, hangs on how it stands. */
function ownStatements({ action }: Around, model: EntityModel): string[] {
  const { by, move } = action;
  const row = variableOf(model);
  const lines: string[] = [];
  const isUsed = by?.owner !== undefined || move !== undefined;
  lines.push(isUsed ? `const ${row} = ${rowsOf(model)}.get(id);` : `${rowsOf(model)}.get(id);`);
  if (by !== undefined)
    lines.push(`permit(${permissionCode(by, row)}, ${refusalCode(by.refusal, "You may not do this.")});`);
  if (move !== undefined) {
    const state = memberOf(row, move.field);
    const from = move.from;
    const [only] = from;
    const isWrong =
      from.length === 1 ? `${state} !== ${text(only)}` : `!${arrayOf(from.map(text))}.includes(${state})`;
    const message = `The ${model.noun} must be ${from.join(" or ")} for this.`;
    lines.push(`if (${isWrong}) throw refusalOf(${refusalCode(move.refusal, message)});`);
  }
  return lines;
}

function rolesOnly({ by }: Action): string[] {
  return by === undefined
    ? []
    : [`permit(${permissionCode(by, "")}, ${refusalCode(by.refusal, "You may not do this.")});`];
}

function referenceCheck({ models }: Around, field: Field): string[] {
  if (field.references === undefined) return [];
  const target = modelNamed(models, field.references);
  return [`${rowsOf(target)}.checkReference(${text(field.name)}, ${memberOf("input", field.name)});`];
}

function guardStatement(
  around: Around,
  condition: Expression,
  refusal: Action["guards"][number]["refusal"],
): string {
  const condition_ = `sql\`${sqlOf(condition, around.scope)}\``;
  const carried = (refusal.with ?? []).map(
    ({ name, value }): Entry => [propertyKey(name), `sql\`${sqlOf(value, around.scope)}\``],
  );
  const values = carried.length === 0 ? "" : `, ${objectOf(carried)}`;
  return `${reader(around)}.require(${ownKey(around)}${condition_}, ${refusalCode(refusal, "This can't be done now.")}${values});`;
}

function valueStatements(around: Around): string[] {
  const { action, scope } = around;
  return action.values.map(({ name, expression }) => {
    const value = evaluation(around, expression, valueType(typeOf(expression, scope)));
    return `const ${valueName(name)} = ${value};`;
  });
}

/** Code of one expression's value, as JSON has it. */
function evaluation(around: Around, expression: Expression, type = "unknown"): string {
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

function effectStatement(around: Around, effect: Effect): string {
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
function targetCode(around: Around, target: Extract<Effect, { kind: "set" }>["target"]) {
  const { scope, models } = around;
  const path: Expression = { kind: "path", ...target };
  const type = typeOf(path, scope);
  const model = modelNamed(models, type.kind === "thing" ? type.entity : "");
  if (target.scope === "own" && target.names.length === 0) return { model, key: "id" };
  const [first = ""] = target.names;
  if (target.scope === "input" && target.names.length === 1) return { model, key: memberOf("input", first) };
  if (target.scope === "created" && target.names.length === 1) {
    return { model, key: memberOf(around.made.last(modelNamed(models, first)), model.key.name) };
  }
  const key = `${reader(around)}.value<string>(${ownKey(around)}sql\`${sqlOf(path, scope)}\`)`;
  return { model, key: model.key.type === "number" ? key.replace("<string>", "<number>") : key };
}

/** The condition that picks the things of an effect, on their own row. */
function thingsCode({ models, scope }: Around, things: Extract<Effect, { kind: "set-each" }>["things"]) {
  const model = modelNamed(models, things.entity);
  const row = quoted(model.table);
  const inner: SqlScope = { ...scope, ...scopeOf(things, scope), ownRow: row, outerRow: undefined };
  const conditions: string[] = [];
  if (things.via !== undefined) {
    const column = model.fields.find(({ field }) => field.name === things.via)?.column ?? things.via;
    conditions.push(`${row}.${quoted(column)} = \${id}`);
  }
  // The thing around is a row of its own there.
  const around: SqlScope = { ...inner, outerRow: scope.own === undefined ? undefined : quoted("around") };
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

function answerStatements(around: Around, answer: Answer): string[] {
  switch (answer.kind) {
    case "nothing":
      return [`return ${emptyAnswer(answer.status)};`];
    case "thing": {
      const { model, key } = targetCode(around, answer.target);
      return [
        `return ${jsonAnswer(shown(model, `${rowsOf(model)}.get(${key})`, "call.base"), answer.status)};`,
      ];
    }
    case "value":
      return [`return Response.json(${evaluation(around, answer.value)}, { status: ${answer.status} });`];
    case "text":
      return [
        `return new Response(String(${evaluation(around, answer.value)}), ${statusOption(answer.status, "text/plain; charset=utf-8")});`,
      ];
    case "redirect":
      return [
        `return new Response(null, { status: ${answer.status}, headers: { Location: String(${evaluation(around, answer.value)}) } });`,
      ];
  }
}

function statusOption(status: number, type: string): string {
  return `{ status: ${status}, headers: { "content-type": ${text(type)} } }`;
}

/** What works expressions out: the thing's table, or the database where there is no thing. */
function reader({ model, scope }: Around): string {
  return model === undefined || scope.own === undefined ? "data" : rowsOf(model);
}

function ownKey({ scope }: Around): string {
  return scope.own === undefined ? "" : "id, ";
}

function variableOf(model: EntityModel): string {
  return `own${model.type}`;
}

/** Names of the things that an action has made so far. */
class Made {
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
function actionSqlScope(action: Action, entity: Entity | undefined, scope: SqlScope, made: Made): SqlScope {
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
