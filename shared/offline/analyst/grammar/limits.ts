import type { Attribute, Unit } from "../facts/field-facts.ts";
import { type AttributeRule, attributeRule, type Found } from "./attribute-rule.ts";

const characters = "(printable|visible|unicode|ascii|utf-8)? (characters|character|chars|char|letters|signs)";
const elements = "(items|elements|entries|tags|values|of them|labels|ingredients|categories)";
const units: readonly (readonly [Unit, string])[] = [
  ["length", `(${characters} (long|in length|each)?|long)`],
  ["digits", "(digits|digit) long?"],
  ["items", elements],
  ["value", ""],
];

type Bound = {
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly open?: boolean;
};

/** The attributes of a bound in a unit. */
function bound(unit: Unit, { low, high, open = false }: Bound): Attribute[] {
  const given: Attribute[] = [];
  if (unit === "length" || unit === "digits") {
    const step = open ? 1 : 0;
    if (low !== undefined) given.push({ aspect: "minLength", value: low + step });
    if (high !== undefined) given.push({ aspect: "maxLength", value: high - step });
    if (unit === "digits") given.push({ aspect: "digits", value: true });
  } else if (unit === "items") {
    const step = open ? 1 : 0;
    if (low !== undefined) given.push({ aspect: "minItems", value: low + step });
    if (high !== undefined) given.push({ aspect: "maxItems", value: high - step });
  } else if (open) {
    if (low !== undefined) given.push({ aspect: "exclusiveMinimum", value: low });
    if (high !== undefined) given.push({ aspect: "exclusiveMaximum", value: high });
  } else {
    if (low !== undefined) given.push({ aspect: "minimum", value: low });
    if (high !== undefined) given.push({ aspect: "maximum", value: high });
  }
  return given;
}

type Shape = { readonly sources: readonly string[]; readonly take: (numbers: readonly number[]) => Bound };

/** What an end of a scale means, as in "from 1 (awful) to 5 (great!)". */
const explained = "(\\( (is|=|means|being)? <word> <word>? <word>? !? \\)|= <word>)";

const ordered = ([a, b]: readonly number[]): Bound => ({ low: a, high: b });
const atLeast = ([low]: readonly number[]): Bound => ({ low });
const atMost = ([high]: readonly number[]): Bound => ({ high });

/** `U` stands for the unit. */
const shapes: readonly Shape[] = [
  {
    sources: [
      "(goes|go|runs|run|ranges|range|reaches|lies|lie) (from|between) <number> %? U? (and|to|through|until|-|up to) <number> %? U inclusive?",
      "(between|from|in the range|ranging from|range|within|of) <number> %? U? (and|to|through|until|till|-|up to|...) <number> %? U (inclusive|inclusively)?",
      "<number> (-|to|up to|...|through|until) <number> U inclusive?",
      "at least <number> U? (and|but|,) (and|but)? (at most|no more than|up to|not more than) <number> U",
      "(min|minimum|minimum length|at least) :? <number> U? (,|and|/|-|;) and? (max|maximum|maximum length|at most) :? <number> U",
      "<number> <= (length|value)? <= <number> U",
    ],
    take: ordered,
  },
  {
    sources: [
      "at least <number> U",
      "(no|not|never) (be|go|get|fall|drop|lie)? (fewer|less|shorter|smaller|lower|below|under|earlier) than? <number> U",
      "(a|the)? (minimum|min) (of|is|:|=|value|length)? (of|is|:|=)? <number> U",
      "<number> U (or|and) (more|longer|greater|higher|above|larger|up)",
      "<number> or (more|longer|greater|higher|above|larger) U",
      "<number> U or (later|newer|after|onwards|thereafter)",
      "(from|starting at|starting from|starting with|beginning with) <number> U (upwards|upward|up|on|onwards|onward)",
      "<number> U (upwards|upward|onwards|onward|and up|and upwards)",
      "(>=|minimum:) <number> U",
      "<number> U (minimum|min|at least)",
    ],
    take: atLeast,
  },
  {
    sources: [
      "at most <number> U",
      "(up to|max|limited to|capped at|not to exceed|not exceed|not exceeding|not above|not over|cannot exceed) (a maximum of)? <number> U",
      "(no|not|never) (be|go|get|rise|lie)? (more|longer|greater|larger|higher|bigger|above|over|later) than? <number> U",
      "(a|the)? (maximum|max) (of|is|:|=|value|length)? (of|is|:|=)? <number> U",
      "<number> U (or|and) (less|fewer|shorter|lower|smaller|below)",
      "<number> or (less|fewer|shorter|lower|below) U",
      "<number> U or (earlier|older|before)",
      "(<=|maximum:) <number> U",
      "<number> U (maximum|max|at most|tops)",
    ],
    take: atMost,
  },
  {
    sources: ["exactly <number> U", "(a|with|of) length of <number> U"],
    take: ([n]) => ({ low: n, high: n }),
  },
];

const openShapes: readonly Shape[] = [
  {
    sources: ["(greater|more|larger|higher|longer|bigger) than <number> U", "(above|over|>) <number> U"],
    take: atLeast,
  },
  {
    sources: ["(less|fewer|smaller|lower|shorter) than <number> U", "(below|under|<) <number> U"],
    take: atMost,
  },
];

function rulesOf(shape: Shape, open: boolean): AttributeRule[] {
  return units.map(([unit, words]) =>
    attributeRule(
      shape.sources.map((source) =>
        words === ""
          ? source.replace(/ U\??/g, "")
          : source.replace(/ U\?/g, ` (${words})?`).replace(/ U/g, ` ${words}`),
      ),
      ({ numbers }: Found) => bound(unit, { ...shape.take(numbers), open }),
    ),
  );
}

