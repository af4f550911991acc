import { Schema, type Schema as SchemaPart } from "./shapes.ts";
import { type Part, partOf, pointer, referenceOf, type Source } from "./source.ts";

/** What a JSON Schema says of a value, its references followed and its parts put together. */
export interface ValueShape {
  at: string;
  /** Of the component that it is, if it is one. */
  component?: string | undefined;
  /** JSON types but null; undefined: any. */
  types?: readonly string[] | undefined;
  nullable: boolean;
  values?: readonly unknown[] | undefined;
  format?: string | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  exclusiveMinimum?: number | undefined;
  exclusiveMaximum?: number | undefined;
  multipleOf?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  pattern?: string | undefined;
  items?: Part | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  uniqueItems?: boolean | undefined;
  properties?: ReadonlyMap<string, Part> | undefined;
  required: ReadonlySet<string>;
  /** `false`: no others; a part: what others are. */
  others?: false | Part | undefined;
  preset?: unknown;
  readOnly: boolean;
  writeOnly: boolean;
  description?: string | undefined;
}

/** Keywords that say what no spec can. */
const beyondSpecs = [
  "not",
  "if",
  "dependentRequired",
  "dependentSchemas",
  "patternProperties",
  "propertyNames",
  "contains",
  "minProperties",
  "maxProperties",
  "prefixItems",
];

/** Reads schemas, each once. */
export class Schemas {
  readonly #source: Source;
  readonly #read = new Map<unknown, ValueShape | undefined>();
  readonly #reading = new Set<unknown>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** What a schema says; undefined, and named, when that can't be read or depends on itself. */
  shapeOf(part: Part | undefined): ValueShape | undefined {
    if (part === undefined || part.value === undefined) return undefined;
    const found = this.#source.resolve(withoutBesides(part));
    if (found === undefined) return undefined;
    if (!this.#read.has(found.value)) {
      if (this.#reading.has(found.value)) {
        this.#source.leaveOut(part.at, "the schema is made of itself");
        return undefined;
      }
      this.#reading.add(found.value);
      this.#read.set(found.value, this.#whole(found));
      this.#reading.delete(found.value);
    }
    const shape = this.#read.get(found.value);
    const besides = besidesReference(part);
    if (shape === undefined || besides === undefined) return shape;
    // What stands beside a reference counts as well since 3.1.
    const own = this.shapeOf(besides);
    return own && { ...merged(own, shape), component: shape.component };
  }

