import type { EntityFacts } from "../facts/entity-facts.ts";
import { typeHints } from "../lexicon/field-types.ts";
import type { Reader } from "../reader.ts";
import { type Rule, rule, slot } from "./rule.ts";

type Direction = "ascending" | "descending";

function put(reader: Reader, entity: EntityFacts, field: string, direction: Direction): boolean {
  entity.set("order", { field, direction }, reader.clause);
  reader.met(`entities/${entity.name}/list/sort/default`);
  return true;
}

/** The field that tells when what a participle names happened: "most recently found" is by the day of the find. */
function timeOf(entity: EntityFacts, participle: string): string | undefined {
  const fields = [...new Set(entity.fields.values())];
  const made = /^(?:created|added|entered|made|registered|stored|inserted|submitted|posted)$/.test(
    participle,
  );
  const changed = /^(?:updated|changed|modified|edited)$/.test(participle);
  const stamped =
    fields.find((field) => field.words.includes(participle)) ??
    fields.find((field) => field.get("source") === (made ? "created-at" : changed ? "updated-at" : ""));
  if (stamped !== undefined) return stamped.name;
  if (made) return "#created";
  const times = fields.filter(
    (field) =>
      (field.get("source") ?? "input") === "input" &&
      /^(?:date|datetime)$/.test(
        field.get("type") ?? typeHints(field.words).find((hint) => hint.aspect === "type")?.value ?? "",
      ),
  );
  return times.length === 1 ? times[0]?.name : undefined;
}

/** The order of a list where no caller asks for one, as people say it. */
export const orderSpeechRules: readonly Rule[] = [
  rule(
    [
      "(it|they|the list|the overview|<entity>)? (should|must|shall|will|to)? (run|runs|be arranged|is arranged|are arranged|be listed|is listed|are listed|arranged) (in order of|by) (the|their|its)? <field>",
      ",? in? (ascending|descending|alphabetical|alphabetic|increasing|decreasing|reverse|numerical|numeric|rising|falling) order (of|by) (the|their|its)? <field>",
      ",? in (the)? order of (the|their|its)? <field>",
      "(be|is|are)? (returned|presented|delivered|supplied|displayed|given out) by (the|their|its)? <field> ,? (newest|latest|highest|largest|biggest|oldest|earliest|lowest|smallest) (first|ones first)",
      "(alphabetically|chronologically|numerically) (sorted|ordered|listed)? by (the|their|its)? <field>",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const entity = field === undefined ? undefined : reader.known.byName(field.entity);
      if (field === undefined || entity === undefined) return false;
      const falls = reader.tokens
        .slice(match.start, match.end)
        .some((token) =>
          /^(?:descending|decreasing|reverse|falling|newest|latest|highest|largest|biggest)$/.test(
            token.word,
          ),
        );
      return put(reader, entity, field.name, falls ? "descending" : "ascending");
    },
  ),
  rule(["(in)? (alphabetical|alphabetically) order?"], (reader) => {
    const entity = reader.entity;
    const named = [...(entity?.fields.values() ?? [])].find((field) =>
      /^(?:name|title|label|full name|last name)$/.test(field.words.join(" ").toLowerCase()),
    );
    if (
      entity === undefined ||
      named === undefined ||
      entity.get("order") !== undefined ||
      reader.mentions(/^(?:by|sort)$/)
    )
      return false;
    return put(reader, entity, named.name, "ascending");
  }),
  rule(
    [
      "(the|with the|by)? (most|least) (recently|lately) <word> (ones|<entity>)? (at the (very)? (top|bottom|end)|on top|first|come first|last)",
    ],
    (reader, match) => {
      const participle = slot(match, "word")[0]?.token.word ?? "";
      const entity = reader.entity;
      const field = entity === undefined ? undefined : timeOf(entity, participle);
      if (entity === undefined || field === undefined) return false;
      const words = reader.tokens.slice(match.start, match.end).map((token) => token.word);
      const recent = words.includes("most");
      const first = !/^(?:bottom|end|last)$/.test(words.at(-1) ?? "");
      return put(reader, entity, field, recent === first ? "descending" : "ascending");
    },
  ),
];

