import type { FieldInput } from "./field.ts";
import { isPropertyName } from "./field.ts";
import { firstOf, ownParameter, type ReadOperation, shownOf } from "./operations.ts";
import { type Source, shortened } from "./source.ts";
import type { Schemas, ValueShape } from "./value-shape.ts";

export interface Identifier {
  name: string;
  type: "uuid" | "sequence" | "given";
  /** Of one that callers give and no schema shows: the field that holds it. */
  field?: FieldInput;
}

/** What identifies the things: the property that their path's parameter speaks of. */
export function identifierOf(
  entity: string,
  operations: readonly ReadOperation[],
  { source, schemas }: { source: Source; schemas: Schemas },
): Identifier {
  const item = operations.find(({ to }) => to === "one");
  const parameter = item && ownParameter(item.route);
  const shown = shownOf(operations);
  const taken = firstOf(operations, "create", "replace")?.taken;
  const properties = new Set(
    [...(shown?.properties ?? taken?.properties ?? new Map()).keys()].filter(isPropertyName),
  );
  const name = [parameter?.name, ...usualNames(entity)].find(
    (one) => one !== undefined && properties.has(one),
  );
  const givenByPath = operations.some(({ kind, to }) => kind === "create" && to === "one");
  if (name === undefined) {
    const schema = schemas.shapeOf(
      parameter?.schema && { value: parameter.schema.value.schema, at: parameter.schema.at },
    );
    if (givenByPath && parameter?.name !== undefined) {
      const own = isPropertyName(parameter.name) ? parameter.name : "id";
      const isHidden = shown !== undefined;
      const field = { name: own, ...keyType(schema), required: true, ...(isHidden && { hidden: true }) };
      return { name: own, type: "given", field };
    }
    if (shown !== undefined)
      source.leaveOut(shown.at, "no property shows what identifies a thing: here `id` does");
    return { name: "id", type: isWhole(schema) ? "sequence" : "uuid" };
  }
  const property = taken?.properties?.get(name);
  const given = schemas.shapeOf(property);
  const isTaken = given !== undefined && !given.readOnly;
  const isAsked = isTaken && taken?.required.has(name) === true;
  const own = schemas.shapeOf(shown?.properties?.get(name)) ?? given;
  if (givenByPath && !isTaken)
    return { name, type: "given", field: { name, ...keyType(own), required: true } };
  if (givenByPath || isAsked || (isTaken && !usualNames(entity).includes(name)))
    return { name, type: "given" };
  if (isTaken && taken?.component !== shown?.component && property !== undefined)
    source.leaveOut(
      property.at,
      `that callers may choose ${shortened(name)} can't be said: the service does`,
    );
  if (!isWhole(own) && own?.format !== "uuid" && !usualNames(entity).includes(name))
    source.leaveOut(
      own?.at ?? "",
      `how the service makes ${shortened(name)} can't be known: here it is a UUID`,
    );
  return { name, type: isWhole(own) ? "sequence" : "uuid" };
}

/** Names that say that a value does nothing but identify. */
function usualNames(entity: string): string[] {
  const snake = entity.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return ["id", "_id", "ID", "uuid", "guid", `${entity}Id`, `${entity}ID`, `${snake}_id`];
}

/** Whether a name speaks of the identifier of the entity, as `authorId` of an author's. */
export function namesIdentifierOf(entity: string, name: string): boolean {
  return name !== entity && usualNames(entity).slice(5).includes(name);
}

function keyType(shape: ValueShape | undefined): { type: "integer" | "uuid" | "string" } {
  if (isWhole(shape)) return { type: "integer" };
  return { type: shape?.format === "uuid" ? "uuid" : "string" };
}

function isWhole(shape: ValueShape | undefined): boolean {
  return shape?.types?.length === 1 && ["integer", "number"].includes(shape.types[0] ?? "");
}
