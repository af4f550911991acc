import type { EntityFacts } from "../facts/entity-facts.ts";
import type { Reader } from "../reader.ts";
import { wordsOf } from "../text/names.ts";
import { nounPhrase } from "./noun-phrase.ts";
import { type Rule, rule, slot } from "./rule.ts";

type Direction = "ascending" | "descending";

/** Lets a list be sorted by fields, through the sort parameter. */
export function addSort(reader: Reader, entity: EntityFacts, names: readonly string[]): void {
  for (const name of names) entity.sortFields.add(name);
  reader.met(`entities/${entity.name}/list/sort`);
}

/** Whether a query parameter is the one that sorts, or the one that turns the order round. */
export function isSortParameter(reader: Reader, entity: EntityFacts, name: string): boolean {
  if (/^(?:sort|sortBy|sort_by|orderBy|order_by|sortby|orderby|ordering)$/.test(name))
    entity.set("sortParameter", name, reader.clause);
  else if (
    /^(?:order|direction|dir|sortOrder|sort_order|sortDirection|sort_dir)$/.test(name) &&
    entity.field(name) === undefined
  )
    entity.set("directionParameter", name, reader.clause);
  else return false;
  reader.met(`entities/${entity.name}/list/sort`);
  return true;
}

const newest =
  "(newest|latest|most recent|most recently (created|added)|last created|last added) (entries|ones|<entity>)? first";
const oldest = "(oldest|earliest|least recent|first created) (entries|ones|<entity>)? first";
const down =
  "(descending|desc|\\( descending \\)|\\( desc \\)|highest first|largest first|biggest first|most first|latest first|newest first|most recent first|most expensive first|in descending order|from high to low|high to low|in reverse|longest first|highest to lowest|reversed|most (expensive|recent|popular) first|z to a)";
const up =
  "(ascending|asc|\\( ascending \\)|\\( asc \\)|lowest first|smallest first|earliest first|oldest first|soonest first|cheapest first|alphabetically|in ascending order|from low to high|low to high|shortest first|a to z|lowest to highest|nearest first)";

function directionIn(reader: Reader, start: number, end: number): Direction {
  const text = reader.tokens
    .slice(start, end)
    .map((token) => token.word)
    .join(" ");
  return /desc|highest|largest|biggest|latest|newest|most recent|expensive|high to low|reverse|longest|z to a|most /.test(
    text,
  )
    ? "descending"
    : "ascending";
}

/** Whether the order is one that the caller may ask for, rather than the one that there always is. */
function onDemand(reader: Reader, at: number): boolean {
  for (let back = at; back >= 0; back -= 1) {
    if (/^(?:default|always|come|comes|returned|listed|shown|given)$/.test(reader.word(back))) return false;
    if (
      /^(?:can|may|allow|allows|support|supports|optionally|parameter|want|able|could|let|lets|\?|via|to|possible|sortable|through|would|like|wants|wish)$/.test(
        reader.word(back),
      )
    )
      return true;
  }
  return (
    reader.mentions(/^(?:parameter|\?|sortable|query)$/) ||
    !reader.mentions(/^(?:is|are|sorted|ordered|returns|answers|gives|lists|default)$/)
  );
}

/** Gives a list the order that it always has. */
export function orderBy(reader: Reader, entity: EntityFacts, field: string, direction: Direction): boolean {
  entity.set("order", { field, direction }, reader.clause);
  reader.met(`entities/${entity.name}/list/sort/default`);
  return true;
}

const eventTime =
  /^(?:(?:taken|recorded|measured|observed|logged|occurred|happened|performed|held|played|caught|seen|spotted|visited|posted|sent|received|written|entered|done|spent|paid|sampled|captured|watched|made|given|reported|published|released)(?: (?:at|on|date|time|day))?|date|timestamp|time|day|at|when|moment|(?:entry|visit|event|log|reading|measurement|observation|posting|publication) (?:date|time))$/;