  #whole(part: Part): ValueShape | undefined {
    if (part.value === true)
      return { at: part.at, nullable: false, required: new Set(), readOnly: false, writeOnly: false };
    const found = this.#source.read(part, Schema);
    if (found === undefined) return undefined;
    for (const keyword of beyondSpecs) {
      if (keyword in found.value)
        this.#source.leaveOut(pointer(found.at, keyword), `\`${keyword}\` can't be said`);
    }
    let shape: ValueShape | undefined = ownShape(found);
    for (const [index, value] of (found.value.allOf ?? []).entries()) {
      const other = this.shapeOf({ value, at: pointer(found.at, "allOf", String(index)) });
      if (other !== undefined) {
        // A wrapper of one reference, as 3.0 needs it to say more of one, is still that component.
        const component: string | undefined =
          shape.component ?? (found.value.allOf?.length === 1 ? other.component : undefined);
        shape = { ...merged(shape, other), component };
      }
    }
    for (const keyword of ["oneOf", "anyOf"] as const) {
      const branches = found.value[keyword];
      if (branches !== undefined && shape !== undefined)
        shape = this.#chosen(shape, { value: branches, at: pointer(found.at, keyword) });
    }
    return shape;
  }

  /** A value that has one of several shapes: what all of them have in common, as far as that can be said. */
  #chosen(shape: ValueShape, { value, at }: Part<readonly unknown[]>): ValueShape | undefined {
    const branches: ValueShape[] = [];
    let nullable = false;
    for (const [index, branch] of value.entries()) {
      const one = this.shapeOf({ value: branch, at: pointer(at, String(index)) });
      if (one === undefined) return undefined;
      const isNull = one.types?.length === 0;
      nullable ||= isNull || one.nullable;
      if (!isNull) branches.push(one);
    }
    const [first, ...more] = branches;
    if (first === undefined) return { ...shape, types: [], nullable: true };
    if (more.length === 0)
      return { ...merged(shape, first), nullable: nullable || shape.nullable, component: first.component };
    return { ...merged(shape, this.#either(branches, at)), nullable: nullable || shape.nullable };
  }

  #either(branches: readonly ValueShape[], at: string): ValueShape {
    const plain = { at, nullable: false, required: new Set<string>(), readOnly: false, writeOnly: false };
    if (branches.every(({ values }) => values !== undefined))
      return { ...plain, types: ["string"], values: branches.flatMap(({ values }) => values ?? []) };
    const types = [...new Set(branches.flatMap((branch) => branch.types ?? ["any"]))];
    if (types.length === 1 && types[0] === "object") {
      this.#source.leaveOut(
        at,
        "a body has one of several shapes: here it may have the properties of all of them",
      );
      const properties = new Map<string, Part>();
      for (const [name, part] of branches.flatMap((branch) => [...(branch.properties ?? [])])) {
        const before = properties.get(name);
        const any = { value: { anyOf: [before?.value, part.value] }, at: part.at };
        properties.set(name, before === undefined || before.value === part.value ? part : any);
      }
      const required = [...properties.keys()].filter((name) =>
        branches.every((one) => one.required.has(name)),
      );
      return { ...plain, types, properties, required: new Set(required) };
    }
    if (types.length === 1 && new Set(branches.map(limitsOf)).size === 1 && branches[0] !== undefined)
      return { ...branches[0], at };
    if (types.length === 1)
      this.#source.leaveOut(at, "limits of a value that may be this or that can't be said");
    return {
      ...plain,
      types: types.every((type) => type === "integer" || type === "number") ? ["number"] : types,
    };
  }
}

/** What limits a value, to compare it with other limits. */
function limitsOf({ at: _at, component: _component, description: _words, ...limits }: ValueShape): string {
  return JSON.stringify(limits);
}

function besidesReference(part: Part): Part | undefined {
  if (referenceOf(part.value) === undefined || typeof part.value !== "object" || part.value === null)
    return undefined;
  const { $ref: _reference, ...besides } = { $ref: undefined, ...part.value };
  return Object.keys(besides).length === 0 ? undefined : { value: besides, at: part.at };
}

function withoutBesides(part: Part): Part {
  const reference = referenceOf(part.value);
  return reference === undefined ? part : { value: { $ref: reference }, at: part.at };
}

function ownShape(part: Part<SchemaPart>): ValueShape {
  const { value, at } = part;
  const said = typeof value.type === "string" ? [value.type] : (value.type ?? impliedTypes(value));
  const types = said?.filter((type) => type !== "null");
  const constant = "const" in value ? [value.const] : undefined;
  const all = constant ?? value.enum;
  const values = all?.filter((one) => one !== null);
  const isNullable =
    value.nullable === true || said?.includes("null") === true || (all?.includes(null) ?? false);
  const low = limit(value.minimum, value.exclusiveMinimum);
  const high = limit(value.maximum, value.exclusiveMaximum);
  const component = /^\/components\/schemas\/([^/]+)$/.exec(at)?.[1];
  const others = value.additionalProperties ?? (value.unevaluatedProperties === false ? false : undefined);
  return {
    at,
    component,
    types,
    nullable: isNullable,
    values,
    format: value.format,
    minimum: low.inclusive,
    exclusiveMinimum: low.exclusive,
    maximum: high.inclusive,
    exclusiveMaximum: high.exclusive,
    multipleOf: value.multipleOf,
    minLength: value.minLength,
    maxLength: value.maxLength,
    pattern: value.pattern,
    items: "items" in value ? partOf(part, "items") : undefined,
    minItems: value.minItems,
    maxItems: value.maxItems,
    uniqueItems: value.uniqueItems,
    properties:
      value.properties &&
      new Map(
        Object.entries(value.properties).map(([name, inner]) => [
          name,
          { value: inner, at: pointer(at, "properties", name) },
        ]),
      ),
    required: new Set(Array.isArray(value.required) ? value.required : []),
    others:
      others === false
        ? false
        : typeof others === "object" && others !== null
          ? { value: others, at: pointer(at, "additionalProperties") }
          : undefined,
    preset: value.default,
    readOnly: value.readOnly === true,
    writeOnly: value.writeOnly === true,
    description: value.description,
  };
}

