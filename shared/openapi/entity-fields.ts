import { type FieldInput, type Fields, isPropertyName, notAName } from "./field.ts";
import type { Identifier } from "./identifier.ts";
import { firstOf, type ReadOperation, shownOf } from "./operations.ts";
import { type Part, type Source, shortened } from "./source.ts";
import type { Schemas, ValueShape } from "./value-shape.ts";

interface Reading {
  source: Source;
  schemas: Schemas;
  fields: Fields;
}

/** A thing's schemas: as it is shown, made, replaced and changed. */
interface Schemes {
  shown: ValueShape | undefined;
  create: ValueShape | undefined;
  replace: ValueShape | undefined;
  update: ValueShape | undefined;
  /** Whether callers give anything at all. */
  isWritten: boolean;
  /** Names of values that the path tells. */
  fromPath: readonly string[];
}

/** The fields of a thing: what callers give, and what the service sets where it is known from what. */
export function fieldsOf(
  { identifier, fromPath }: { identifier: Identifier; fromPath: readonly string[] },
  operations: readonly ReadOperation[],
  reading: Reading,
): FieldInput[] {
  const schemes: Schemes = {
    shown: shownOf(operations),
    create: firstOf(operations, "create")?.taken,
    replace: firstOf(operations, "replace")?.taken,
    update: firstOf(operations, "update")?.taken,
    isWritten: operations.some(({ kind }) => kind === "create" || kind === "replace" || kind === "update"),
    fromPath,
  };
  const names = new Set<string>();
  for (const shape of [schemes.shown, schemes.create, schemes.replace, schemes.update])
    for (const name of shape?.properties?.keys() ?? []) names.add(name);
  const made: FieldInput[] = identifier.field === undefined ? [] : [identifier.field];
  for (const name of names) {
    if (name === identifier.name && (identifier.type !== "given" || identifier.field !== undefined)) continue;
    const field = fieldOf(name, schemes, reading);
    if (field !== undefined) made.push(field);
  }
  if (identifier.type !== "given") return made;
  return made.map(({ omitWhenAbsent, ...field }) =>
    field.name === identifier.name
      ? { ...field, required: true }
      : { ...field, ...(omitWhenAbsent && { omitWhenAbsent }) },
  );
}

function fieldOf(name: string, schemes: Schemes, reading: Reading): FieldInput | undefined {
  const { source, schemas, fields } = reading;
  const place = schemes.create?.properties?.get(name) ?? anywhere(name, schemes);
  if (place === undefined) return undefined;
  if (!isPropertyName(name)) {
    source.leaveOut(place.at, notAName);
    return undefined;
  }
  const property = (shape: ValueShape | undefined) => schemas.shapeOf(shape?.properties?.get(name));
  const taken = (shape: ValueShape | undefined) => {
    const one = property(shape);
    return one?.readOnly === true ? undefined : one;
  };
  const created = taken(schemes.create);
  const replaced = taken(schemes.replace);
  const changed = taken(schemes.update);
  const shown = property(schemes.shown);
  const given = created ?? replaced ?? changed;
  if (given === undefined && schemes.isWritten && !schemes.fromPath.includes(name))
    return shown && setByService(name, shown, reading);
  const sourced = given === undefined && shown?.readOnly ? sourcedBy(name, shown, fields) : undefined;
  if (sourced !== undefined) return sourced;
  const shape = given ?? shown;
  const type = shape && fields.typeOf(shape);
  if (shape === undefined || type === undefined) return undefined;
  if (
    created === undefined &&
    replaced === undefined &&
    changed !== undefined &&
    schemes.create !== undefined
  )
    source.leaveOut(
      place.at,
      `that only changes take ${shortened(name)} can't be said: here creates do as well`,
    );
  const preset =
    fields.presetOf(shape, type) ?? (shown && shown !== shape ? fields.presetOf(shown, type) : undefined);
  const maker = schemes.create ?? schemes.replace ?? schemes.shown;
  const required = preset === undefined && maker?.required.has(name) === true;
  const description = fields.descriptionOf(shape) ?? (shown && fields.descriptionOf(shown));
  return {
    name,
    ...type,
    ...(required && { required }),
    ...(shape.nullable && (required || preset !== undefined) && { nullable: true }),
    ...(isOmitted(name, { shown, required, preset }, schemes) && { omitWhenAbsent: true }),
    ...(isUnchanged({ created, changed }, schemes) && unchanged(schemes)),
    ...(schemes.shown !== undefined && (shown === undefined || shown.writeOnly) && { hidden: true }),
    ...(preset !== undefined && { default: preset }),
    ...(description !== undefined && { description }),
  };
}