/** The field that tells how old a thing is: when the service got it, or when it happened. */
function ageOf(entity: EntityFacts): string | undefined {
  const fields = [...new Set(entity.fields.values())];
  const made = fields.find(
    (field) =>
      field.get("source") === "created-at" ||
      /^created ?(?:at|on|date)?$|^date created$/.test(field.words.join(" ")),
  );
  if (made !== undefined) return made.name;
  const events = fields.filter(
    (field) =>
      eventTime.test(field.words.flatMap(wordsOf).join(" ")) &&
      /^(?:date|datetime)$/.test(field.get("type") ?? "date"),
  );
  return events.length === 1 ? events[0]?.name : undefined;
}

/** Orders a list by creation; the first made first is what a list does of its own. */
export function orderByCreation(reader: Reader, entity: EntityFacts, direction: Direction): boolean {
  const made = [...new Set(entity.fields.values())].find(
    (field) =>
      field.get("source") === "created-at" ||
      /^created ?(?:at|on|date)?$|^date created$/.test(field.words.join(" ")),
  );
  if (made !== undefined || direction === "descending")
    return orderBy(reader, entity, made?.name ?? "#created", direction);
  entity.set("order", { field: "#created", direction }, reader.clause);
  reader.met(`entities/${entity.name}/list`);
  return true;
}

function byAge(direction: Direction): Rule["apply"] {
  return (reader) => {
    if (reader.entity === undefined) return false;
    const age = ageOf(reader.entity);
    return age === undefined
      ? orderByCreation(reader, reader.entity, direction)
      : orderBy(reader, reader.entity, age, direction);
  };
}

function byCreation(direction: Direction): Rule["apply"] {
  return (reader) => reader.entity !== undefined && orderByCreation(reader, reader.entity, direction);
}

