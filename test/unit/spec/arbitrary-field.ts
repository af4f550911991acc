import fc from "fast-check";
import type { Expression } from "../../../shared/blueprint/expression.ts";
import type { Field } from "../../../shared/blueprint/field.ts";
import type { Refusal } from "../../../shared/blueprint/refusal.ts";
import type { Scope } from "../../../shared/blueprint/value-type.ts";
import { newField } from "../../../shared/spec/phrases/field-type.ts";
import { shownIn } from "./arbitrary-expression.ts";

/** Names that are hard on a grammar: keywords, words that begin alike, capitals, underscores. */
export const fieldNames = [
  "title",
  "count",
  "of",
  "where",
  "through",
  "by",
  "or",
  "its",
  "it",
  "isOpen",
  "no",
  "text",
  "default_",
  "_x",
  "sum",
  "to",
  "in",
  "from",
  "each",
  "the",
  "only",
  "one",
  "all",
  "open",
  "state",
  "today",
  "is",
  "must",
  "Name",
  "set",
  "days",
  "length",
  "other",
] as const;

const word = fc.constantFrom(
  ...[
    "low",
    "in-progress",
    "or",
    "A b",
    'quo"te',
    "9",
    "yes",
    "`tick`",
    "é",
    "open",
    "is",
    "it",
    "title",
    "required",
    "default",
    "unique",
  ],
);