function anywhere(name: string, { shown, replace, update }: Schemes): Part | undefined {
  return (
    (shown ?? replace ?? update)?.properties?.get(name) ??
    replace?.properties?.get(name) ??
    update?.properties?.get(name)
  );
}

/** Whether a value that was never given is left out of what is shown: it may be absent there, and is never null. */
function isOmitted(
  name: string,
  { shown, required, preset }: { shown: ValueShape | undefined; required: boolean; preset: unknown },
  schemes: Schemes,
): boolean {
  if (required || preset !== undefined || shown === undefined || shown.writeOnly) return false;
  return !shown.nullable && schemes.shown?.required.has(name) === false;
}

/** Whether creates take it and changes don't. */
function isUnchanged(
  { created, changed }: { created: ValueShape | undefined; changed: ValueShape | undefined },
  { update, replace }: Schemes,
) {
  return created !== undefined && changed === undefined && update !== undefined && replace === undefined;
}

/** A change refuses what it does not know, or ignores it. */
function unchanged({ update }: Schemes): Partial<FieldInput> {
  return update?.others === false ? { immutable: true } : { ignoredInChanges: true };
}

/** A field that the service sets from what its name and type tell; undefined when they tell nothing. */
function sourcedBy(name: string, shape: ValueShape, fields: Fields): FieldInput | undefined {
  const [kind] = shape.types ?? [];
  const isMoment = kind === "string" && (shape.format === "date-time" || shape.format === undefined);
  const words = name.toLowerCase().replace(/[^a-z]/g, "");
  const description = fields.descriptionOf(shape);
  const described = description === undefined ? {} : { description };
  if (isMoment && madeAt.test(words)) return { name, type: "datetime", source: "created-at", ...described };
  if (isMoment && changedAt.test(words))
    return { name, type: "datetime", source: "updated-at", ...described };
  if (kind === "string" && /^(self|own)?(url|uri|href|link|self)$/.test(words))
    return { name, type: "url", source: "own-url", ...described };
  if (kind === "integer" && /^(number|no|seq|sequence|serial)$/.test(words))
    return { name, type: "integer", source: "sequence", ...described };
  return undefined;
}

const madeAt =
  /^(created|creation|inserted|added)(at|on|date|time|datetime|timestamp)?$|^date(created|added)$/;
const changedAt =
  /^(last)?(updated|modified|changed)(at|on|date|time|datetime|timestamp)?$|^date(updated|modified)$/;

/** A field that callers never give; undefined, and named, where nothing tells what the service sets it from. */
function setByService(name: string, shape: ValueShape, { source, fields }: Reading): FieldInput | undefined {
  const sourced = sourcedBy(name, shape, fields);
  if (sourced !== undefined) return sourced;
  const [kind] = shape.types ?? [];
  const description = fields.descriptionOf(shape);
  const described = description === undefined ? {} : { description };
  const type = shape.preset === undefined ? undefined : fields.typeOf(shape);
  const preset = type && fields.presetOf(shape, type);
  if (type?.type === "choice" && type.values !== undefined && typeof preset === "string") {
    const values = [preset, ...type.values.filter((value) => value !== preset)];
    return { name, type: "choice", source: "state", values, ...described };
  }
  if (preset !== undefined && !Array.isArray(preset)) {
    const expression = { kind: "literal" as const, value: preset };
    return { name, type: literalType(preset), source: "set-at-creation", expression, ...described };
  }
  source.leaveOut(
    shape.at,
    kind === "object" || kind === "array"
      ? `${shortened(name)} shows related things or parts of them: left out, write it as a value that is worked out`
      : `nothing tells from what the service sets ${shortened(name)}: left out, write it as a value that is worked out or a state`,
  );
  return undefined;
}

function literalType(value: string | number | boolean): FieldInput["type"] {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "string") return "string";
  return Number.isInteger(value) ? "integer" : "number";
}
