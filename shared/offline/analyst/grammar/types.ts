import type { Attribute } from "../facts/field-facts.ts";
import { type AttributeRule, attributeRule } from "./attribute-rule.ts";

type Type = Extract<Attribute, { aspect: "type" }>["value"];
type Item = Extract<Attribute, { aspect: "listOf" }>["value"];

const typed = (sources: readonly string[], type: Type, ...more: readonly Attribute[]): AttributeRule =>
  attributeRule(sources, () => [{ aspect: "type", value: type }, ...more]);
const listOf = (sources: readonly string[], item: Item, ...more: readonly Attribute[]): AttributeRule =>
  attributeRule(sources, () => [
    { aspect: "type", value: "list" },
    { aspect: "listOf", value: item },
    ...more,
  ]);

const many = "(list|array|set|collection) of";

/** Words for a type, where a type is what is being said. */
export const typeRules: readonly AttributeRule[] = [
  typed(
    [
      "(text|string|free text|free-text|plain text|plain string|varchar|str|freeform text) (value|field)?",
      "some text",
      "letters",
    ],
    "string",
  ),
  typed(
    [
      "(integer|int|whole number|whole numbers|integers|numeric integer|integer number|number \\( integer \\)|round number|natural number) (value|field)?",
    ],
    "integer",
  ),
  typed(
    [
      "(number|numeric|decimal|float|double|decimal number|real number|floating point number|floating-point number|amount of money|money|sum of money|numbers|real) (value|field)?",
    ],
    "number",
  ),
  typed(
    ["(percentage|percent)"],
    "number",
    { aspect: "minimum", value: 0, implied: true },
    { aspect: "maximum", value: 100, implied: true },
  ),
  typed(
    [
      "(boolean|bool|flag|true or false|true / false|yes or no|yes / no|yes/no|true/false|on / off|boolean flag|yes or no flag|tick box|checkbox|either true or false) (flag|value|field)?",
      "(yes - or - no)",
    ],
    "boolean",
  ),
  typed(
    [
      "(iso|iso 8601|iso-8601|calendar|yyyy-mm-dd)? (date|dates) (only|value|field|string)? (\\( yyyy-mm-dd \\)|yyyy-mm-dd|in iso format|in iso 8601 format|without a time|in the form yyyy-mm-dd|\\( iso \\)|\\( iso 8601 \\)|as yyyy-mm-dd|in yyyy-mm-dd format|, yyyy-mm-dd|format)?",
      "iso date",
      "iso 8601 date string?",
      "yyyy-mm-dd",
    ],
    "date",
  ),
  typed(
    [
      "(iso|iso 8601|iso-8601|rfc 3339|utc)? (datetime|timestamp|date-time|date and time|date & time|instant|moment|point in time|date/time|date / time|timestamps) (string|value|field)? (\\( iso 8601 \\)|in iso 8601|in utc|\\( rfc 3339 \\)|with (an offset|a time zone|timezone|an? timezone)|in iso 8601 format|in iso format|, iso 8601)?",
      "(iso 8601|rfc 3339|iso)",
    ],
    "datetime",
  ),
  typed(["(time of day|clock time|time \\( hh : mm \\)|hh : mm|time)"], "time"),
  typed(["valid? (email|email address|mail address) (address|format)?", "email-shaped"], "email"),
  typed(
    [
      "(absolute|valid|full|web|http|https|proper|real|working|correct)? (url|uri|link|web address|urls) (string)?",
    ],
    "url",
  ),
  typed(["(uuid|guid)"], "uuid"),
  typed(["(json)? (object|map|dictionary|key-value map)", "any json object?"], "object"),
  attributeRule(
    [
      "(one of|either|any of|values|allowed values|possible values|choice of|a choice of|choose from|chosen from|an? enum of|enum|can be|may be|must be|is either|is one of|options|oneof|allowed|valid values|from the set|from the list|takes the values|which is|which can be|of) (are|is|:|of|=|one of|either)? (one of|either)? <choices>",
      "<choices>",
    ],
    ({ choices }) => {
      if (choices.length < 2) return [];
      const lower = choices.map((choice) => choice.toLowerCase());
      if (lower.length === 2 && (lower.includes("true") || lower.includes("yes")))
        return [{ aspect: "type", value: "boolean" }];
      return [
        { aspect: "type", value: "choice" },
        { aspect: "choices", value: choices },
      ];
    },
  ),
  attributeRule(
    [
      "(the)? (id|identifier|key) of (a|an|the|one|its|another)? (existing)? <entity>",
      "(a)? (reference|link|pointer|foreign key) (to|into) (a|an|the|one|its)? (existing)? <entity> (id|by id)?",
      "(references|refers to|referencing|referring to|points to|pointing to|must name|names|must reference|must refer to) (a|an|the|one|its)? (existing)? <entity> (id|by id)?",
      "<entity> (id|reference)",
      "fk <entity>?",
    ],
    ({ entities: [entity] }) =>
      entity === undefined
        ? []
        : [
            { aspect: "type", value: "reference" },
            { aspect: "references", value: entity },
          ],
  ),
  listOf([`${many} (one or more|at least one) (integers|whole numbers|ints)`], "integer", {
    aspect: "minItems",
    value: 1,
  }),
  listOf([`${many} (one or more|at least one) numbers`], "number", { aspect: "minItems", value: 1 }),
  listOf([`${many} (one or more|at least one) (strings|text|texts|words|names)`], "string", {
    aspect: "minItems",
    value: 1,
  }),
  listOf([`${many} (integers|whole numbers|ints)`, "integer [ ]", "integers array"], "integer"),
  listOf([`${many} numbers`, "number [ ]"], "number"),
  listOf(
    [
      `${many} (strings|text|texts|words|string)`,
      "string [ ]",
      "(strings|words) list",
      "array < string >",
      "comma-separated (strings|words|list)?",
    ],
    "string",
  ),
  listOf(["(unique|distinct) (strings|words|list of strings|array of strings)"], "string", {
    aspect: "itemsUnique",
    value: true,
  }),
  listOf(["(a|an)? (list|array)"], "string"),
];
