import type { Field } from "../../blueprint/field.ts";
import { fixedWords } from "../fixed-words.ts";
import type { Meanings } from "../grammar.ts";
import { ofItems, optional } from "./field-type.ts";
import type { RefusalPhrase } from "./refusal.ts";

/** A field that only actions set: empty at first. */
const setByActions: Partial<Field> = {
  source: "set-at-creation",
  expression: { kind: "literal", value: null },
};

/** Whether a field is one that only actions set. */
export function isSetByActions({ source, expression }: Field): boolean {
  return source === setByActions.source && expression?.kind === "literal" && expression.value === null;
}

/** What each option of a few fixed words says that an element of a list may have as well. */
const elementFlags = {
  "not blank": { notBlank: true },
  trimmed: { trim: true },
  "in lower case": { letterCase: "lower" },
  "in upper case": { letterCase: "upper" },
  "in the past or today": { mustBe: "past-or-today" },
  "in the future or today": { mustBe: "future-or-today" },
  "in the past": { mustBe: "past" },
  "in the future": { mustBe: "future" },
  "keeps it": { onReferencedDelete: "refuse" },
  "outlives it": { onReferencedDelete: "leave" },
} satisfies Record<string, Partial<Field>>;

/** What each option that is a few fixed words says. */
export const flags: Readonly<Record<string, Partial<Field>>> = {
  required: { required: true },
  "may be null": { nullable: true },
  "left out when empty": { omitWhenAbsent: true },
  fixed: { immutable: true },
  "ignored in changes": { ignoredInChanges: true },
  "refused in changes": { refusedInChanges: true },
  hidden: { hidden: true },
  ...elementFlags,
  "in whole seconds": { wholeSeconds: true },
  "compared without case": { ignoreCase: true },
  "deleted with it": { onReferencedDelete: "delete" },
  "cleared with it": { onReferencedDelete: "clear" },
  "from the query": { inQuery: true },
  "as the body": { wholeBody: true },
};
const elementFlagWords = fixedWords("ElementFlag", elementFlags);
const flagWords = fixedWords("OptionFlag", {
  ...flags,
  "set by actions": setByActions,
  optional: { required: false },
});

export const optionGrammar = `
  Option = OptionFlag | OptionCharacters | OptionDigits | OptionElements | OptionRange | OptionSteps | OptionMatches
         | OptionDefault | OptionUnique | OptionKnown | OptionDoubles | OptionSorted | OptionTwice | OptionHeader | OptionDescribed
  ElementOption = ElementFlag | OptionCharacters | OptionDigits | OptionRange | OptionSteps | OptionMatches
${elementFlagWords.grammar}${flagWords.grammar}
  Bounds = "at" "least" number  -- least
         | ("at" "most" | "up" "to") number  -- most
         | number ("to" | "-") number  -- both
  OptionCharacters = Bounds Characters  -- bounds
                   | wholeNumber Characters  -- exactly
  Characters = "characters" | "character" | "chars"
  OptionDigits = wholeNumber Digits
  Digits = "digits" | "digit"
  OptionElements = Bounds Elements  -- bounds
                 | wholeNumber Elements  -- exactly
  Elements = "elements" | "element"
  OptionRange = "more" "than" number  -- more
              | "less" "than" number  -- less
              | Bounds  -- bounds
  OptionSteps = "in" "steps" "of" number
  OptionMatches = "matches" (code | text)
  OptionDefault = "default" DefaultValue
  DefaultValue = "[" ListOf<DefaultScalar, ","> "]"  -- list
               | DefaultScalar
  DefaultScalar = ("yes" | "true")  -- yes
                | ("no" | "false")  -- no
                | number
                | value
  OptionUnique = "unique" CaseLess? Refusal?
  CaseLess = "without" "case"
  OptionKnown = "known" Refusal
  OptionDoubles = "no" "doubles"  -- refused
                | "doubles" "dropped"  -- dropped
  OptionSorted = "sorted"
  OptionTwice = "no" name "twice"
  OptionHeader = "from" "the" "header" code
  OptionDescribed = "described" text
`;

