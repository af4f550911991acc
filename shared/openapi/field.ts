import type * as z from "zod";
import { elementKeys, type Field, PropertyName } from "../blueprint/field.ts";
import { wholePattern } from "./pattern.ts";
import { type Part, pointer, type Source, shortened } from "./source.ts";
import type { Schemas, ValueShape } from "./value-shape.ts";

export type FieldInput = z.input<typeof Field>;
type Items = NonNullable<FieldInput["items"]>;
type Preset = NonNullable<FieldInput["default"]>;

/** Most values that stand within one, however deep, and most characters of its choices: one statement says them all. */
const mostInner = 30;
const mostChoiceCharacters = 1200;

/** Longest description of a field, default, and type as JSON, which is longer than the statement that says it. */
const longestDescription = 300;
const longestPreset = 200;
const longestType = 1500;

/** The scheme of a web address, as our own documents say it. */
const webPattern = "^[Hh][Tt][Tt][Pp][Ss]?://";

/** Pattern by which the compiler writes times of day. */
const timePattern = "([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d)?";

/** Makes fields of schemas. */
export class Fields {
  readonly #source: Source;
  readonly #schemas: Schemas;

  constructor(source: Source, schemas: Schemas) {
    this.#source = source;
    this.#schemas = schemas;
  }

  /** A value's type and limits, without name; undefined, and named, when no field can hold it. */
  typeOf(shape: ValueShape): Omit<FieldInput, "name"> | undefined {
    const type = this.#typeOf(shape, { within: [], tally: { values: 0 } });
    if (type === undefined || JSON.stringify(type).length <= longestType) return type;
    this.#leaveOut(shape.at, "what it holds is too long for a statement: here it is any object");
    return type.type === "list" ? { type: "list", items: { type: "object" } } : { type: "object" };
  }

  #typeOf(shape: ValueShape, inside: Inside): Omit<FieldInput, "name"> | undefined {
    const [type, ...more] = shape.types ?? [];
    if (type === undefined || more.length > 0) {
      const kinds =
        more.length > 0 ? `a value that is ${[type, ...more].join(" or ")}` : "a value of any kind";
      return this.#leaveOut(shape.at, `${kinds} can't be said: left out`);
    }
    switch (type) {
      case "string":
        return this.#textType(shape);
      case "integer":
      case "number":
        return { type, ...this.#numberLimits(shape, type) };
      case "boolean":
        if (shape.values !== undefined) this.#leaveOut(shape.at, "that it is always the same can't be said");
        return { type };
      case "array":
        return this.#listType(shape, inside);
      case "object":
        return this.#objectType(shape, inside);
      default:
        return this.#leaveOut(shape.at, `there is no type ${shortened(type)}: left out`);
    }
  }

  /** Default value, where it fits the type. */
  presetOf({ preset, at }: ValueShape, field: Omit<FieldInput, "name">): Preset | undefined {
    if (preset === undefined || preset === null) return undefined;
    if (fits(preset, field) && JSON.stringify(preset).length <= longestPreset) return preset;
    return this.#leaveOut(pointer(at, "default"), "the default is too long, or fits no value of the field");
  }

  /** Description in one line. */
  descriptionOf({ description, at }: ValueShape, isChild = false): string | undefined {
    const line = description?.replace(/\s+/g, " ").trim();
    if (line === undefined || line === "") return undefined;
    if (line.length <= longestDescription && !isChild) return line;
    return this.#leaveOut(pointer(at, "description"), "the description is left out");
  }

