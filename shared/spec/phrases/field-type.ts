import type { Expression } from "../../blueprint/expression.ts";
import type { Field } from "../../blueprint/field.ts";
import { fixedWords } from "../fixed-words.ts";
import type { Meanings, Node } from "../grammar.ts";

/** A field as far as its type says. */
export type TypePhrase = Pick<Field, "type"> & Partial<Field>;

export type Items = NonNullable<Field["items"]>;

const plainWords = fixedWords("TypePlain", {
  text: { type: "string" },
  number: { type: "number" },
  "whole number": { type: "integer" },
  date: { type: "date" },
  time: { type: "time" },
  moment: { type: "datetime" },
  email: { type: "email" },
  url: { type: "url" },
  uuid: { type: "uuid" },
  anything: { type: "json" },
} satisfies Record<string, TypePhrase>);

/** What the service sets. */
const serviceWords = fixedWords("TypeOfService", {
  "moment of creation": { type: "datetime", source: "created-at" },
  "moment of last change": { type: "datetime", source: "updated-at" },
  "its own url": { type: "url", source: "own-url" },
  "the caller": { type: "string", source: "caller" },
} satisfies Record<string, TypePhrase>);

export const typeGrammar = `
  Type = TypeOfService | TypeCounted | TypeMade | TypeState | TypePassword
       | TypeChoice | TypeList | TypeObject | TypeWord | TypeReference
  TypeCounted = "counted" "from" '1' CountedWithin?
  CountedWithin = "within" name
  TypeMade = "made" "of" name
  TypePassword = "password"
${serviceWords.grammar}  TypeState = "state" "of" Values
  TypeChoice = "one" "of" Values
  TypeList = "list" "of" (TypeChoice | TypeObject | TypeWord | TypeReference) ElementLimits?
  ElementLimits = "(" NonemptyListOf<ElementOption, ","> ")"
  TypeObject = "{" NonemptyListOf<ObjectProperty, PropertyEnd> "}"  -- properties
             | "object"  -- any
  ObjectProperty = WorkedOut | FieldPhrase
  WorkedOut = name "=" Expression SetMoment? Options
  SetMoment = "," "set" "at" "creation"  -- creation
            | "," "set" "at" "each" "change"  -- change
  TypeWord = TypeYesNo | TypePlain
${plainWords.grammar}  TypeYesNo = "yes" '/' "no"
  TypeReference = name
  Values = value ("," ~("or" value) ~NextProperty value)* LastValue value (NextValue value)*  -- or
         | value (NextValue value)*  -- commas
  NextValue = LastValue | "," ~Option ~NextProperty ~OnlyWhere
  LastValue = ","? "or"
  value (a value) = text | (alnum | "_") (alnum | "_" | "-")*  -- word
  FieldPhrase = name ":" TypePhrase Options
  TypePhrase = Article Type  -- article
             | Type
  PropertyEnd = ";" | ","
  Options = ("," ~NextProperty Option)*
  NextProperty = name (":" | "=")
`;

/** The ways to say a type, with what they mean. */
export const typeWays: readonly (readonly [way: string, meaning: string])[] = [
  ["`text`, `number`, `whole number`, `yes/no`, `email`, `url`, `uuid`", ""],
  ["`password`", "a text kept as a hash and never shown; only compared: `Only if user.password is password`"],
  [
    "`date`, `time`, `moment`",
    'as `"2026-01-31"`, `"09:30"`, `"2026-01-31T09:30:00Z"`; a moment may have an offset, is shown as given and compared as the moment that it is',
  ],
  ["`one of low, normal or high`", "a choice; a value of several words stands in quotes"],
  ["`list of TYPE`, `list of TYPE (trimmed, 1 to 20 characters)`", "with options of each element"],
  [
    "`{NAME: TYPE, OPTION; NAME: TYPE}`, `object`, `anything`",
    "an object of these properties, or any; `anything`: any JSON, for functions by hand; `list of anything` may hold null",
  ],
  [
    "`list of {NAME: TYPE; NAME = EXPRESSION, set at creation; NAME = EXPRESSION}`",
    "with properties that the service works out of an element, `its FIELD` being the thing's: when the list is given, and kept, or at each read",
  ],
  ["`THING`", "a reference: the identifier of one of these things; also `list of THING`, and inside objects"],
  [
    "`state of open, paid or sent`",
    "set by the service: it begins with the first, and only actions change it",
  ],
  ["`the caller`", "set by the service: who created it"],
  ["`moment of creation`, `moment of last change`, `its own url`, `counted from 1`", "set by the service"],
  [
    "`counted from 1 within REFERENCE`",
    "set by the service: 1, 2, 3 among the things that refer to the same; none is given twice, and with another reference a thing has the next one there",
  ],
  [
    "`made of FIELD`",
    "set by the service: the text in lower case without accents, runs of other signs than a-z and 0-9 one hyphen; it follows the field unless `fixed`; `unique`: equal ones get `-2`, `-3`; `unique (409)`: they are refused",
  ],
];