/** Words in one line, with what ends or begins statements elsewhere. */
export const line = fc.stringMatching(/^[A-Za-z][A-Za-z ,;:'"().{-]{0,30}[a-z]$/);

/** Refusals; with a scope, such as carry values. */
export function refusalIn(scope?: Scope): fc.Arbitrary<Refusal> {
  const said = {
    status: fc.constantFrom(400, 403, 409, 422),
    code: fc.constantFrom("taken", "not_open", "x y"),
    message: line,
    headers: fc.constantFrom<NonNullable<Refusal["headers"]>[]>(
      [{ name: "WWW-Authenticate", value: "Till" }],
      [
        { name: "X-Left", value: '"0"' },
        { name: "Retry-After", value: "" },
      ],
    ),
  };
  if (scope === undefined) return fc.record(said, { requiredKeys: ["status"] });
  const carried = fc.uniqueArray(
    fc.record({ name: fc.constantFrom("limit", "of", "title", "with"), value: shownIn(scope) }),
    { selector: ({ name }) => name, minLength: 1, maxLength: 2 },
  );
  const known = [...(scope.inputs ?? []), ...(scope.own?.fields ?? [])].map(({ name }) => name);
  const field = fc.constantFrom(...(known.length === 0 ? [undefined] : known));
  const all = fc.record({ ...said, with: carried }, { requiredKeys: ["status"] });
  return fc.tuple(all, fc.option(field, { nil: undefined })).map(([refusal, of]) => ({
    ...refusal,
    ...(of !== undefined && { field: of }),
  }));
}

const option: fc.Arbitrary<Partial<Field>> = fc.oneof(
  fc.constantFrom<Partial<Field>>(
    { required: true },
    { nullable: true },
    { omitWhenAbsent: true },
    { immutable: true },
    { ignoredInChanges: true },
    { refusedInChanges: true },
    { hidden: true },
    { ignoreCase: true },
  ),
  fc.record({ description: line }),
);

const texts = fc.record(
  {
    minLength: fc.nat(5),
    maxLength: fc.integer({ min: 5, max: 90 }),
    pattern: fc.constantFrom("[0-9]{13}", "[a-z`]+", "^x\\d$", '"\\.'),
    trim: fc.constant(true),
    notBlank: fc.constant(true),
    letterCase: fc.constantFrom("lower" as const, "upper" as const),
    default: word,
  },
  { requiredKeys: [] },
);

function amountOf(scope: "own" | "other"): Expression {
  return { kind: "path", scope, names: ["amount"] };
}

const uniqueness = fc.record(
  {
    unique: fc.constantFrom("exact" as const, "ignore-case" as const),
    refusal: fc.oneof(
      refusalIn(),
      refusalIn().map((refusal) => ({ ...refusal, with: [{ name: "taken", value: amountOf("other") }] })),
      refusalIn().map((refusal) => ({ ...refusal, with: [{ name: "amount", value: amountOf("own") }] })),
    ),
  },
  { requiredKeys: ["unique"] },
);

const numbers = fc.record(
  {
    type: fc.constantFrom("integer" as const, "number" as const),
    minimum: fc.integer({ min: -5, max: 5 }),
    maximum: fc.integer({ min: 6, max: 99 }),
    exclusiveMinimum: fc.integer({ min: -9, max: -6 }),
    exclusiveMaximum: fc.constant(100.5),
    multipleOf: fc.constantFrom(0.01, 0.0000001, 5),
    default: fc.integer({ min: 6, max: 9 }),
  },
  { requiredKeys: ["type"] },
);

/** How a text is kept and what it must be: of a field, or of each element. */
const form = {
  minLength: fc.nat(3),
  maxLength: fc.integer({ min: 3, max: 9 }),
  pattern: fc.constantFrom("[0-9]{13}", "[a-z`]+", '"\\.'),
  trim: fc.constant(true),
  notBlank: fc.constant(true),
  letterCase: fc.constantFrom("lower" as const, "upper" as const),
};

const element = fc.oneof(
  fc.record(
    { type: fc.constantFrom("string" as const, "email" as const, "url" as const, "uuid" as const), ...form },
    { requiredKeys: ["type"] },
  ),
  fc.record(
    {
      type: fc.constantFrom("integer" as const, "number" as const),
      minimum: fc.nat(3),
      maximum: fc.integer({ min: 3, max: 8 }),
      exclusiveMinimum: fc.constant(-1),
      exclusiveMaximum: fc.constant(9.5),
      multipleOf: fc.constantFrom(0.01, 5),
    },
    { requiredKeys: ["type"] },
  ),
  fc.record(
    {
      type: fc.constantFrom("date" as const, "datetime" as const),
      mustBe: fc.constantFrom("past" as const, "future" as const, "past-or-today" as const),
    },
    { requiredKeys: ["type"] },
  ),
  fc.record({
    type: fc.constantFrom("time" as const, "boolean" as const, "object" as const, "json" as const),
  }),
);

const lists = fc
  .record(
    {
      minItems: fc.nat(2),
      maxItems: fc.integer({ min: 2, max: 9 }),
      doubles: fc.constantFrom({ unique: false }, { unique: true }, { unique: false, dropsDoubles: true }),
      isSorted: fc.boolean(),
      element,
    },
    { requiredKeys: ["element", "doubles"] },
  )
  .map(({ element: each, doubles, isSorted, ...counts }) => ({
    type: "list" as const,
    items: {
      ...each,
      ...doubles,
      ...(isSorted && isSortable(each) && { sorted: true as const }),
      ...counts,
    },
  }));

function isSortable({ type, values }: Partial<Field>): boolean {
  return values === undefined && !["boolean", "object", "json", "reference"].includes(type ?? "");
}

const fixed = fc.constantFrom<Partial<Field>>(
  { type: "object" },
  { type: "json" },
  {
    type: "object",
    properties: [
      newField("street", [{ required: true }]),
      newField("zip", [{ pattern: "[0-9]{5}" }]),
      newField("deeper", [
        {
          type: "object",
          properties: [newField("x", [{ type: "list", items: { type: "string", unique: true } }])],
        },
      ]),
    ],
  },
  {
    type: "list",
    items: {
      type: "object",
      unique: false,
      uniqueBy: "sku",
      properties: [
        newField("sku", [{ required: true, maxLength: 9 }]),
        newField("n", [{ type: "integer", minimum: 1 }]),
      ],
    },
  },
  { type: "list", items: { type: "string", unique: false, values: ["a", "or", "b c"] }, default: ["a"] },
  { type: "list", items: { type: "integer", unique: false }, default: [1, 2] },
  { type: "datetime", source: "created-at" },
  { type: "datetime", source: "updated-at" },
  { type: "url", source: "own-url" },
  { type: "string", source: "caller" },
  { type: "integer", source: "sequence" },
  { type: "choice", source: "state", values: ["open", "closed", "in-progress"] },
);

const typed: fc.Arbitrary<Partial<Field>> = fc.oneof(
  texts,
  fc.tuple(texts, uniqueness).map((parts) => Object.assign({}, ...parts)),
  numbers,
  fc.record({ type: fc.constant("boolean" as const), default: fc.boolean() }, { requiredKeys: ["type"] }),
  fc.record(
    {
      type: fc.constantFrom("date" as const, "datetime" as const),
      mustBe: fc.constantFrom(
        "past" as const,
        "future" as const,
        "past-or-today" as const,
        "future-or-today" as const,
      ),
      default: fc.constant("now"),
    },
    { requiredKeys: ["type"] },
  ),
  fc.constantFrom<Partial<Field>>(
    { type: "datetime", wholeSeconds: true },
    { type: "datetime", wholeSeconds: true, source: "created-at" },
    { type: "datetime", wholeSeconds: true, source: "updated-at", unique: "exact" },
    { type: "datetime", wholeSeconds: true, default: "now", unique: "exact" },
  ),
  fc.record({ type: fc.constantFrom("time" as const, "email" as const, "url" as const, "uuid" as const) }),
  fc.uniqueArray(word, { minLength: 1, maxLength: 4 }).chain((values) =>
    fc.record(
      {
        type: fc.constant("choice" as const),
        values: fc.constant(values),
        default: fc.constantFrom(...values),
      },
      { requiredKeys: ["type", "values"] },
    ),
  ),
  lists,
  fixed,
);

/** Fields of any type with any options, of different names. */
export const fields: fc.Arbitrary<Field[]> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...fieldNames), typed, fc.array(option, { maxLength: 2 })), {
    selector: ([name]) => name,
    minLength: 1,
    maxLength: 6,
  })
  .map((all) => all.map(([name, type, options]) => sayingOnce(newField(name, [...options, type]))));

