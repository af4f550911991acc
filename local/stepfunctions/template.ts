import { type Bindings, Expression, expressionText, type Surroundings } from "./expression.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";

/** A field that may hold expressions anywhere inside it, prepared once and filled in at each visit. */
export type Template =
  | { kind: "literal"; value: Json }
  | { kind: "expression"; expression: Expression }
  | { kind: "list"; items: Template[] }
  | { kind: "object"; entries: [string, Template][] };

/** Prepares a field. `field` is its slash path; throws JSONata's error for an expression that does not parse. */
export function compileTemplate(value: Json, field: string): Template {
  if (typeof value === "string") {
    const source = expressionText(value);
    return source === undefined
      ? { kind: "literal", value }
      : { kind: "expression", expression: new Expression(source, field) };
  }
  if (Array.isArray(value)) {
    const items = value.map((item, index) => compileTemplate(item, `${field}[${index}]`));
    return items.every((item) => item.kind === "literal")
      ? { kind: "literal", value }
      : { kind: "list", items };
  }
  if (isJsonObject(value)) {
    const entries = Object.entries(value).map(([key, item]): [string, Template] => [
      key,
      compileTemplate(item, `${field}/${key}`),
    ]);
    return entries.every(([, item]) => item.kind === "literal")
      ? { kind: "literal", value }
      : { kind: "object", entries };
  }
  return { kind: "literal", value };
}

/** The field's value. A field that is a literal, or one expression, costs no more than that. */
export function fill(template: Template, bindings: Bindings, around: Surroundings): Json | Promise<Json> {
  switch (template.kind) {
    case "literal":
      return template.value;
    case "expression":
      return template.expression.evaluate(bindings, around);
    case "list":
      return fillList(template.items, bindings, around);
    case "object":
      return fillObject(template.entries, bindings, around);
  }
}

function fillList(items: Template[], bindings: Bindings, around: Surroundings): Json | Promise<Json> {
  const list: Json[] = [];
  const waited: Promise<unknown>[] = [];
  for (const [index, item] of items.entries()) {
    const value = fill(item, bindings, around);
    list.push(value instanceof Promise ? null : value);
    if (value instanceof Promise) {
      waited.push(
        value.then((settled) => {
          list[index] = settled;
        }),
      );
    }
  }
  return waited.length === 0 ? list : Promise.all(waited).then(() => list);
}

function fillObject(
  entries: [string, Template][],
  bindings: Bindings,
  around: Surroundings,
): Json | Promise<Json> {
  const object: JsonObject = {};
  for (const [index, [key, item]] of entries.entries()) {
    const value = fill(item, bindings, around);
    if (value instanceof Promise)
      return fillRest(object, key, value, entries.slice(index + 1), bindings, around);
    object[key] = value;
  }
  return object;
}

async function fillRest(
  object: JsonObject,
  key: string,
  value: Promise<Json>,
  rest: [string, Template][],
  bindings: Bindings,
  around: Surroundings,
): Promise<Json> {
  object[key] = await value;
  for (const [name, item] of rest) object[name] = await fill(item, bindings, around);
  return object;
}
