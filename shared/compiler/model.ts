import { hash } from "node:crypto";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity, Operation } from "../blueprint/entity.ts";
import type { Expression } from "../blueprint/expression.ts";
import {
  elementField,
  type Field,
  identifierField,
  isCounted,
  propertiesOf,
  workedOutProperties,
} from "../blueprint/field.ts";
import type { UniqueTogether } from "../blueprint/rules.ts";
import { propertyKey, text } from "../code/literal.ts";
import { Namer } from "../code/namer.ts";
import type { Design, IndexPart } from "../design/design.ts";
import { isFolded, type StoredAggregate } from "../design/fit.ts";
import { designByRule } from "../design/rule.ts";
import { namedIndexes, tableNames } from "../design/sql-names.ts";
import { isTakenVariable, kebabCase, typeNames, wordsOf } from "./names.ts";
import { qualified } from "./sql.ts";

/** How SQLite keeps a field. */
export type Storage = "text" | "integer" | "real" | "boolean" | "json";

/** A field with all that the compiler has to know of it. */
export interface FieldModel {
  field: Field;
  /** Its property in code. */
  name: string;
  column: string;
  storage: Storage;
  /** Its TypeScript type, without null. */
  type: string;
  /** Whether a stored row may have null here. */
  mayBeNull: boolean;
  /** Column that holds the value without case, when uniqueness or a search needs it. */
  folded?: string | undefined;
  /** For a reference: the entity it points to. */
  target?: EntityModel;
  /** For a reference: whether one to nothing is refused otherwise than a wrong value, so that any identifier is taken for one. */
  isToldApart?: boolean;
  /** The properties of the object or of each element that it holds: fields that have no column. */
  inner: FieldModel[];
  /** Of a list: what each element is. */
  element?: FieldModel;
}

/** A count or sum over what belongs to a row, kept in a column of it. */
export interface StoredModel {
  column: string;
  value: StoredAggregate;
}

/** An entity with the names its code uses. */
export interface EntityModel {
  entity: Entity;
  /** In words: `menu item`. */
  noun: string;
  /** Type of one in code. */
  type: string;
  /** The variable that holds its table. */
  variable: string;
  /** Stem of its files. */
  file: string;
  table: string;
  /** Whether references to none of it are refused otherwise than wrong values. */
  isUnknownApart: boolean;
  key: { name: string; column: string; kind: "uuid" | "sequence" | "given"; type: "string" | "number" };
  /** Stored fields, a given key among them, in order. A uuid or sequence key is not one of them. */
  fields: FieldModel[];
  /** Fields that show the number SQLite counts; `serial` is the column that holds it. */
  serial?: { name: string; column: string };
  serialAliases: string[];
  ownUrls: string[];
  /** Fields that are worked out at each read. They are not stored. */
  computed: FieldModel[];
  /** What of fields that only some see is shown to the caller, each beside the field: worked out at each read. */
  seen: FieldModel[];
  /** Whether what is said of its rows hangs on the call: then its table is looked at in one. */
  live: boolean;
  /** What its indexes order rows by, as the design says. */
  indexes: { name: string; by: IndexPart[] }[];
  /** Counts and sums that are kept with each row, as the design says. */
  stored: StoredModel[];
  /** Columns that keep since when a field has its value, by the field; by the key, since when there is the row. */
  since: { field: string; column: string }[];
  /** Whether its lists keep what they have read, as the design says. */
  cachesLists: boolean;
  /** SQL of the number that grows with each creation. */
  creationOrder: string;
}

/** A property that JSON may have and code had better not: it goes by another name inside. */
export const prototypeName = "__proto__";
export const prototypeAlias = "proto$";

export function hidesPrototype({ fields }: EntityModel): boolean {
  return fields.some(({ name }) => name === prototypeAlias);
}

/** Whether a field refers to something, or what it holds inside does. */
export function refers({ target, inner, element }: FieldModel): boolean {
  return target !== undefined || element?.target !== undefined || givenModels(inner).some(refers);
}

/** Properties among those that callers give. */
export function givenModels(properties: readonly FieldModel[]): FieldModel[] {
  return properties.filter(({ field }) => field.source === "input");
}

/** Fields of a create's or an update's body. */
export function inputFields(model: EntityModel): FieldModel[] {
  return model.fields.filter(({ field }) => field.source === "input");
}