export const sortingRules: readonly Rule[] = [
  rule([`(by default|,|and)? (in|the)? ${newest} (by default)?`], byAge("descending")),
  rule(
    [
      "(in)? reverse (chronological|creation|insertion) order",
      "(the)? most recently (created|added|entered) (one|ones|<entity>)? first",
    ],
    byCreation("descending"),
  ),
  rule(
    [`(by default|,|and)? (in|the)? ${oldest} (by default)?`, "(in)? chronological order"],
    byAge("ascending"),
  ),
  rule(
    [
      "(in)? (the)? order (of|they were|in which they were) (creation|created|added|insertion)",
      "(in)? (creation|insertion) order",
      "(in)? the order (in which)? they (were|are) (created|added|made)",
      "sorted by (creation|insertion) (time|date|order)?",
    ],
    byCreation("ascending"),
  ),
  rule(
    [
      "(can|may|should|must|could|shall)? be? (~sort|sortable|~order|orderable) (the|a|all|it|them|alphabetically)? <entity>? (list|lists|collection|results)? (alphabetically|ascending|descending|first|primarily)? (by|on)",
      "(~sort|~order) parameter (that|which)? (accepts|takes|is one of|with|may be|can be|one of|:)",
      "(sort|sorting|ordering|sort order) (by|on|:)",
      "(sort|sortable|ordered) (fields|by|:)",
    ],
    (reader, match) => {
      const entity = slot(match, "entity")[0]?.entity ?? reader.entity;
      if (entity === undefined) return false;
      const names: string[] = [];
      let at = match.end;
      let end = at;
      while (at < reader.tokens.length) {
        while (/^(?:the|its|their|by|either|any|of|either|:)$/.test(reader.word(at))) at += 1;
        const found = reader.scope.fieldAt(reader.tokens, at);
        if (found !== undefined && found.field.entity === entity.name) {
          names.push(found.field.name);
          end = found.end;
        } else {
          const phrase = found === undefined ? nounPhrase(reader, at) : undefined;
          if (
            phrase === undefined ||
            names.length > 0 ||
            phrase.words.length > 2 ||
            /^(?:sort|any|date|creation|field|time|several|order|query|ascending|descending)$/.test(
              phrase.words[0] ?? "",
            )
          )
            break;
          names.push(entity.addField(phrase.words, phrase.exact).name);
          end = phrase.end;
        }
        let next = end;
        while (/^(?:,|and|or|then|\/)$/.test(reader.word(next))) next += 1;
        if (next === end) break;
        at = next;
      }
      if (names.length === 0) return false;
      reader.use(match.start, end);
      const demand =
        onDemand(reader, match.start) ||
        /^\(? ?(?:that|this|which) is (?:also )?(?:the )?default/.test(
          reader.tokens
            .slice(end, end + 6)
            .map((token) => token.word)
            .join(" "),
        );
      const direction = directionIn(reader, end, Math.min(reader.tokens.length, end + 6));
      if (demand) addSort(reader, entity, names);
      else if (names[0] !== undefined) {
        orderBy(reader, entity, names[0], direction);
        if (names.length > 1)
          reader.reasons.push(`the list is sorted by ${names[0]} only: a second sort field is not supported`);
      }
      return true;
    },
  ),
  rule(
    [
      "(the|with|in)? (the)? (earliest|oldest|soonest|cheapest|lowest|smallest|shortest|latest|newest|highest|largest|biggest|longest|most recent) <field> (first|on top|at the top)",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const entity = field === undefined ? undefined : reader.known.byName(field.entity);
      if (field === undefined || entity === undefined) return false;
      return orderBy(reader, entity, field.name, directionIn(reader, match.start, match.end));
    },
  ),
  rule(
    [
      `,? (and|or|in|the)? ${down}`,
      `,? (and|or|in|the)? ${up}`,
      "(in)? (either|both) (direction|directions|order|orders|ways)",
      "(ascending|asc) (or|and|/) (descending|desc) order?",
      "(with)? a? (leading|prefix) ? (minus|-|hyphen) (sign|prefix)? (for|means|reverses|sorts|turns)? (it|the order)? (descending|reverse|round|desc)? (order)?",
      "(with|and)? (a)? (minus|-) (sign)? (in front|before it|prefix|for descending|prefixed|for descending order)",
      "prefixed (with|by) (a)? (-|minus|<string>|hyphen) (sign)? (for descending|it is descending|sorts descending)? order?",
    ],
    (reader, match) => {
      if (reader.entity === undefined) return false;
      const known = reader.entity.get("order");
      if (known !== undefined && known.field === "#created") return true;
      reader.met(`entities/${reader.entity.name}/list/sort`);
      return (
        match.end > match.start &&
        (known !== undefined || reader.entity.sortFields.size > 0 || isSortClause(reader))
      );
    },
  ),
  rule(
    [
      "sort = -? <name>",
      "sort = - <word>",
      "sort = <word>",
      "sortby = -? <word>",
      "(sort_by|order_by) = -? <word>",
      "<string>",
    ],
    (reader, match) => {
      const entity = reader.entity;
      if (entity === undefined) return false;
      const token = slot(match, "word").at(-1)?.token;
      const written = token?.text ?? "";
      const field = entity.field(written.replace(/^[-+]/, ""));
      if (field === undefined) return false;
      if (token?.kind === "string" && !/^[-+]/.test(written)) return false;
      if (token?.kind !== "string")
        isSortParameter(reader, entity, reader.tokens[match.start]?.text ?? "sort");
      addSort(reader, entity, [field.name]);
      return true;
    },
  ),
  rule(
    [
      "(order|direction|dir|sortorder) = (asc|desc|ascending|descending)",
      "(order|direction|dir) (parameter)? (asc|desc|of|can|may|is)? (be)? :? (asc|desc) (or|/|,|\\|) (asc|desc)",
    ],
    (reader, match) => {
      if (reader.entity === undefined) return false;
      return isSortParameter(reader, reader.entity, reader.tokens[match.start]?.text ?? "");
    },
  ),
];

function isSortClause(reader: Reader): boolean {
  return reader.mentions(/^(?:sort|sorts|sorted|sorting|sortable|order|ordered)$/);
}