/** The ways to say an option, with what they mean. */
export const optionWays: readonly (readonly [way: string, meaning: string])[] = [
  ["`required`", "must be given, and is not null"],
  ["`may be null`", "null is taken as a value"],
  [
    "`default VALUE`",
    "when it is not given; `default no` of a yes/no, `default now` of a date or moment, `default []` of a list",
  ],
  ["`1 to 80 characters`, `at least 1 character`, `at most 80 characters`, `5 characters`, `13 digits`", ""],
  ["`1 to 5`, `at least 1`, `at most 5`, `more than 0`, `less than 9`, `in steps of 0.01`", ""],
  [
    "`1 to 5 elements`, `no doubles`, `doubles dropped`, `sorted`, `no NAME twice`",
    "of lists; the last of lists of objects; `dropped`: the first of equal ones stays; `sorted`: kept in ascending order, texts by their characters, capitals first",
  ],
  ["`` matches `REGEX` ``", "the whole text; also of references, as lengths, if the identifier has the same"],
  ["`in the past`, `in the future`, `in the past or today`, `in the future or today`", ""],
  [
    "`trimmed`, `in lower case`, `in upper case`, `in whole seconds`",
    "how it is kept; the last of moments, also of those that the service sets: cut down",
  ],
  ["`not blank`", "more than white space"],
  [
    "`unique REFUSAL`, `unique without case REFUSAL`",
    "409 where nothing is said; `other` is the thing in the way: `with taken: other.id`",
  ],
  ["`known REFUSAL`", "of references: how one to nothing is refused; it may carry the value sent"],
  ["`compared without case`", "in `Unique together`"],
  [
    "`fixed`, `refused in changes`, `ignored in changes`",
    "after creation: a change to another value is refused, any that holds it, or what it says is ignored",
  ],
  ["`set by actions`", "empty at first; what callers give for it is ignored"],
  ["`hidden`, `left out when empty`", "never shown; shown only when it has a value"],
  [
    "`deleted with it`, `cleared with it`, `keeps it`, `outlives it`",
    "of references: what deleting the other thing does; `keeps it` refuses that, as without any; `outlives it` leaves the identifier of what is gone; inside lists and objects only these two",
  ],
  [
    "`` from the header `NAME` ``, `from the query`, `as the body`",
    "of what an action takes: a GET takes all from the query; the body is the value, no object with it",
  ],
  ['`described "TEXT"`', ""],
];

interface Bounds {
  least?: number;
  most?: number;
}

function length({ least, most }: Bounds): Partial<Field> {
  return { ...(least !== undefined && { minLength: least }), ...(most !== undefined && { maxLength: most }) };
}

function elements({ least, most }: Bounds): Partial<Field> {
  return ofItems({
    ...(least !== undefined && { minItems: least }),
    ...(most !== undefined && { maxItems: most }),
  });
}

export const optionMeanings: Meanings = {
  ...flagWords.meanings,
  ...elementFlagWords.meanings,
  OptionDoubles_refused: () => ofItems({ unique: true }),
  OptionDoubles_dropped: () => ofItems({ dropsDoubles: true }),
  Bounds_least: (number): Bounds => ({ least: number.value() }),
  Bounds_most: (number): Bounds => ({ most: number.value() }),
  Bounds_both: (least, most): Bounds => ({ least: least.value(), most: most.value() }),
  OptionCharacters_bounds: (bounds) => length(bounds.value()),
  OptionCharacters_exactly: (number) => length({ least: number.value(), most: number.value() }),
  OptionDigits: (number): Partial<Field> => ({ pattern: `[0-9]{${number.value()}}` }),
  OptionElements_bounds: (bounds) => elements(bounds.value()),
  OptionElements_exactly: (number) => elements({ least: number.value(), most: number.value() }),
  OptionRange_more: (number): Partial<Field> => ({ exclusiveMinimum: number.value() }),
  OptionRange_less: (number): Partial<Field> => ({ exclusiveMaximum: number.value() }),
  OptionRange_bounds: (bounds): Partial<Field> => {
    const { least, most }: Bounds = bounds.value();
    return { ...(least !== undefined && { minimum: least }), ...(most !== undefined && { maximum: most }) };
  },
  OptionSteps: (number): Partial<Field> => ({ multipleOf: number.value() }),
  OptionMatches: (pattern): Partial<Field> => ({ pattern: pattern.value() }),
  OptionDefault: (value): Partial<Field> => ({ default: value.value() }),
  DefaultValue_list: (values) => values.value(),
  DefaultScalar_yes: () => true,
  DefaultScalar_no: () => false,
  OptionUnique: (caseLess, refusal): Partial<Field> => {
    const said = optional<RefusalPhrase>(refusal);
    return {
      unique: caseLess.children.length > 0 ? "ignore-case" : "exact",
      ...(said !== undefined && { refusal: said }),
    };
  },
  OptionKnown: (refusal): Partial<Field> => ({ unknownRefusal: refusal.value() }),
  OptionSorted: () => ofItems({ sorted: true }),
  OptionTwice: (name) => ofItems({ uniqueBy: name.value() }),
  OptionHeader: (name): Partial<Field> => ({ header: name.value() }),
  OptionDescribed: (text): Partial<Field> => ({ description: text.value() }),
};