  #textType(shape: ValueShape): Omit<FieldInput, "name"> | undefined {
    const { format, values, at, minLength, maxLength } = shape;
    if (values !== undefined) return this.#choiceType(shape, values);
    const limits = {
      ...(minLength !== undefined && { minLength }),
      ...(maxLength !== undefined && { maxLength }),
    };
    const pattern = this.#patternOf(shape);
    if (format === "time" || pattern === timePattern) return { type: "time" };
    const given = { ...limits, ...(pattern !== undefined && { pattern }) };
    if (format === "date" || format === "date-time")
      return { type: format === "date" ? "date" : "datetime", ...given };
    if (format !== undefined) {
      const type = textFormats[format];
      if (type !== undefined) return { type, ...given };
      if (!hints.has(format))
        this.#leaveOut(pointer(at, "format"), `the format ${shortened(format)} is not checked`);
    }
    return { type: "string", ...given };
  }

  #patternOf({ pattern, format, at }: ValueShape): string | undefined {
    // A url is one of http or https anyway.
    if (pattern === undefined || (pattern === webPattern && textFormats[format ?? ""] === "url"))
      return undefined;
    return (
      wholePattern(pattern) ??
      this.#leaveOut(pointer(at, "pattern"), "the pattern is too long, or no regular expression")
    );
  }

  #choiceType({ at }: ValueShape, values: readonly unknown[]): Omit<FieldInput, "name"> {
    const texts = values.filter((value): value is string => typeof value === "string" && value !== "");
    const unique = [...new Set(texts)];
    const where = pointer(at, "enum");
    if (unique.length === 0 || JSON.stringify(unique).length > mostChoiceCharacters) {
      this.#leaveOut(
        where,
        unique.length === 0 ? "the choices are no texts" : "the choices are too many for a statement",
      );
      return { type: "string" };
    }
    if (texts.length < values.length) this.#leaveOut(where, "an empty choice can't be said");
    return { type: "choice", values: unique };
  }

  #numberLimits({ at, values, ...shape }: ValueShape, type: "integer" | "number"): Partial<FieldInput> {
    const limits: Partial<FieldInput> = {};
    for (const name of [
      "minimum",
      "maximum",
      "exclusiveMinimum",
      "exclusiveMaximum",
      "multipleOf",
    ] as const) {
      const limit = shape[name];
      // What no whole number reaches limits none.
      if (limit === undefined || (type === "integer" && !Number.isSafeInteger(Math.trunc(limit)))) continue;
      if (isWritable(limit)) limits[name] = limit;
      else this.#leaveOut(pointer(at, name), "the limit is beyond what a statement can write");
    }
    if (type === "integer" && limits.multipleOf === 1) delete limits.multipleOf;
    if (values === undefined) return limits;
    const numbers = values.filter((value) => typeof value === "number").sort((one, other) => one - other);
    const [minimum] = numbers;
    const maximum = numbers.at(-1);
    if (
      minimum !== undefined &&
      maximum === minimum + numbers.length - 1 &&
      type === "integer" &&
      numbers.length === new Set(numbers).size
    )
      return { minimum, maximum };
    this.#leaveOut(
      pointer(at, "enum"),
      "a choice of numbers with gaps can't be said: write a rule that must hold",
    );
    return minimum === undefined || maximum === undefined ? limits : { minimum, maximum };
  }

  #listType(shape: ValueShape, inside: Inside): Omit<FieldInput, "name"> | undefined {
    const { at, minItems, maxItems, uniqueItems } = shape;
    const element = this.#schemas.shapeOf(shape.items);
    const counts = {
      unique: uniqueItems === true,
      ...(minItems !== undefined && { minItems }),
      ...(maxItems !== undefined && { maxItems }),
    };
    if (element === undefined || (element.types ?? []).length === 0) {
      this.#leaveOut(at, "what the list holds is not said: here it is texts");
      return { type: "list", items: { type: "string", ...counts } };
    }
    const found = this.#typeOf(element, inside);
    if (found === undefined) return this.#leaveOut(at, "a list of such elements can't be said: left out");
    const items = this.#itemsOf(found, element.at);
    return items === undefined ? undefined : { type: "list", items: { ...items, ...counts } };
  }

  #itemsOf(element: Omit<FieldInput, "name">, at: string): Omit<Items, "unique"> | undefined {
    const { type, items: _, ...said } = element;
    if (type === "list") return this.#leaveOut(at, "a list of lists can't be said: left out");
    const unsaid = Object.keys(said).filter(
      (name) => !elementKeys.includes(name) && said[name as keyof typeof said] !== undefined,
    );
    if (unsaid.length > 0)
      this.#leaveOut(at, `of the elements of a list, ${unsaid.join(", ")} can't be said`);
    const kept = Object.entries(said).filter(
      ([name, value]) => elementKeys.includes(name) && value !== undefined,
    );
    return { ...Object.fromEntries(kept), type: type === "choice" || type === "password" ? "string" : type };
  }

  #objectType(shape: ValueShape, inside: Inside): Omit<FieldInput, "name"> | undefined {
    const { at, properties, others } = shape;
    if (properties === undefined || properties.size === 0) {
      if (others) this.#leaveOut(others.at, "what an object of any properties holds can't be said");
      return { type: "object" };
    }
    if (inside.within.includes(at)) {
      this.#leaveOut(at, "it holds others of its kind: the inner ones are any object");
      return { type: "object" };
    }
    if (others) this.#leaveOut(others.at, "further properties beside those named can't be said");
    const within = { within: [...inside.within, at], tally: inside.tally };
    const fields: FieldInput[] = [];
    for (const [name, part] of properties) {
      if (++inside.tally.values > mostInner) {
        this.#leaveOut(at, `it holds more than ${mostInner} values: here it is any object`);
        return { type: "object" };
      }
      const field = this.#innerField(name, part, { shape, within });
      if (field !== undefined) fields.push(field);
    }
    return fields.length === 0 ? { type: "object" } : { type: "object", properties: fields };
  }

  #innerField(
    name: string,
    part: Part,
    { shape, within }: { shape: ValueShape; within: Inside },
  ): FieldInput | undefined {
    const inner = this.#schemas.shapeOf(part);
    if (inner === undefined) return undefined;
    if (!isPropertyName(name)) return this.#leaveOut(part.at, notAName);
    const type = this.#typeOf(inner, within);
    if (type === undefined) return undefined;
    if (inner.readOnly)
      return this.#leaveOut(part.at, "what the service sets within a value can't be said: left out");
    this.descriptionOf(inner, true);
    const preset = this.presetOf(inner, type);
    const required = shape.required.has(name) && preset === undefined;
    return {
      name,
      ...type,
      ...(required && { required }),
      ...(inner.nullable && (required || preset !== undefined) && { nullable: true }),
      ...(preset !== undefined && { default: preset }),
    };
  }

  #leaveOut(at: string, what: string): undefined {
    this.#source.leaveOut(at, what);
    return undefined;
  }
}