export const typeMeanings: Meanings = {
  TypeCounted: (within): TypePhrase => {
    const reference = optional<string>(within);
    return reference === undefined
      ? { type: "integer", source: "sequence" }
      : { type: "integer", source: "counted", within: reference };
  },
  CountedWithin: (reference) => reference.value(),
  TypeMade: (text): TypePhrase => ({ type: "string", source: "slug", of: text.value() }),
  TypePassword: (): TypePhrase => ({ type: "password", hidden: true }),
  TypeState: (values): TypePhrase => ({
    type: "choice",
    source: "state",
    values: values.value(),
  }),
  TypeChoice: (values): TypePhrase => ({ type: "choice", values: values.value() }),
  TypeList: (element, limits): TypePhrase => {
    const { type, values, properties, references }: TypePhrase = element.value();
    const [options = []]: Partial<Items>[][] = limits.value();
    const items: Partial<Items> = {
      ...options.reduce(both, {}),
      type: type === "choice" || type === "list" || type === "password" ? "string" : type,
      ...(values && { values }),
      ...(properties && { properties }),
      ...(references !== undefined && { references }),
    };
    noteContradiction(items, options);
    return { type: "list", ...ofItems(items) };
  },
  WorkedOut: (name, value, moment, options): FieldPhrase => {
    const expression: Expression = value.value();
    const [source = "computed"]: Field["source"][] = moment.value();
    return { name: name.value(), given: [...options.value(), { source, expression }] };
  },
  SetMoment_creation: () => "set-at-creation",
  SetMoment_change: () => "set-at-change",
  ElementLimits: (options) => options.value(),
  TypeObject_properties: (properties): TypePhrase => ({
    type: "object",
    properties: properties.value().map(({ name, given }: FieldPhrase) => newField(name, given)),
  }),
  TypeObject_any: (): TypePhrase => ({ type: "object" }),
  ...plainWords.meanings,
  ...serviceWords.meanings,
  TypeYesNo: (): TypePhrase => ({ type: "boolean" }),
  TypeReference: (name): TypePhrase => ({ type: "reference", references: name.value() }),
  Values_or: (first, _commas, more, _or, last, _signs, others) => [
    first.value(),
    ...more.value(),
    last.value(),
    ...others.value(),
  ],
  Values_commas: (first, _signs, more) => [first.value(), ...more.value()],
  value_word() {
    return this.sourceString;
  },
  FieldPhrase: (name, type, options): FieldPhrase => ({
    name: name.value(),
    given: [type.value(), ...options.value()],
  }),
  TypePhrase_article: (_article, type) => type.value(),
  Options: (_commas, options) => options.value(),
};

/** A field's name, and what its type and each of its options say of it. */
export interface FieldPhrase {
  name: string;
  given: Partial<Field>[];
}

/** What is said of a list, as far as an option says; the rest stands in its type. */
export function ofItems(said: Partial<Items>): Partial<Field> {
  return { items: said as Items };
}

const contradictions = new WeakMap<object, readonly [object, object]>();

/** Two things that were said of a field, of which one takes back the other; undefined where there are none. */
export function contradictionIn(field: Field): readonly Partial<Field>[] | undefined {
  return contradictions.get(field);
}

function noteContradiction(of: object, given: readonly object[]): void {
  for (const [index, one] of given.entries()) {
    const other = given.slice(index + 1).find((later) => contradicts(one, later));
    if (other !== undefined && !contradictions.has(of)) contradictions.set(of, [one, other]);
  }
}

function contradicts(one: object, other: object): boolean {
  const before = new Map<string, unknown>(Object.entries(one));
  return Object.entries(other).some(([name, value]) => {
    if (!before.has(name)) return false;
    const said = before.get(name);
    return name === "items"
      ? contradicts(Object(said), Object(value))
      : JSON.stringify(said) !== JSON.stringify(value);
  });
}

function both(one: Partial<Items>, other: Partial<Items>): Partial<Items> {
  return { ...one, ...other };
}

/** A field with all that was said of it. */
export function newField(name: string, given: readonly Partial<Field>[]): Field {
  const field: Field = {
    name,
    type: "string",
    source: "input",
    required: false,
    nullable: false,
    omitWhenAbsent: false,
    immutable: false,
    trim: false,
  };
  for (const { items, ...said } of given) {
    Object.assign(field, said);
    if (items !== undefined)
      field.items = { ...(field.items ?? { type: "string", unique: false }), ...items };
    const inner = items && contradictions.get(items);
    if (inner !== undefined) contradictions.set(field, inner);
  }
  noteContradiction(field, given);
  return field;
}

/** Parts that a rule may have once or not at all. */
export function optional<Value>(node: Node): Value | undefined {
  return node.value()[0];
}