export function fieldNamed(model: EntityModel, name: string): FieldModel {
  const found = [...model.fields, ...model.computed].find(({ field }) => field.name === name);
  if (found === undefined) {
    throw new Error(
      `The blueprint speaks of the field ${name} of ${model.noun}, which has no such stored field. Name one of ` +
        `${model.fields.map(({ field }) => field.name).join(", ")}.`,
    );
  }
  return found;
}

/** The column that holds a field, a number in order of creation, or what identifies a row. */
export function columnNamed(model: EntityModel, name: string): string {
  if (name === model.key.name) return model.key.column;
  if (name === model.serial?.name || model.serialAliases.includes(name)) return model.serial?.column ?? name;
  return fieldNamed(model, name).column;
}

/** @throws Error when the blueprint has no entity of the name */
export function modelNamed(models: readonly EntityModel[], name: string): EntityModel {
  const found = models.find(({ entity }) => entity.name === name);
  if (found === undefined) throw new Error(`The blueprint speaks of ${name}, which is no entity of it.`);
  return found;
}

export function operationsOf(model: EntityModel, ...kinds: Operation["kind"][]): Operation[] {
  return model.entity.operations.filter(({ kind }) => kinds.includes(kind));
}

/** Works out names, columns and references for the whole blueprint; by the usual design, if there is no other. */
export function modelsOf(blueprint: Blueprint, design: Design = designByRule(blueprint)): EntityModel[] {
  const types = typeNames(blueprint.entities.map(({ name }) => name));
  const files = new Namer(["service", "migrations", "worker", "by-hand"]);
  const tables = tableNames(blueprint);
  const indexes = namedIndexes(blueprint, design);
  // A thing whose plural ends in "List" must not hide the definition of its list.
  const variables = new Namer([...types.values()].map((type) => `${type}List`.toLowerCase()));
  const models = blueprint.entities.map((entity): EntityModel => {
    const variable = isTakenVariable(entity.plural) ? `${entity.plural}Table` : entity.plural;
    const table = tables.get(entity.name) ?? entity.plural;
    return {
      entity,
      noun: wordsOf(entity.name).join(" "),
      type: types.get(entity.name) ?? entity.name,
      variable: variables.name(variable, "Table"),
      file: files.name(kebabCase(entity.plural), "-entity"),
      table,
      isUnknownApart: isUnknownApart(blueprint),
      ...fieldsOf(entity, table),
      since: [],
      indexes: indexes
        .filter(({ index }) => index.entity === entity.name)
        .map(({ name, index }) => ({ name, by: index.by })),
      stored: design.stored.flatMap(({ entity: name, value }) =>
        name === entity.name ? storedModel(value) : [],
      ),
      cachesLists: design.caches.some(({ entity: name }) => name === entity.name),
    };
  });
  for (const model of models) {
    for (const field of model.fields) resolveReferences(field, model.noun, models);
  }
  for (const model of models) {
    model.live = isLive(model, models);
    model.since = sinceOf(model);
  }
  return models;
}

/** Whether the spec has callers told of references to nothing otherwise than of wrong values. */
function isUnknownApart({ refusals: { unknownReference, invalid, codes } }: Blueprint): boolean {
  const code = codes?.unknownReference;
  return unknownReference !== invalid || (code !== undefined && code !== codes?.invalid);
}

/** The column is named by what it keeps: what another release kept otherwise stands in one of its own. */
function storedModel(value: Expression): StoredModel[] {
  if (value.kind !== "aggregate" || "list" in value.things) return [];
  const { things } = value;
  const content = hash("sha256", JSON.stringify(value), "hex").slice(0, 8);
  return [{ column: `${value.name}_${things.entity}_${content}`, value: { ...value, things } }];
}

