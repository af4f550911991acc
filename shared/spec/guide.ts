import type { FunctionName } from "../blueprint/expression.ts";
import { read } from "./grammar.ts";
import { optionWays } from "./phrases/field-option.ts";
import { typeWays } from "./phrases/field-type.ts";
import { readSentences, type Sentence } from "./sentence.ts";
import type { Statement } from "./statement.ts";
import { statements } from "./statements/index.ts";

/** What each function takes and gives. */
const functions: Record<FunctionName, string> = {
  round: "`round(x)`, `round(x, decimals)`: halves away from zero",
  floor: "`floor(x)`",
  ceiling: "`ceiling(x)`",
  absolute: "`absolute(x)`",
  remainder: "`remainder(x, y)`",
  length: "`length(text)`",
  trim: "`trim(text)`",
  lower: "`lower(text)`",
  upper:
    "`upper(text)`: of A to Z; letters of every language by a kept value: `key = name, set at each change, in lower case`",
  start: "`start(text, n)`: its first n characters",
  contains: "`contains(text, part)`",
  replace: "`replace(text, part, other)`: every part",
  join: '`join(list, text)`: its texts and numbers with the text between: `join(list of name of its marks by name, "\\n")`',
  date: "`date(moment)`: its day in UTC",
  year: "`year(d)`",
  month: "`month(d)`",
  day: "`day(d)`",
  weekday: "`weekday(d)`: 1 is Monday",
  hour: "`hour(moment)`",
  seconds: "`seconds(from, to)`",
  minutes: "`minutes(from, to)`",
  hours: "`hours(from, to)`",
  days: "`days(from, to)`: whole ones between, negative backwards",
  smaller: "`smaller(x, y)`",
  larger: "`larger(x, y)`",
};

const introduction = `# The language of specs

A spec says exactly what a service does. It is Markdown, made of statements; each must be one of those below, word for word but for what stands in CAPITALS. Whatever is none is refused, with its place and what was expected.

- \`# TITLE\` names the service. Statements about the whole service stand next; \`Unknown properties ...\`, \`What the service sets ...\`, \`Pages of ...\` and \`Lists ...\` are there said of all things that don't say it themselves.
- \`## THING\` begins a kind of thing: its fields, rules, routes and lists are bullets below.
- \`\` ### NAME: \`METHOD /path\` \`\` begins an action, of the service or of the thing that it stands below.
- A line is one statement, or several that end in a stop. An indented line goes on with the one before.
- \`> words\` describes the heading that it stands below. \`[c3 c4]\` at the end of a line cites clauses of a requirement.
- Names are \`camelCase\` or \`snake_case\`, and their case matters; a word of the language may begin with a capital. A name that is a word of the language goes in backticks where it can't be read otherwise. Texts stand in \`"quotes"\` with JSON's escapes, regular expressions in backticks.
- How something is refused stands in brackets: \`(409)\`, \`\` (409 \`code\`) \`\`, \`\` (409 \`code\`, "message", of FIELD, sends the header \`NAME\`: "VALUE", with NAME: EXPRESSION, FIELD) \`\`: a status of 400 to 499, a code for programs, the field that is told as wrong, a header, values that the body carries. It may always be left out.`;