/** Types of a schema that says none: those that its other keywords are about. */
function impliedTypes(value: SchemaPart): string[] | undefined {
  if (value.properties !== undefined || "additionalProperties" in value) return ["object"];
  if ("items" in value) return ["array"];
  const all = "const" in value ? [value.const] : value.enum;
  const kinds = [...new Set(all?.filter((one) => one !== null).map((one) => typeof one))];
  if (kinds.length === 1 && kinds[0] !== undefined) return [kinds[0]];
  const text = value.format ?? value.pattern ?? value.minLength ?? value.maxLength;
  if (text !== undefined) return ["string"];
  return value.minimum === undefined && value.maximum === undefined ? undefined : ["number"];
}

/** 3.0 says with a truth, 3.1 with a number that the limit itself is out. */
function limit(inclusive: number | undefined, exclusive: number | boolean | undefined) {
  if (exclusive === true) return { exclusive: inclusive };
  return { inclusive, exclusive: exclusive === false ? undefined : exclusive };
}

/** What both say. */
function merged(one: ValueShape, other: ValueShape): ValueShape {
  const greatest = (left: number | undefined, right: number | undefined) =>
    left === undefined ? right : Math.max(left, right ?? left);
  const least = (left: number | undefined, right: number | undefined) =>
    left === undefined ? right : Math.min(left, right ?? left);
  const properties = new Map(other.properties);
  for (const [name, part] of one.properties ?? []) {
    const before = properties.get(name);
    const both = { value: { allOf: [before?.value, part.value] }, at: part.at };
    properties.set(name, before === undefined || before.value === part.value ? part : both);
  }
  return {
    at: one.at,
    component: one.component,
    types: commonTypes(one.types, other.types),
    // What says no type, as a wrapper that only adds `nullable: true`, says nothing against null.
    nullable:
      one.types === undefined || other.types === undefined
        ? one.nullable || other.nullable
        : one.nullable && other.nullable,
    values:
      one.values?.filter((value) => other.values === undefined || other.values.includes(value)) ??
      other.values,
    format: one.format ?? other.format,
    minimum: greatest(one.minimum, other.minimum),
    maximum: least(one.maximum, other.maximum),
    exclusiveMinimum: greatest(one.exclusiveMinimum, other.exclusiveMinimum),
    exclusiveMaximum: least(one.exclusiveMaximum, other.exclusiveMaximum),
    multipleOf: one.multipleOf ?? other.multipleOf,
    minLength: greatest(one.minLength, other.minLength),
    maxLength: least(one.maxLength, other.maxLength),
    pattern: one.pattern ?? other.pattern,
    items: one.items ?? other.items,
    minItems: greatest(one.minItems, other.minItems),
    maxItems: least(one.maxItems, other.maxItems),
    uniqueItems: one.uniqueItems ?? other.uniqueItems,
    properties: one.properties === undefined && other.properties === undefined ? undefined : properties,
    required: new Set([...one.required, ...other.required]),
    others: one.others === false || other.others === false ? false : (one.others ?? other.others),
    preset: one.preset ?? other.preset,
    readOnly: one.readOnly || other.readOnly,
    writeOnly: one.writeOnly || other.writeOnly,
    description: one.description ?? other.description,
  };
}

function commonTypes(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): readonly string[] | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const common = one.filter((type) => other.includes(type));
  if (common.length > 0) return common;
  const numbers = [...one, ...other].every((type) => type === "integer" || type === "number");
  return numbers ? ["integer"] : one;
}