/** A field of which not two things are said that changes do. */
function sayingOnce({ refusedInChanges, ...field }: Field): Field {
  const isSaid = field.immutable || field.ignoredInChanges === true;
  return isSaid || refusedInChanges === undefined ? field : { ...field, refusedInChanges };
}

/** A reference, with what happens when the thing that it names is deleted. */
export function referenceTo(entity: string, name: string): fc.Arbitrary<Field> {
  return fc
    .record(
      {
        onReferencedDelete: fc.constantFrom(
          "refuse" as const,
          "delete" as const,
          "clear" as const,
          "leave" as const,
        ),
        required: fc.boolean(),
        unknownRefusal: refusalOf(name),
      },
      { requiredKeys: ["required"] },
    )
    .map(({ required, ...options }) => {
      const isRequired = required && options.onReferencedDelete !== "clear";
      return newField(name, [{ type: "reference", references: entity, required: isRequired }, options]);
    });
}

/** A reference in an element of a list, with what happens when the thing that it names is deleted. */
export function innerReferenceTo(entity: string): fc.Arbitrary<Field> {
  return fc
    .record(
      { onReferencedDelete: fc.constantFrom("refuse" as const, "leave" as const), required: fc.boolean() },
      { requiredKeys: ["required"] },
    )
    .map((options) => newField("inner", [{ type: "reference", references: entity }, options]));
}

/** A list of references, with what happens when a thing that it names is deleted. */
export function referencesTo(entity: string, name: string): fc.Arbitrary<Field> {
  return fc
    .record(
      { onReferencedDelete: fc.constantFrom("refuse" as const, "leave" as const), unique: fc.boolean() },
      { requiredKeys: ["unique"] },
    )
    .map((items) =>
      newField(name, [{ type: "list", items: { type: "reference", references: entity, ...items } }]),
    );
}

/** How a reference to nothing is refused: it may carry what was sent. */
function refusalOf(name: string): fc.Arbitrary<Refusal> {
  const sent = { kind: "path" as const, scope: "input" as const, names: [name] };
  const carried = fc.constantFrom({ name, value: sent }, { name: "sent", value: sent });
  return fc
    .tuple(refusalIn(), fc.option(carried, { nil: undefined }))
    .map(([refusal, value]) => ({ ...refusal, ...(value && { with: [value] }) }));
}

/** Fields that every entity of the tests has, so that there is something of each type to speak of. */
export const base = [
  newField("amount", [{ type: "integer", required: true }]),
  newField("label", [{}]),
  newField("on", [{ type: "date" }]),
  newField("at", [{ type: "datetime" }]),
  newField("owner", [{ source: "caller" }]),
  newField("parts", [
    {
      type: "list",
      items: {
        type: "object",
        unique: false,
        properties: [
          newField("amount", [{ type: "integer", required: true }]),
          newField("until", [{ type: "date" }]),
          newField("words", [{ type: "list", items: { type: "string", unique: false } }]),
        ],
      },
    },
  ]),
  newField("numbers", [{ type: "list", items: { type: "number", unique: false } }]),
  newField("stage", [{ type: "choice", source: "state", values: ["open", "in-progress", "label"] }]),
];