/** Objects around a value, and how many values the outermost holds so far. */
interface Inside {
  within: readonly string[];
  tally: { values: number };
}

export const notAName = "a name is letters, digits and underscores: left out";

export function isPropertyName(name: string): boolean {
  return PropertyName.safeParse(name).success;
}

const textFormats: Record<string, FieldInput["type"]> = {
  email: "email",
  "idn-email": "email",
  uri: "url",
  url: "url",
  iri: "url",
  uuid: "uuid",
};

/** Formats that tell how a text is shown or typed in, and limit nothing. */
const hints = new Set(["password", "string", "text", "textarea", "multiline", "markdown", "html"]);

/** Whether a statement, which has no exponents, can write the number. */
function isWritable(value: number): boolean {
  return Math.abs(value) < 1e21 && Number(value.toFixed(20)) === value;
}

function fits(value: unknown, { type, values, items }: Omit<FieldInput, "name">): value is Preset {
  switch (type) {
    case "boolean":
      return typeof value === "boolean";
    case "integer":
      return Number.isSafeInteger(value);
    case "number":
      return typeof value === "number" && isWritable(value);
    case "choice":
      return typeof value === "string" && (values ?? []).includes(value);
    case "list":
      return (
        Array.isArray(value) &&
        value.every((one) =>
          fits(one, {
            type: items?.values ? "choice" : (items?.type ?? "string"),
            ...(items?.values && { values: items.values }),
          }),
        )
      );
    case "object":
    case "reference":
      return false;
    default:
      return typeof value === "string" && !((type === "date" || type === "datetime") && value === "now");
  }
}