const expressions = `## Expressions

Wherever EXPRESSION, CONDITION or NUMBER stands. Loosest first:

- \`A if CONDITION, B if CONDITION, else C\`
- \`or\`, \`and\`, \`not\`
- \`is\`, \`is not\`, \`<\`, \`<=\`, \`>\`, \`>=\`, \`is empty\`, \`is not empty\`, \`is one of (A, B)\`
- \`INPUT is given\`, \`is not given\`: in an action, whether the call sent it; null is sent, a default is not: \`Sets shelf to shelf if shelf is given\`
- \`A otherwise B\`: B where A is empty
- \`+\`, \`-\`, \`*\`, \`/\` of numbers; \`+\` joins texts; a date or moment \`+\` or \`-\` a duration: \`dueOn + 14 days\`, \`givenOn + validFor days\` (second, minute, hour, day, week, month, year)

Values: numbers, \`"text"\`, \`true\`, \`false\`, \`empty\`, \`today\` (in UTC), \`now\`, \`the caller\`, \`{NAME: EXPRESSION, FIELD}\`. A date or a time that is compared is a text: \`dueOn < "2026-01-31"\`. A value of a choice is a bare word: \`state is open\`. \`the caller is ROLE\` is true or false.

Names: a field of the thing, a field of what it refers to (\`book.title\`, \`loan.book.title\`), a property of an object (\`address.city\`), \`it\` for the thing itself; in an action also its inputs and named values, and by its kind a thing that it has made. An input comes before a field of the same name; \`its FIELD\` is the field. What is joined to a text may be a number, date or time as well.

Over things: \`count of\`, \`any of\`, \`none of\` THINGS; \`sum of\`, \`average of\`, \`least of\`, \`greatest of\` EXPRESSION \`of\` THINGS; \`list of EXPRESSION of THINGS by FIELD, -FIELD\`, \`first of\` likewise. THINGS are \`its loans\` (those that refer to this thing), \`its loans through FIELD\` (where several fields do) or \`all loans\`; narrowed by \`where CONDITION\`, in which names are those of each thing first, and \`its NAME\` is a field, input or named value of what is around: \`count of all loans where dueOn < its dueOn\`. A condition reaches as far as it can: put \`(count of its loans where state is open)\` in brackets where more follows. A parent shows its children so: \`loans = list of {id, dueOn} of its loans by dueOn\`.

Groups: \`list for each member, month: start("" + day, 7) of all loans {member, month, name: member.name, loans: count of them} by -loans\`. In the braces names are what a group's things agree in, \`them\` the things: \`sum of fee of them where late\`.

Over lists: THINGS are also the elements of a list: \`its lines\` of the thing's own field, \`its order.lines\` of a thing that it refers to, \`lines\` of an input or of a list that an action names: \`sum of price * quantity of its lines where quantity > its least\`; \`late = list of it of all loans where isOpen by -fee\`, then \`sum of fee of late where fee > 2\`. Names are an element's properties, or the fields of the thing that it is, \`it\` is the element: \`any of its tags where it is "new"\`. Without an order they stay as in the list. Further in, \`the THING\` is the thing of that kind around: \`count of all orders where any of its lines where cake is the cake\`.

Functions: ${Object.values(functions).join("; ")}.

Empty: \`is\` and \`is not\` compare it; sums, orders and functions of it are empty; a sum of no things is 0, an average, least, greatest or first of none is empty. A condition that is empty is not true, but breaks no rule.`;

const defaults = `## What holds when nothing is said

- A thing has an \`id\` (UUID) and five routes at its plural in kebab-case: \`POST /menu-items\` (201, the thing), \`GET /menu-items\` (an array), \`GET\`, \`PATCH\` and \`DELETE /menu-items/{id}\` (204). One statement of a route takes the place of all five.
- A field that was never given is shown as null. Types are strict: \`"7"\` is no number.
- A list is in order of creation and whole; unknown query parameters are ignored, and of one that is given twice, the first counts unless it is a list.
- A request changes everything that it changes, or nothing; simultaneous ones are as if one after the other.`;

const example = `## An example

\`\`\`
# Lending library

> Members borrow books, at most three at a time, for two weeks.

Callers are named by the header \`X-User\` (401). Role staff: the header \`X-Role\` is \`librarian\`.
Refusals answer {error: code, message: message}. Statuses: invalid 422, unknown reference 422.

## Member
- name: text, required, 1 to 80 characters
- email: email, required, in lower case, unique (409 \`taken\`)
- open = count of its loans where state is open
- \`POST /members\` creates one, by staff (403)
- \`GET /members/{id}\` shows one

## Book
- isbn: text, required, 13 digits, unique
- title: text, required
- copies: whole number, at least 1, default 1
- available = copies - count of its loans where state is open
- \`POST /books\` creates one, by staff (403)
- \`GET /books\` lists them
- Listed by title
- \`?q\` part of title
- \`?available=true\` only where available > 0
- Pages of 20 by page \`?page\`, size \`?pageSize\` up to 100

## Loan
- book: book, required
- member: member, required
- lentBy: the caller
- dueOn = today + 14 days, set at creation
- state: state of open or returned
- late = state is open and today > dueOn
- At most 3 for each member where state is open (409 \`limit\`)
- At most copies for each book where state is open (409 \`none_left\`)
- \`POST /loans\` creates one
- \`GET /loans/{id}\` shows one

### Return: \`POST /loans/{id}/return\`
- Moves state from open to returned (409 \`not_open\`)

### Renew: \`POST /loans/{id}/renew\`
- reason: text, at most 200 characters
- By its lentBy or staff (403)
- Only if not late (409 \`late\`, "It is late.", with dueOn)
- Sets dueOn to dueOn + 14 days
- Answers {id, dueOn, book: book.title} (200)
\`\`\``;