function fieldsOf(entity: Entity, table: string) {
  const { name, type: kind } = entity.identifier;
  const columns = new Namer();
  const fields: Field[] = entity.fields.filter((field) => kind === "given" || field.name !== name);
  if (kind === "given" && !fields.some((field) => field.name === name)) {
    fields.unshift({ ...identifierField(name), minLength: 1 });
  }
  const keyColumn = kind === "given" ? undefined : columns.name(name, "_2");
  const serials = fields.filter(({ source }) => source === "sequence").map((field) => field.name);
  const stored = fields
    .filter(({ source }) => source !== "own-url" && source !== "sequence" && source !== "computed")
    .map((field) => {
      // What identifies a thing is always there.
      const isKey = field.name === name;
      const model = fieldModel(isKey ? { ...field, required: true } : field, columns.name(field.name, "_2"));
      return isKey ? { ...model, mayBeNull: false } : model;
    });
  for (const field of stored) {
    const within = stored.find((other) => other.field.name === field.field.within);
    if (within !== undefined) field.mayBeNull = within.mayBeNull;
    if (field.field.source === "slug") field.mayBeNull = false;
    if (isFolded(entity, field.name)) field.folded = columns.name(`${field.column}_folded`, "_2");
  }
  const serialName = kind === "sequence" ? name : serials[0];
  const serial =
    serialName === undefined
      ? undefined
      : {
          name: serialName,
          column: keyColumn !== undefined && kind === "sequence" ? keyColumn : columns.name(serialName, "_2"),
        };
  const keyField = stored.find(({ field }) => field.name === name);
  return {
    key: {
      name,
      column: keyField?.column ?? keyColumn ?? name,
      kind,
      type: kind === "sequence" || keyField?.type === "number" ? ("number" as const) : ("string" as const),
    },
    fields: stored,
    ...(serial && { serial }),
    serialAliases: serials.filter((alias) => alias !== serialName),
    ownUrls: fields.filter(({ source }) => source === "own-url").map((field) => field.name),
    computed: fields
      .filter(({ source }) => source === "computed")
      .map((field) => ({
        ...fieldModel(field, columns.name(field.name, "_2")),
        mayBeNull: field.byHand === undefined || field.nullable,
      })),
    seen: fields.flatMap((field) =>
      field.seenWhere === undefined ? [] : [seenModel(field, field.seenWhere)],
    ),
    live: false,
    creationOrder: serial === undefined ? rowidOf(stored, name) : qualified(table, serial.column),
  };
}

function isLive({ entity }: EntityModel, models: readonly EntityModel[]): boolean {
  // What is counted is counted in one transaction with what is stored.
  const worksOut = entity.fields.some(
    (field) =>
      isCounted(field) ||
      field.expression !== undefined ||
      field.byHand !== undefined ||
      workedOutProperties(field).length > 0,
  );
  const rules =
    (entity.handRules ?? []).length + entity.rules.length + entity.limits.length + entity.noOverlaps.length;
  const isJudged =
    rules > 0 ||
    entity.lapses !== undefined ||
    entity.uniqueTogether.some(isRuled) ||
    entity.fields.some(({ unique, refusal }) => unique !== undefined && refusal?.with !== undefined);
  // A limit on others may hang on a value of this one.
  const hangsOnIt = models.some((other) =>
    other.entity.limits.some(
      ({ per, most }) =>
        most.kind !== "literal" &&
        other.fields.some(({ field, target }) => field.name === per && target?.entity === entity),
    ),
  );
  const isSeenBySome = entity.fields.some(({ seenWhere }) => seenWhere !== undefined);
  return isSeenBySome || worksOut || isJudged || hangsOnIt || hides(entity) || entity.versions !== undefined;
}

/** No field has a name with a blank, in no release: columns that have one are not in the way of any. */
function sinceOf(model: EntityModel): EntityModel["since"] {
  const counted = (model.entity.lapses ?? []).filter(({ due }) => "after" in due);
  const fields = new Set(counted.flatMap(({ move }) => (move === undefined ? [] : [move.field])));
  const states = [...fields].map((name) => {
    const { name: field, column } = fieldNamed(model, name);
    return { field, column: `${column} since` };
  });
  const isDeleted = counted.some(({ move }) => move === undefined);
  return isDeleted ? [...states, { field: model.key.name, column: "there since" }] : states;
}

/** Whether the number that SQLite counts is never shown under a name. */
export function hidesSerial({ entity }: EntityModel, name: string): boolean {
  return entity.fields.some((field) => field.name === name && field.hidden === true);
}

/** Whether some callers do not see some of its things. */
export function hides({ seenBy, seenWhere }: Entity): boolean {
  return seenBy !== undefined || seenWhere !== undefined;
}

/** Whether uniqueness hangs on more than columns, or refuses in its own way: then it is a rule on rows. */
export function isRuled({ where, refusal }: UniqueTogether): boolean {
  return where !== undefined || refusal !== undefined;
}

