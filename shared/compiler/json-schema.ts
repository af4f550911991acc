import { type Field, isCounted } from "../blueprint/field.ts";
import { refusedIn } from "./input-checks.ts";
import { choicesOf, type EntityModel, type FieldModel, hidesSerial, inputFields } from "./model.ts";
import { acceptsNull, patternOf } from "./zod-schema.ts";

/** A JSON Schema (2020-12), as OpenAPI 3.1 has them. */
export type JsonSchema = { [key: string]: unknown };

/** What a caller sees of an entity. */
export function shownSchema(model: EntityModel): JsonSchema {
  const { entity, key, serial } = model;
  const properties = new Map<string, JsonSchema>();
  const required: string[] = [];
  const show = (name: string, schema: JsonSchema, always = true) => {
    properties.set(name, schema);
    if (always) required.push(name);
  };
  if (key.kind === "uuid") show(key.name, { type: "string", format: "uuid", readOnly: true });
  if (serial !== undefined && !hidesSerial(model, serial.name))
    show(serial.name, { type: "integer", minimum: 1, readOnly: true });
  for (const field of [...model.fields, ...model.computed]) {
    if (field.field.hidden === true) continue;
    show(
      field.field.name,
      nullable(
        fieldSchema(field),
        (field.mayBeNull || field.field.seenWhere !== undefined) && !field.field.omitWhenAbsent,
      ),
      !field.field.omitWhenAbsent,
    );
  }
  for (const alias of model.serialAliases.filter((name) => !hidesSerial(model, name)))
    show(alias, { type: "integer", minimum: 1, readOnly: true });
  for (const url of model.ownUrls) show(url, { type: "string", format: "uri", readOnly: true });
  const description = entity.description === undefined ? {} : { description: entity.description };
  return { type: "object", ...description, properties: Object.fromEntries(properties), required };
}

/** What a create or replace takes. `nested` fields come from the path. */
export function newSchema(model: EntityModel, fromPath: (field: FieldModel) => boolean): JsonSchema {
  const fields = inputFields(model).filter((field) => !fromPath(field));
  const required = fields
    .filter(({ field }) => field.required && field.default === undefined)
    .map(({ field }) => field.name);
  const properties = fields.map((field): [string, JsonSchema] => {
    const { default: given } = field.field;
    const schema = nullable(fieldSchema(field), acceptsNull(field.field));
    return [
      field.field.name,
      given === undefined || given === "now" ? schema : { ...schema, default: given },
    ];
  });
  return {
    type: "object",
    properties: Object.fromEntries([...properties, ...absent(model, "creates")]),
    ...(required.length > 0 ? { required } : {}),
    ...closed(model),
  };
}

/** What an update takes: any of the fields. */
export function changeSchema(model: EntityModel, fromPath: (field: FieldModel) => boolean): JsonSchema {
  const properties = inputFields(model)
    .filter((field) => !fromPath(field) && field.field.refusedInChanges !== true)
    .map((field): [string, JsonSchema] => [
      field.field.name,
      nullable(fieldSchema(field), acceptsNull(field.field)),
    ]);
  return {
    type: "object",
    properties: Object.fromEntries([...properties, ...absent(model, "changes")]),
    ...closed(model),
  };
}

/** Properties whose presence alone is refused: no value fits them. */
function absent(model: EntityModel, when: "creates" | "changes"): [string, JsonSchema][] {
  return (refusedIn(model, when)?.properties ?? []).map((name) => [name, { not: {} }]);
}

function closed({ entity }: EntityModel): JsonSchema {
  return entity.unknownProperties === "refuse" ? { additionalProperties: false } : {};
}

function nullable(schema: JsonSchema, allowed: boolean): JsonSchema {
  if (!allowed) return schema;
  if (Array.isArray(schema.enum))
    return { ...schema, type: [schema.type, "null"], enum: [...schema.enum, null] };
  return { ...schema, type: [schema.type, "null"] };
}

export function fieldSchema(model: FieldModel): JsonSchema {
  const { field } = model;
  const schema: JsonSchema = { ...baseSchema(model) };
  if (field.description !== undefined) schema.description = field.description;
  if (field.source === "created-at" || field.source === "updated-at") {
    return { ...schema, type: "string", format: "date-time", readOnly: true };
  }
  // A list that is worked out has elements of any kind.
  if (field.source === "computed" && field.type === "list" && field.byHand === undefined)
    return { type: "array", readOnly: true };
  if (field.type === "password") return { ...schema, writeOnly: true };
  return field.source === "input" ? schema : { ...schema, readOnly: true };
}

function baseSchema({ field, target, type, inner, element }: FieldModel): JsonSchema {
  switch (field.type) {
    case "integer":
      return { type: "integer", ...(isCounted(field) && { minimum: 1 }), ...numberLimits(field) };
    case "number":
      return { type: "number", ...numberLimits(field) };
    case "boolean":
      return { type: "boolean" };
    case "date":
      return { type: "string", format: "date" };
    case "time":
      return { type: "string", pattern: "^([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?$" };
    case "datetime":
      return { type: "string", format: "date-time" };
    case "choice":
      return { type: "string", enum: choicesOf(field) };
    case "list":
      return listSchema(field, element);
    case "object":
      return objectSchema(field.properties && inner);
    case "json":
      return {};
    case "reference":
      if (type === "number") return { type: "integer" };
      return { type: "string", ...(target?.key.kind === "uuid" ? { format: "uuid" } : textLimits(field)) };
    default: {
      const formats = { email: "email", url: "uri", uuid: "uuid", password: "password" } as const;
      const format = field.type === "string" ? {} : { format: formats[field.type] };
      const scheme = field.type === "url" ? { pattern: "^[Hh][Tt][Tt][Pp][Ss]?://" } : {};
      const made = field.source === "slug" ? { pattern: "^[a-z0-9]+(-[a-z0-9]+)*$" } : {};
      return { type: "string", ...format, ...scheme, ...made, ...textLimits(field) };
    }
  }
}

function numberLimits({
  minimum,
  maximum,
  exclusiveMinimum,
  exclusiveMaximum,
  multipleOf,
}: Field): JsonSchema {
  return given({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf });
}

function textLimits(field: Field): JsonSchema {
  const patterns = [
    ...(field.notBlank === true ? ["\\S"] : []),
    ...(field.pattern === undefined ? [] : [patternOf(field).source]),
  ];
  const { minLength, maxLength } = field;
  if (patterns.length < 2) return given({ minLength, maxLength, pattern: patterns[0] });
  return { ...given({ minLength, maxLength }), allOf: patterns.map((pattern) => ({ pattern })) };
}

/** An object of properties, or any where none are said. */
function objectSchema(properties: readonly FieldModel[] | undefined): JsonSchema {
  if (properties === undefined) return { type: "object" };
  const required = properties.filter(({ field }) => field.required && field.default === undefined);
  return {
    type: "object",
    properties: Object.fromEntries(
      properties.map((model) => [model.field.name, nullable(fieldSchema(model), isGivenNull(model))]),
    ),
    ...(required.length > 0 ? { required: required.map(({ name }) => name) } : {}),
  };
}

/** What the service works out may be nothing. */
function isGivenNull({ field }: FieldModel): boolean {
  return field.source !== "input" || acceptsNull(field);
}

function listSchema({ items }: Field, element: FieldModel | undefined): JsonSchema {
  const unique = items?.unique ? true : undefined;
  return {
    type: "array",
    items: element === undefined ? { type: "string" } : baseSchema(element),
    ...given({ minItems: items?.minItems, maxItems: items?.maxItems, uniqueItems: unique }),
  };
}

function given(limits: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}
