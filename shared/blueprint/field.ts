import * as z from "zod";
import { ByHand } from "./by-hand.ts";
import { Expression } from "./expression.ts";
import { HeaderName } from "./header-name.ts";
import { PropertyName } from "./property-name.ts";
import { Refusal } from "./refusal.ts";

export { PropertyName } from "./property-name.ts";

const Scalar = z.union([z.string(), z.number(), z.boolean()]);

export const FieldType = z.enum([
  "string",
  "integer",
  "number",
  "boolean",
  /** Calendar date, `YYYY-MM-DD`. */
  "date",
  /** Clock time, `HH:MM` or `HH:MM:SS`. */
  "time",
  /** Instant, RFC 3339 with an offset. */
  "datetime",
  "email",
  /** An absolute URL of the schemes http and https. */
  "url",
  "uuid",
  /** A text of which only a salted hash is kept; it is shown to nobody, and compared with what a caller says. */
  "password",
  /** One of `values`. */
  "choice",
  /** A JSON array; `items` is the type of each element. */
  "list",
  /** A JSON object: of `properties`, or any when there are none. */
  "object",
  /** Any JSON value; as an element of a list null as well. */
  "json",
  /** The identifier of an entity of this service, named by `references`. */
  "reference",
]);
export type FieldType = z.infer<typeof FieldType>;

/** Where a value comes from. Whatever is not `input` is set by the service; a caller's value for it is ignored. */
export const FieldSource = z.enum([
  /** The caller gives it. */
  "input",
  /** The time of creation, RFC 3339 UTC; never changes. */
  "created-at",
  /** The time of the last change, RFC 3339 UTC. */
  "updated-at",
  /** The entity's own absolute URL. */
  "own-url",
  /** 1, 2, 3, … in order of creation. */
  "sequence",
  /** 1, 2, 3, … in order of creation among the things whose reference `within` names the same; empty where it names none. */
  "counted",
  /** The text `of` as it stands in a URL; unlike that of any other where it is `unique` without a refusal. */
  "slug",
  /** The caller's name at creation; never changes. */
  "caller",
  /** A choice whose first value every thing begins with; only actions change it. */
  "state",
  /** `expression`, worked out at each read. It is never stored. */
  "computed",
  /** `expression`, worked out and stored at creation; later only actions change it. */
  "set-at-creation",
  /** `expression`, worked out and stored at creation and at each change. */
  "set-at-change",
]);

/** What a value must be beside its type: of a field, or of each element of a list. */
const Limits = z.strictObject({
  /** How a text is stored, whatever the caller's case. */
  letterCase: z.enum(["lower", "upper"]).optional(),
  /** The choices of a `choice`, in the order of the text. */
  values: z.array(z.string().min(1)).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  /** Only multiples of it, e.g. 0.01 for money with two decimals. */
  multipleOf: z.number().positive().optional(),
  minLength: z.int().min(0).optional(),
  maxLength: z.int().min(0).optional(),
  /** ECMAScript regular expression that the whole string must match. */
  pattern: z.string().optional(),
  /** A text has something other than white space. It is stored as it is given. */
  notBlank: z.boolean().optional(),
  /** For a date or datetime: must lie after or before the moment of the request. */
  mustBe: z.enum(["past", "future", "past-or-today", "future-or-today"]).optional(),
  /** Name of the entity that a `reference` points to. */
  references: z.string().optional(),
  /** What deleting the referenced entity does to this one; without it, the deletion is refused. `leave`: nothing. */
  onReferencedDelete: z.enum(["refuse", "delete", "clear", "leave"]).optional(),
});

/** One field of an entity, besides its identifier. Limits are inclusive; lengths count UTF-16 code units. */
export const Field = Limits.extend({
  name: PropertyName,
  type: FieldType,
  source: FieldSource.default("input"),
  /**
   * What a `computed`, `set-at-creation` or `set-at-change` field is. A property of a list's elements is about the
   * element, with the thing around; `set-at-creation` is worked out when the list is given.
   */
  expression: Expression.optional(),
  /** Of a `counted` field: the reference. A thing that is given another one has the next number there. */
  within: PropertyName.optional(),
  /** Of a `slug`: the field that holds the text. It follows the text, unless it is `immutable`. */
  of: PropertyName.optional(),
  /** A function in place of the expression. Its name is the field's. */
  byHand: ByHand.optional(),
  description: z.string().optional(),
  /** Must be present in a create (and in a replace). */
  required: z.boolean().default(false),
  /** `null` is an allowed value. A field that is neither required nor defaulted is shown as null when never given, unless `omitWhenAbsent`. */
  nullable: z.boolean().default(false),
  omitWhenAbsent: z.boolean().default(false),
  /** Value when the create leaves it out. For `date` and `datetime`, `now` is the moment of the request. */
  default: z.union([Scalar, z.array(Scalar)]).optional(),
  /** Cannot be changed after the create: a change is refused. */
  immutable: z.boolean().default(false),
  /** Cannot be changed after the create: what a change says of it is ignored. */
  ignoredInChanges: z.boolean().optional(),
  /** A change that says anything of it is refused, even the value that it has. */
  refusedInChanges: z.boolean().optional(),
  /** Never shown. */
  hidden: z.boolean().optional(),
  /** Shown only where it is true of the thing and the caller; else as if it were empty. Rules and values that hang on it see it. */
  seenWhere: Expression.optional(),
  /** Of an `object`. */
  get properties(): z.ZodOptional<z.ZodArray<typeof Field>> {
    return z.array(Field).min(1).optional();
  },
  /** How its uniqueness refuses, where not as all conflicts do. */
  refusal: Refusal.optional(),
  /** Leading and trailing white space is removed before anything else is checked. */
  trim: z.boolean().default(false),
  /** Of a `datetime`: it is kept without a fraction of a second, whatever it comes from. */
  wholeSeconds: z.literal(true).optional(),
  /** No two entities share its value; `ignoreCase` compares without case. */
  unique: z.enum(["exact", "ignore-case"]).optional(),
  /** In a combination that is unique, a text is compared without regard to case. */
  ignoreCase: z.boolean().optional(),
  /** Of a `list`: the list's own limits, and each element's type and limits, as a field has them. */
  items: Limits.extend({
    /** Any but a list. A choice is a `string` that has `values`. */
    type: FieldType.exclude(["choice", "list", "password"]),
    trim: z.boolean().optional(),
    /** Of each element that is an object. */
    get properties(): z.ZodOptional<z.ZodArray<typeof Field>> {
      return z.array(Field).min(1).optional();
    },
    /** No two elements agree in this property. */
    uniqueBy: PropertyName.optional(),
    unique: z.boolean().default(false),
    /** Of equal elements only the first is stored. */
    dropsDoubles: z.boolean().optional(),
    /** Elements are stored in ascending order, those of texts by code point. */
    sorted: z.literal(true).optional(),
    minItems: z.int().optional(),
    maxItems: z.int().optional(),
  }).optional(),
  /** Of a reference: how a value that names nothing is refused, where not as all unknown references are. */
  unknownRefusal: Refusal.optional(),
  /** Of what an action takes: the header that it comes from, in place of the body or the query. */
  header: HeaderName.optional(),
  /** Of what an action takes that has a body: it comes from the query. All that a GET takes does. */
  inQuery: z.literal(true).optional(),
  /** Of what an action takes: the body is its value, and no object that holds it. */
  wholeBody: z.literal(true).optional(),
});
export type Field = z.infer<typeof Field>;

