import type * as z from "zod";
import type { Entity } from "../blueprint/entity.ts";
import { fieldsOf } from "./entity-fields.ts";
import { type FieldInput, type Fields, isPropertyName } from "./field.ts";
import { type Identifier, identifierOf, namesIdentifierOf } from "./identifier.ts";
import { listOf } from "./list.ts";
import type { Messages } from "./messages.ts";
import { camelCase, type Name } from "./names.ts";
import { type OperationInput, operationsOf, type ReadOperation, shownOf } from "./operations.ts";
import type { Resource } from "./resources.ts";
import { type Source, shortened } from "./source.ts";
import type { Schemas } from "./value-shape.ts";
import { leaveOutBeside } from "./views.ts";

export type EntityInput = z.input<typeof Entity>;

export interface Reading {
  source: Source;
  schemas: Schemas;
  messages: Messages;
  fields: Fields;
}

/** An entity, and what was read of its routes. */
export interface ReadEntity {
  entity: EntityInput;
  operations: readonly ReadOperation[];
}

interface Begun extends Name {
  resource: Resource;
  operations: ReadOperation[];
  identifier: Identifier;
  fields: FieldInput[];
}

/** The entities that resources are. One whose routes are all named as left out is none. */
export function entitiesOf(names: ReadonlyMap<Resource, Name>, reading: Reading): ReadEntity[] {
  const begun = [...names].map(([resource, name]): Begun => {
    const operations = operationsOf(resource, reading);
    const identifier = identifierOf(name.name, operations, reading);
    return {
      ...name,
      resource,
      operations,
      identifier,
      fields: fieldsOf({ identifier, fromPath: resource.parent?.names ?? [] }, operations, reading),
    };
  });
  const kept = begun.filter(({ operations }) => operations.length > 0);
  for (const one of kept) one.fields = one.fields.map((field) => referring(field, kept));
  return kept.map((one) => ({ entity: entityOf(one, kept, reading), operations: one.operations }));
}

/** A field whose name and type are those of another thing's identifier refers to one. */
function referring(field: FieldInput, all: readonly Begun[]): FieldInput {
  const target = all.find(
    ({ name, identifier, fields }) =>
      (namesIdentifierOf(name, field.name) || (field.name === name && field.type === "uuid")) &&
      (field.type === identifierType(identifier, fields) ||
        (identifier.type === "uuid" && field.type === "string")),
  );
  if (target === undefined || (field.source ?? "input") !== "input" || field.default !== undefined)
    return field;
  const { minimum: _1, exclusiveMinimum: _2, minLength: _3, maxLength: _4, pattern: _5, ...rest } = field;
  return { ...rest, type: "reference", references: target.name };
}

function identifierType(
  { name, type }: Identifier,
  fields: readonly FieldInput[],
): FieldInput["type"] | undefined {
  if (type === "uuid") return "uuid";
  return type === "sequence" ? "integer" : fields.find((field) => field.name === name)?.type;
}

function entityOf(one: Begun, all: readonly Begun[], reading: Reading): EntityInput {
  const { name, plural, resource, operations, identifier } = one;
  const { source } = reading;
  const parent = parentOf(one, all);
  const fields = parent === undefined ? one.fields : withParent(one.fields, parent);
  const shown = shownOf(operations);
  const description = reading.fields.descriptionOf(
    shown ?? { at: "", nullable: false, required: new Set(), readOnly: false, writeOnly: false },
  );
  if (
    operations.every(({ taken }) => taken === undefined) &&
    !operations.some(({ kind }) => kind === "create")
  )
    source.leaveOut(
      resource.routes[0]?.route.operation.at ?? "",
      `no route makes a ${name}: where they come from can't be known`,
    );
  const refuses = operations.some(
    ({ kind, taken }) => (kind === "create" || kind === "replace") && taken?.others === false,
  );
  return {
    name,
    plural,
    ...(description !== undefined && { description }),
    identifier: { name: identifier.name, type: identifier.type },
    fields,
    operations: operations.map((operation) => operationInput(operation, { one, parent, fields, reading })),
    list: listOf(operations, { fields, identifier }, reading),
    ...(parent !== undefined && {
      parent: { entity: parent.entity, field: parent.field, parameter: parent.field },
    }),
    ...(refuses && { unknownProperties: "refuse" as const }),
  };
}

interface Parent {
  entity: string;
  field: string;
  /** Whether what belongs to it goes when it is deleted: that is not among what its deletion refuses. */
  takesAlong: boolean;
}