/** SQLite's own number of a row has three names, of which a column may hide some. */
function rowidOf(fields: FieldModel[], key: string): string {
  const columns = new Set([key, ...fields.map(({ column }) => column)].map((column) => column.toLowerCase()));
  const name = ["rowid", "_rowid_", "oid"].find((candidate) => !columns.has(candidate));
  if (name === undefined)
    throw new Error("Fields named rowid, _rowid_ and oid together cannot be stored. Rename one.");
  return name;
}

/** No field has a name with a blank: none is called like this one. */
function seenModel(field: Field, when: Expression): FieldModel {
  const name = `${field.name} seen`;
  const value: Expression = { kind: "path", scope: "own", names: [field.name] };
  const expression: Expression = {
    kind: "cases",
    cases: [{ when, value }],
    otherwise: { kind: "literal", value: null },
  };
  const plain: Field = { ...field, name, source: "computed", expression, description: undefined };
  return { ...fieldModel(plain, name), mayBeNull: true };
}

function fieldModel(field: Field, column: string): FieldModel {
  const optional = !field.required && field.default === undefined && field.source === "input";
  const element = field.type === "list" ? fieldModel(elementField(field), field.name) : undefined;
  const inner = element?.inner ?? propertiesOf(field).map((property) => fieldModel(property, property.name));
  return {
    field,
    inner,
    ...(element && { element }),
    name: field.name === prototypeName ? prototypeAlias : field.name,
    column,
    ...kindOf(field, inner, element),
    mayBeNull: optional || field.nullable || field.onReferencedDelete === "clear" || isSetLater(field),
  };
}

/** What an action takes: a field that has no column. */
export function inputModel(field: Field, models: readonly EntityModel[]): FieldModel {
  const model = { ...fieldModel(field, field.name), name: field.name };
  resolveReferences(model, "what an action takes", models);
  return model;
}

/** What the service sets itself may be worked out to nothing, or have no caller to name. */
function isSetLater({ source }: Field): boolean {
  return source === "set-at-creation" || source === "set-at-change" || source === "caller";
}

function kindOf(
  field: Field,
  inner: readonly FieldModel[],
  element: FieldModel | undefined,
): { storage: Storage; type: string } {
  switch (field.type) {
    case "integer":
      return { storage: "integer", type: "number" };
    case "number":
      return { storage: "real", type: "number" };
    case "boolean":
      return { storage: "boolean", type: "boolean" };
    case "list":
      return { storage: "json", type: listType(element) };
    case "object":
      return { storage: "json", type: objectType(field.properties && inner) };
    case "json":
      return { storage: "json", type: "unknown" };
    case "choice":
      return {
        storage: "text",
        type: choicesOf(field).map(text).join(" | "),
      };
    default:
      return { storage: "text", type: "string" };
  }
}

export function choicesOf(field: Field): string[] {
  if (field.values === undefined || field.values.length === 0) {
    throw new Error(`The choice ${field.name} has no values. Give the values it may have.`);
  }
  return field.values;
}

function listType({ type } = { type: "string" }): string {
  return type.includes(" | ") && !type.startsWith("{") ? `(${type})[]` : `${type}[]`;
}

/** A type in code with null; what may be anything may be that too. */
export function orNull(type: string): string {
  return type === "unknown" ? type : `${type} | null`;
}

/** An object's type in code; of any properties where none are said. */
function objectType(properties: readonly FieldModel[] | undefined): string {
  if (properties === undefined) return "Record<string, unknown>";
  const members = givenModels(properties).map(
    ({ field, type, mayBeNull }) => `${propertyKey(field.name)}: ${mayBeNull ? orNull(type) : type}`,
  );
  return `{ ${members.join("; ")} }`;
}

function resolveReferences(
  field: FieldModel,
  noun: string,
  models: readonly EntityModel[],
  hasOwnRefusal = field.field.unknownRefusal !== undefined,
): void {
  const { type, references, name } = field.field;
  const { inner, element } = field;
  for (const property of element === undefined ? inner : [element])
    resolveReferences(property, noun, models, hasOwnRefusal);
  if (inner.length > 0 || element !== undefined) field.type = kindOf(field.field, inner, element).type;
  if (type !== "reference") return;
  const target = models.find(({ entity }) => entity.name === references);
  if (target === undefined) {
    throw new Error(
      `The field ${name} of ${noun} refers to ${references ?? "nothing"}, which is no entity of the blueprint.`,
    );
  }
  field.target = target;
  field.isToldApart = hasOwnRefusal || target.isUnknownApart;
  field.type = target.key.type;
  field.storage = target.key.type === "number" ? "integer" : "text";
}