const exact =
  (unit: Unit) =>
  ({ numbers }: Found) =>
    bound(unit, { low: numbers[0], high: numbers[0] });

/** How long, how large, how many. */
export const limitRules: readonly AttributeRule[] = [
  attributeRule(
    [
      `(from|between|of)? <number> ${explained} (to|and|-|up to|until|through|,|...) <number> (${explained})?`,
      `(from|between|of)? <number> (to|and|-|up to|until|through) <number> ${explained}`,
    ],
    ({ numbers }) => bound("value", ordered(numbers)),
  ),
  ...shapes.flatMap((shape) => rulesOf(shape, false)),
  ...openShapes.flatMap((shape) => rulesOf(shape, true)),
  attributeRule(
    ["(not before|not earlier than|no earlier than) <number>", "from <number> (on|onwards|onward)"],
    ({ numbers: [low] }) => bound("value", { low }),
  ),
  attributeRule(["(not after|not later than|no later than) <number>"], ({ numbers: [high] }) =>
    bound("value", { high }),
  ),
  attributeRule(["<number> (digits|digit) (long|code|string|number)?"], exact("digits")),
  attributeRule([`<number> ${characters} (long|in length|string|code)?`], exact("length")),
  attributeRule(
    [
      "(max length|maxlength|maximum length|max len|maxlen|length at most|length <=|length up to) (:|=|of|is)? <number> chars?",
    ],
    ({ numbers: [high] }) => bound("length", { high }),
  ),
  attributeRule(
    ["(min length|minlength|minimum length|min len|length at least|length >=) (:|=|of|is)? <number> chars?"],
    ({ numbers: [low] }) => bound("length", { low }),
  ),
  attributeRule(["length (:|=|of|is|between|from)? <number> (-|to|and|...) <number>"], ({ numbers }) =>
    bound("length", ordered(numbers)),
  ),
  attributeRule(
    [
      "(one|<number>) or more",
      "at least one (of them|item|element|tag|entry)?",
      "not be? empty (list|array)",
    ],
    ({ numbers: [low = 1] }) => [{ aspect: "minItems", value: low }],
  ),
  attributeRule(["zero or more", "any number of", "zero to many", "possibly empty"], () => [
    { aspect: "minItems", value: 0, implied: true },
  ]),
  attributeRule(
    ["positive", "strictly positive", "above zero", "greater than zero", "more than zero", "> zero"],
    () => [{ aspect: "exclusiveMinimum", value: 0 }],
  ),
  attributeRule(
    [
      "non-negative",
      "not negative",
      "not be negative",
      "never (be|goes|go)? negative",
      "cannot be negative",
      "zero or (more|greater|above|higher|positive)",
      "not below zero",
      "at least zero",
      "no less than zero",
      "not less than zero",
      "not go below zero",
      "never below zero",
      "not (be)? below zero",
      "positive or zero",
      "zero or positive",
    ],
    () => [{ aspect: "minimum", value: 0 }],
  ),
  attributeRule(
    [
      "(not|never) be? empty",
      "non-empty",
      "not be an empty string",
      "not empty",
      "at least one character long?",
    ],
    () => [
      { aspect: "minLength", value: 1, implied: true },
      { aspect: "required", value: true, implied: true },
    ],
  ),
  attributeRule(
    [
      "(not|never) be? (empty )?(or|nor|and)? blank",
      "non-blank",
      "not be? (only|just) (white)? space",
      "not be? blank or empty",
      "not be? empty or (blank|space|only space|just space|white space)",
      "not consist (only)? of (only)? (white)? space (only)?",
      "not be? (made of|all) (white)? space",
      "not be? white space only",
      "space only is (refused|rejected|not allowed)",
    ],
    () => [{ aspect: "notBlank", value: true }],
  ),
  attributeRule(
    [
      "(at most|up to|max|maximum|no more than|with at most|with up to|with|to|exactly|having)? <number> (decimals|decimal|decimal places|decimal digits|places|fractional digits) places?",
      "(up to|at most|max|maximum|no more than|not more than|with|exactly)? <number> (digits|places|numbers|figures|decimals) (after|behind|past|following) the (decimal)? (point|comma|dot|separator)",
      "<number> - decimal",
      "(never|not|cannot|no) (ever)? (have|has|carry|carries|show|shows|contain|contains|use|exceed|exceeds|go beyond|be given with|be)? (more than|over|beyond)? <number> (decimals|decimal|decimal places|decimal digits|fractional digits)",
    ],
    ({ numbers: [count] }) => (count === undefined ? [] : [{ aspect: "decimals", value: count }]),
  ),
  attributeRule(
    ["(a|in)? (multiple|multiples|steps|step|increments) (of|:) <number>", "divisible by <number>"],
    ({ numbers: [step] }) => (step === undefined ? [] : [{ aspect: "multipleOf", value: step }]),
  ),
  attributeRule(
    [
      "(must)? (be|lie|lies)? in the future",
      "(not|never) be? in the past",
      "future (date|dates)? only",
      "a? future date",
      "today or later",
    ],
    () => [{ aspect: "mustBe", value: "future" }],
  ),
  attributeRule(
    [
      "(must)? (be|lie|lies)? in the past",
      "(not|never) be? in the future",
      "past (date|dates)? only",
      "a? past date",
    ],
    () => [{ aspect: "mustBe", value: "past" }],
  ),
];