/** The whole example of the guide, as a spec. */
export const guideExample = example.split("```")[1]?.trim() ?? "";

const groups: readonly { title: string; has: (statement: Statement) => boolean }[] = [
  { title: "The service", has: ({ places }) => places[0] === "title" || places[0] === "service" },
  { title: "A thing", has: ({ places }) => places[0] === "entity heading" || places[0] === "entity" },
  { title: "An action", has: ({ places }) => places[0] === "action heading" || places[0] === "action" },
];

/** The guide to what can be said, as the prompt of models: made of the statements themselves. */
export function promptGuide(): string {
  made ??= makeGuide(statements.filter(({ isForPeople }) => !isForPeople));
  return made;
}

/** The guide for people, who may want to know what comes later. */
export function specGuide(): string {
  const later = statements.filter(({ isLater }) => isLater).flatMap(({ ways }) => ways);
  return `${makeGuide(statements)}\n## What a later version compiles\n\nRead, and refused by name:\n\n${fenced(later)}\n`;
}

/** What the guide says of statements such as these, headings apart, and of what holds when nothing is said. */
export function guideOf(texts: readonly string[]): string {
  const meant = statements.filter(
    ({ places, rule }) =>
      !places.some((place) => place.endsWith("heading") || place === "title") &&
      texts.some((text) => !("failure" in read(rule, text))),
  );
  return [defaults, ...meant.map(({ title, meaning }) => `### ${title}\n\n${meaning}`)].join("\n\n");
}

let made: string | undefined;

function makeGuide(told: readonly Statement[]): string {
  const sentences = readSentences(guideExample).filter(({ kind }) => kind === "statement");
  const now = told.filter(({ isLater }) => !isLater);
  const parts = [
    introduction,
    example,
    ...groups.flatMap(({ title, has }) => [
      `## ${title}`,
      ...now.filter(has).map((one) => statementGuide(one, sentences)),
    ]),
    expressions,
    defaults,
  ];
  return `${parts.join("\n\n")}\n`;
}

function statementGuide(statement: Statement, sentences: readonly Sentence[]): string {
  const { title, ways, meaning, examples, rule } = statement;
  const more = rule === "FieldLine" ? [fieldGuide()] : [];
  const shown = isInExample(statement, sentences)
    ? []
    : examples.slice(0, 1).filter((one) => !ways.some((way) => isWay(one, way)));
  return [`### ${title}`, fenced(ways), meaning, ...more, ...shown.map((one) => fenced([one]))].join("\n\n");
}

/** Whether an example is a way with words in place of its capitals, and so shows nothing more. */
function isWay(example: string, way: string): boolean {
  const said = way.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&").replace(/[A-Z]{3,}/g, "[^\\n]+");
  return new RegExp(`^${said}\\.?$`).test(example);
}

/** Whether the whole example has such a statement. */
function isInExample({ places, rule }: Statement, sentences: readonly Sentence[]): boolean {
  if (places.some((place) => place.endsWith("heading") || place === "title")) return true;
  return sentences.some(({ text }) => !("failure" in read(rule, text)));
}

/** The types and options of a field. */
function fieldGuide(): string {
  const lines = (all: readonly (readonly [string, string])[]) =>
    all.map(([way, meaning]) => `- ${way}${meaning === "" ? "" : `: ${meaning}`}`).join("\n");
  return `A TYPE is one of:\n\n${lines(typeWays)}\n\nAn OPTION is one of:\n\n${lines(optionWays)}`;
}

function fenced(lines: readonly string[]): string {
  return `\`\`\`\n${lines.join("\n")}\n\`\`\``;
}