/** Whether a value of the type may be an object. */
export function mayBeObject(type: FieldType | undefined): boolean {
  return type === "object" || type === "json";
}

/** Whether every caller who sees a thing sees the field. */
export function isShownToAll({ hidden, seenWhere }: Pick<Field, "hidden" | "seenWhere">): boolean {
  return hidden !== true && seenWhere === undefined;
}

/** Whether a field holds the moments of calls as the service writes them: one before another as texts is so as moments. */
export function isStamped({ source, wholeSeconds }: Pick<Field, "source" | "wholeSeconds">): boolean {
  return (source === "created-at" || source === "updated-at") && wholeSeconds !== true;
}

/** A moment without the fraction of its second. */
export function withoutFraction(moment: string): string {
  return moment.replace(/\.\d+/, "");
}

/** Whether a field numbers things within what they refer to. */
export function isCounted({ source }: Pick<Field, "source">): boolean {
  return source === "counted";
}

/** Whether a field is kept as it follows from others when a thing is written, and nothing else sets it. */
export function isSetByKeeping({ source }: Pick<Field, "source">): boolean {
  return source === "counted" || source === "slug";
}

/** Whether equal slugs are told apart by numbers behind them. */
export function isNumberedApart({ source, unique, refusal }: Field): boolean {
  return source === "slug" && unique !== undefined && refusal === undefined;
}

/** What of a field can be said of each element of a list as well. */
export const elementKeys: readonly string[] = [...Object.keys(Limits.shape), "trim", "properties"];

/** The properties of the object or of each element that a field holds. */
export function propertiesOf({ properties, items }: Field): readonly Field[] {
  return properties ?? items?.properties ?? [];
}

/** The properties inside of a field, however deep. */
export function allProperties(field: Field): Field[] {
  return propertiesOf(field).flatMap((property) => [property, ...allProperties(property)]);
}

/** The properties among those that callers give. */
export function givenProperties(properties: readonly Field[] = []): readonly Field[] {
  return properties.filter(({ source }) => source === "input");
}

/** The properties of each element that the service works out. */
export function workedOutProperties(field: Field): readonly Field[] {
  return propertiesOf(field).filter(({ expression }) => expression !== undefined);
}

/** The references in the objects and elements that a field holds, however deep. */
export function innerReferences(field: Field): Field[] {
  if (field.items?.type === "reference") return [elementField(field)];
  return givenProperties(propertiesOf(field)).flatMap((property) =>
    property.type === "reference" ? [property] : innerReferences(property),
  );
}

/** An element of a list as a field: with its type, limits and properties. It is needed, and has the list's name. */
export function elementField({ name, items = { type: "string", unique: false } }: Field): Field {
  const { unique, uniqueBy, dropsDoubles, sorted, minItems, maxItems, type, trim = false, ...limits } = items;
  const isChoice = limits.values !== undefined && limits.values.length > 0;
  return { ...identifierField(name), immutable: false, ...limits, type: isChoice ? "choice" : type, trim };
}

/** On which side of now a field's day or moment must lie; undefined where it may be any. */
export function sideOfNow({
  mustBe,
}: Pick<Field, "mustBe">): { side: "past" | "future"; orToday: boolean } | undefined {
  if (mustBe === undefined) return undefined;
  return { side: mustBe.startsWith("past") ? "past" : "future", orToday: mustBe.endsWith("-or-today") };
}

/** The field that an identifier is where none of the entity's fields describes it: needed, and never changed. */
export function identifierField(name: string, type: "string" | "integer" = "string"): Field {
  return {
    name,
    type,
    source: "input",
    required: true,
    nullable: false,
    omitWhenAbsent: false,
    immutable: true,
    trim: false,
  };
}