/** The thing that the routes go through, and the field that refers to it. */
function parentOf({ resource, fields }: Begun, all: readonly Begun[]): Parent | undefined {
  const owner = all.find((other) => other.resource === resource.parent?.resource);
  const nested = resource.routes.find(({ isNested }) => isNested);
  if (owner === undefined || nested === undefined) return undefined;
  const candidates = [...(resource.parent?.names ?? []), `${owner.name}Id`, `${owner.name}_id`, owner.name];
  const known = candidates.find((candidate) =>
    fields.some((field) => field.name === candidate && isScalar(field)),
  );
  const deletes = owner.operations.filter(({ kind }) => kind === "delete" || kind === "clear");
  const refuses = deletes.some(({ route }) => Object.hasOwn(route.operation.value.responses, "409"));
  const isFree = (candidate: string) =>
    isPropertyName(candidate) && !fields.some((field) => field.name === candidate);
  return {
    entity: owner.name,
    field: known ?? [owner.name, `${owner.name}Id`, camelCase(`of-${owner.name}`)].find(isFree) ?? "parent_",
    takesAlong: deletes.length > 0 && !refuses,
  };
}

function isScalar({ type, source }: FieldInput): boolean {
  return (source ?? "input") === "input" && ["string", "integer", "uuid", "reference"].includes(type);
}

/** The fields with the one that refers to the parent. Where no schema shows one, it is hidden. */
function withParent(fields: readonly FieldInput[], { entity, field, takesAlong }: Parent): FieldInput[] {
  const reference = {
    type: "reference" as const,
    references: entity,
    required: true,
    ...(takesAlong && { onReferencedDelete: "delete" as const }),
  };
  const known = fields.find(({ name }) => name === field);
  if (known === undefined) return [{ name: field, ...reference, hidden: true }, ...fields];
  const { description, hidden } = known;
  const own = {
    name: field,
    ...reference,
    ...(description !== undefined && { description }),
    ...(hidden === true && { hidden }),
  };
  return fields.map((one) => (one === known ? own : one));
}

interface Around {
  one: Begun;
  parent: Parent | undefined;
  fields: readonly FieldInput[];
  reading: Reading;
}

function operationInput(operation: ReadOperation, { one, parent, fields, reading }: Around): OperationInput {
  const { kind, route, to, isNested, status, answer, view, bodyWrapper } = operation;
  const { source } = reading;
  const own = one.identifier.name === parent?.field ? "own" : one.identifier.name;
  let count = 0;
  const segments = route.segments.map((segment, index) => {
    if (segment !== "{}") return segment;
    count++;
    const isParent = isNested && count === 1 && index < route.segments.length - (to === "one" ? 1 : 0);
    return `:${isParent ? parent?.field : own}`;
  });
  const wrapper = kind !== "list" && kind !== "clear" ? view?.within : undefined;
  if (view !== undefined && kind !== "list") leaveOutBeside(source, view);
  const shows = view === undefined ? undefined : showsOnly(operation, { one, parent, fields, reading });
  const names = { wrapper: asName(wrapper, reading), bodyWrapper: asName(bodyWrapper, reading) };
  return {
    kind,
    method: route.method,
    path: `/${segments.join("/")}`,
    status,
    answer,
    ...(names.wrapper !== undefined && { wrapper: names.wrapper }),
    ...(names.bodyWrapper !== undefined && { bodyWrapper: names.bodyWrapper }),
    ...(shows !== undefined && { shows }),
  };
}

function asName(name: string | undefined, { source }: Reading): string | undefined {
  if (name === undefined || isPropertyName(name)) return name;
  source.leaveOut("", `things can't be wrapped in ${shortened(name)}`);
  return undefined;
}

/** Longest names of the fields that are shown alone. */
const longestNames = 1000;

/** The only fields that an operation shows, where it does not show all that others do. */
function showsOnly({ view, kind }: ReadOperation, { one, fields, reading }: Around): string[] | undefined {
  const shown = shownOf(one.operations);
  if (view === undefined || shown === undefined || view.thing === shown) return undefined;
  const here = new Set(view.thing.properties?.keys() ?? []);
  const usual = new Set(shown.properties?.keys() ?? []);
  for (const name of here) {
    const part = view.thing.properties?.get(name);
    if (
      !usual.has(name) &&
      part !== undefined &&
      !fields.some((field) => field.name === name && field.hidden !== true)
    )
      reading.source.leaveOut(
        part.at,
        `only here ${shortened(name)} is shown, which can't be said: left out`,
      );
  }
  if (kind === "delete" || [...usual].every((name) => here.has(name))) return undefined;
  const visible = [
    one.identifier.name,
    ...fields.filter(({ hidden }) => hidden !== true).map(({ name }) => name),
  ];
  const names = [...new Set(visible)].filter((name) => here.has(name));
  if (names.length > 0 && names.join().length <= longestNames) return names;
  reading.source.leaveOut(
    view.thing.at,
    "that only some of the fields are shown here can't be said: left out",
  );
  return undefined;
}
