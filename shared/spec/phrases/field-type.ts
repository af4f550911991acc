import type { Field } from "../../blueprint/field.ts";
import type { Meanings, Node } from "../grammar.ts";

/** A field as far as its type says. */
export type TypePhrase = Pick<Field, "type"> & Partial<Field>;

type Items = NonNullable<Field["items"]>;

export const typeGrammar = `
  Type = TypeOfCreation | TypeOfChange | TypeOwnUrl | TypeCounted | TypeCaller | TypeState
       | TypeChoice | TypeList | TypeObject | TypeWord | TypeReference
  TypeOfCreation = "moment" "of" "creation"
  TypeOfChange = "moment" "of" "last" "change"
  TypeOwnUrl = "its" "own" "url"
  TypeCounted = "counted" "from" '1'
  TypeCaller = "the" "caller"
  TypeState = "state" "of" Values
  TypeChoice = "one" "of" Values
  TypeList = "list" "of" (TypeChoice | TypeObject | TypeWord) ElementLimits?
  ElementLimits = "(" NonemptyListOf<Option, ","> ")"
  TypeObject = "{" NonemptyListOf<FieldPhrase, PropertyEnd> "}"  -- properties
             | "object"  -- any
  TypeWord = TypeWhole | TypeYesNo | "text" | "number" | "date" | "time" | "moment" | "email" | "url" | "uuid"
  TypeWhole = "whole" "number"
  TypeYesNo = "yes" '/' "no"
  TypeReference = name
  Values = value ("," value)* "or" value  -- more
         | value  -- one
  value (a value) = text | (alnum | "_") (alnum | "_" | "-")*  -- word
  FieldPhrase = name ":" TypePhrase Options
  TypePhrase = Article Type  -- article
             | Type
  PropertyEnd = ";" | ","
  Options = ("," ~NextProperty Option)*
  NextProperty = name ":"
`;

const wordTypes: Record<string, Field["type"]> = {
  text: "string",
  number: "number",
  date: "date",
  time: "time",
  moment: "datetime",
  email: "email",
  url: "url",
  uuid: "uuid",
};

export const typeMeanings: Meanings = {
  TypeOfCreation: (): TypePhrase => ({ type: "datetime", source: "created-at" }),
  TypeOfChange: (): TypePhrase => ({ type: "datetime", source: "updated-at" }),
  TypeOwnUrl: (): TypePhrase => ({ type: "url", source: "own-url" }),
  TypeCounted: (): TypePhrase => ({ type: "integer", source: "sequence" }),
  TypeCaller: (): TypePhrase => ({ type: "string", source: "caller" }),
  TypeState: (_state, _of, values): TypePhrase => ({
    type: "choice",
    source: "state",
    values: values.value(),
  }),
  TypeChoice: (_one, _of, values): TypePhrase => ({ type: "choice", values: values.value() }),
  TypeList: (_list, _of, element, limits): TypePhrase => {
    const { type, values, properties }: TypePhrase = element.value();
    const [options]: Partial<Field>[][] = limits.value();
    const given: Partial<Field> = Object.assign({}, ...(options ?? []));
    return {
      type: "list",
      items: {
        type: elementType(type),
        unique: false,
        ...(values && { values }),
        ...(properties && { properties }),
        ...elementLimits(given),
      },
    };
  },
  ElementLimits: (_open, options, _close) => options.value(),
  TypeObject_properties: (_open, properties, _close): TypePhrase => ({
    type: "object",
    properties: properties.value().map(({ name, given }: FieldPhrase) => newField(name, given)),
  }),
  TypeObject_any: (): TypePhrase => ({ type: "object" }),
  TypeWord: (word): TypePhrase =>
    word.value() ?? { type: wordTypes[word.sourceString.toLowerCase()] ?? "string" },
  TypeWhole: (_whole, _number): TypePhrase => ({ type: "integer" }),
  TypeYesNo: (_yes, _slash, _no): TypePhrase => ({ type: "boolean" }),
  TypeReference: (name): TypePhrase => ({ type: "reference", references: name.value() }),
  Values_more: (first, _commas, more, _or, last) => [first.value(), ...more.value(), last.value()],
  Values_one: (value) => [value.value()],
  value_word(_first, _more) {
    return this.sourceString;
  },
  FieldPhrase: (name, _colon, type, options): FieldPhrase => ({
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
  }
  return field;
}

function elementType(type: Field["type"]): Items["type"] {
  switch (type) {
    case "integer":
    case "number":
    case "boolean":
    case "date":
    case "datetime":
    case "object":
      return type;
    default:
      return "string";
  }
}

function elementLimits({ minLength, maxLength, minimum, maximum }: Partial<Field>): Partial<Items> {
  return {
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
  };
}

/** Parts that a rule may have once or not at all. */
export function optional<Value>(node: Node): Value | undefined {
  return node.value()[0];
}