/** "Otherwise by name": the order where no caller asks for one, after what callers may ask for. */
export const otherwiseOrderRules: readonly Rule[] = [
  rule(
    [
      "(and|or|,|but)? (otherwise|else|if not|by default|normally|usually|without (it|that|this|one)|without (a|any|the)? sort) ,? (it is|they are|they come|it comes|they stand|the list is|it goes|they go|sort|sorts)? (sorted|ordered|listed|shown)? by (the|their|its)? <field>",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const entity = field === undefined ? undefined : reader.known.byName(field.entity);
      const sorting =
        entity !== undefined &&
        (entity.sortFields.size > 0 || reader.mentions(/^(?:sort|sorted|order|ordered|come|comes)$/));
      if (field === undefined || entity === undefined || !sorting || entity.get("order") !== undefined)
        return false;
      return put(reader, entity, field.name, "ascending");
    },
  ),
];

/** "Unless they ask for something else": that an order is the usual one. */
export const usualOrderRules: readonly Rule[] = [
  rule(
    [
      "(and|,)? (unless|if not) (they|we|you|one|users|callers|somebody|someone|i|people|the caller|the user) (ask|asks|want|wants|say|says|request|requests|choose|chooses) (for)? (something else|otherwise|another order|another|anything else|something different)",
    ],
    (reader) =>
      reader.entity !== undefined && reader.mentions(/^(?:sorted|ordered|run|runs|by|order|first)$/),
  ),
  rule(
    [
      "(the|our|my)? (frontend|front-end|web app|website|site|page|client) (runs|is running|lives|is hosted|is served|sits) (on|at|from|under) <word> (: <number>)?",
    ],
    (reader) => reader.mentions(/^(?:cors|origin|origins|browser|browsers|preflight)$/),
  ),
  rule(
    [
      "(the|our|my)? (frontend|front-end|app|site|website|page|ui) (is|will be) (already|nearly|almost|being|half)? (done|finished|ready|built|made|written)",
    ],
    (reader) => {
      reader.remark = true;
      return true;
    },
  ),
];

/** How large pages are, as contracts say it. */
function bounded(aspect: "defaultSize" | "maximumSize"): Rule["apply"] {
  return (reader, match) => {
    const size = slot(match, "number")[0]?.number;
    if (reader.entity === undefined || size === undefined || !Number.isInteger(size) || size < 1)
      return false;
    reader.entity.set(aspect, size, reader.clause);
    reader.met(`entities/${reader.entity.name}/list/pages`);
    return true;
  };
}

/** That there are no pages. */
export const unpagedRules: readonly Rule[] = [
  rule(
    [
      "(is|be|shall be|will be|must be|of) <number> (unless|if not) (otherwise)? (stated|given|told|specified|asked|set|said|requested|provided) (otherwise)?",
    ],
    bounded("defaultSize"),
  ),
  rule(
    [
      "(and|but)? (shall|must|may|can|will|should)? not (be)? (exceed|more than|greater than|larger than|higher than) <number>",
    ],
    bounded("maximumSize"),
  ),
  rule(
    [
      ",? (any|a|every)? (greater|larger|higher|bigger) (number|value|size|one|limit) (is|being|shall be|are|will be|must be)? (refused|rejected)",
    ],
    (reader) => {
      if (reader.entity === undefined) return false;
      reader.entity.set("aboveMaximum", "refuse", reader.clause);
      reader.met(`entities/${reader.entity.name}/list/pages`);
      return true;
    },
  ),
  rule(
    [
      "(no|without|never|not) (any|need for|need of|need to)? (be)? (paging|pagination|pages|paged|paginated|paginate)",
      "(paging|pagination) (is|are) (not (needed|required|necessary|wanted)|unnecessary|superfluous)",
    ],
    (reader) => {
      if (reader.entity === undefined) return false;
      reader.met(`entities/${reader.entity.name}/list`);
      return true;
    },
  ),
  rule(
    [
      "there (will|would|are|is|can) (probably)? (not|never)? (ever|never)? (be)? more than (a|one)? <number> <entity>",
      "more than (a|one)? <number> <entity>",
    ],
    (reader) =>
      reader.entity !== undefined &&
      reader.mentions(/^(?:no|without|not|never)$/) &&
      reader.mentions(/^(?:paging|pagination|paged|pages)$/),
  ),
];
