import type { EntityFacts } from "../facts/entity-facts.ts";
import type { Reader } from "../reader.ts";
import { type Rule, rule, slot } from "./rule.ts";

const sizes =
  /^(?:limit|size|perPage|per_page|pageSize|page_size|pagesize|perpage|take|count|max|pageLimit)$/;
const offsets = /^(?:offset|skip|start)$/;
const pages = /^(?:page|pageNumber|page_number|p)$/;
const cursors = /^(?:cursor|after|pageToken|page_token|continuation|starting_after)$/;

/** Whether a query parameter is one of a page's; remembers which. */
export function readPageParameter(reader: Reader, entity: EntityFacts, name: string): boolean {
  if (sizes.test(name)) {
    entity.set("sizeParameter", name, reader.clause);
  } else if (offsets.test(name)) {
    entity.set("positionParameter", name, reader.clause);
    entity.set("pageStyle", "offset", reader.clause);
  } else if (pages.test(name)) {
    entity.set("positionParameter", name, reader.clause);
    entity.set("pageStyle", "page", reader.clause);
  } else if (
    cursors.test(name) &&
    reader.mentions(/^(?:cursor|next|opaque|token|page|pages|limit|pagination)$/)
  ) {
    entity.set("positionParameter", name, reader.clause);
    entity.set("pageStyle", "cursor", reader.clause);
  } else return false;
  reader.met(`entities/${entity.name}/list/pages`);
  return true;
}

/** Whether a clause is about pages. */
export function isPageClause(reader: Reader): boolean {
  if (
    reader.context.pages === true &&
    reader.tokens.length < 11 &&
    !reader.tokens.some((_, at) => reader.scope.fieldAt(reader.tokens, at) !== undefined)
  )
    return true;
  return reader.mentions(
    /^(?:page|pages|paged|paginate|paginated|pagination|paging|limit|offset|cursor|per_page|perpage|pagesize|page_size|skip|cursor-based|cursors|per-page)$/,
  );
}

function paged(reader: Reader): EntityFacts | undefined {
  if (!isPageClause(reader) || reader.entity === undefined) return undefined;
  if (
    reader.entity.field("limit") !== undefined &&
    !reader.mentions(/^(?:offset|page|pages|cursor|paginated|default)$/)
  )
    return undefined;
  return reader.entity;
}

function sized(aspect: "defaultSize" | "maximumSize"): Rule["apply"] {
  return (reader, match) => {
    const entity = paged(reader);
    const size = slot(match, "number")[0]?.number;
    if (entity === undefined || size === undefined || !Number.isInteger(size) || size < 1) return false;
    entity.set(aspect, size, reader.clause);
    reader.met(`entities/${entity.name}/list/pages`);
    return true;
  };
}

const absent =
  "(when|if|unless) (it|one|none)? (is|are)? (not given|omitted|not set|left out|missing|absent|none is given|not specified|given)";
const parameter =
  "(limit|offset|page|per_page|perpage|pagesize|page_size|size|cursor|skip|after|page_token|pagetoken)";

export const pageRules: readonly Rule[] = [
  rule(
    [
      "(default|defaults|defaulting) (page size|size|limit|to|is|of|:|=|value)? (is|of|to|:|=)? <number> (items|<entity>|entries|per page|a page|results|records)?",
      "<number> (items|<entity>|entries|results|records)? (per page|a page|each)? (by default|if omitted|when omitted|unless told otherwise|at a time by default|when none is given|if not given)",
      "(pages of|page size of|page size is|page size :|in pages of|page size) <number> (items|<entity>|entries|results|records)? (by default)?",
      "<number> (items|<entity>|entries|results|records)? (per page|a page|to a page|on a page|on each page|at a time)",
      "\\( (default|defaults to) (:|=)? <number>",
      "by default (it is|is|,)? <number> (items|<entity>|entries|results|records)?",
      `(is|of)? <number> ${absent}`,
      "(is|of) <number> by default",
      `${absent} ,? (it is|is)? <number>`,
    ],
    sized("defaultSize"),
  ),
  rule(
    [
      "(may|can|could|might) (be)? (raised|increased|set|extended|enlarged|turned up|put|go|grow|up) (up)? (to|as high as|as far as) (a maximum of|at most)? <number>",
    ],
    sized("maximumSize"),
  ),
  rule(
    ["(is|gives|means|returns|fetches|shows|being) the (first|second|third|fourth|next|last) (page|one)"],
    (reader) => paged(reader) !== undefined,
  ),
  rule(
    [
      "(~begin|~start|counted|counting) (with|at|from) <number>",
      "(the)? first page is (page|number)? <number>",
      "\\( (from|starting|starts at|starting at|starting from|counting from|first is|from page) <number> \\)",
      "(1-based|one-based|zero-based|0-based)",
      "null on the last page",
      "(is|are)? (null|absent|missing) (on the last page|when there (is|are) no more|at the end)",
    ],
    (reader) => paged(reader) !== undefined,
  ),
  rule(
    [
      "(at most|max|maximum|up to|no more than|capped at|maximum of|limited to|cap of|not more than|never more than|maximum page size|max page size|maximum size|maximum limit|highest) (is|of|:|=|size|page size|limit)? (is|of|:|=)? <number> (items|<entity>|entries|results|records)? (per page|a page|at a time|at once|to a page)?",
      "<number> (at most|max|maximum) (per page)?",
      "between one and <number>",
      "(from)? 1 (to|-|and|...) <number>",
      "between 1 and <number>",
    ],
    (reader, match) => sized("maximumSize")(reader, match),
  ),
  rule(
    [
      "(larger|bigger|higher|greater|anything larger|anything above|more|values above|limits above|above|a larger|anything over|over) (limit|limits|sizes|values|value|size|page sizes|than that|that|it|is|are)? (<number>|the maximum|that)? (is|are)? (refused|rejected|invalid|an error|not allowed)",
    ],
    (reader) => above(reader, "refuse"),
  ),
  rule(
    [
      "(larger|bigger|higher|greater|anything larger|anything above|more|values above|limits above|above|a larger|anything over|over) (limit|limits|sizes|values|value|size|page sizes|than that|that|it|is|are)? (<number>|the maximum|that)? (is|are)? (reduced|capped|clamped|cut|lowered|treated as|cut down|taken as) (to|at)? (<number>|the maximum|that|it)?",
      "(is|are) (capped|clamped) (to|at) <number>",
    ],
    (reader) => above(reader, "reduce"),
  ),
  rule(
    [
      "(anything|everything|any value|values|a value|a limit|limits|others|whatever is|sizes)? (outside|outside of|out of|beyond) (this|that|the|these|those)? (range|limits|bounds|it)? (of|from)? (<number> (...|-|to|and) <number>)? (is|are|gives|means|gets|->|:|=)? (a|an)? (refused|rejected|invalid|not allowed|error|400|422)?",
    ],
    (reader, match) =>
      reader.mentions(/^(?:refused|rejected|invalid|error|400|422|not)$/) &&
      match.end - match.start > 2 &&
      above(reader, "refuse"),
  ),
  rule([`${parameter} (=|:|is|of)? -? <number> (by default|${absent})?`], (reader, match) => {
    const entity = paged(reader);
    const name = reader.tokens[match.start]?.text ?? "";
    if (entity === undefined || !readPageParameter(reader, entity, name)) return false;
    const size = slot(match, "number")[0]?.number;
    if (
      sizes.test(name) &&
      size !== undefined &&
      /^(?:default|given|omitted|set|missing|absent|specified|out)$/.test(reader.word(match.end - 1))
    )
      entity.set("defaultSize", size, reader.clause);
    return true;
  }),
  rule([`${parameter} (size|number|parameter|parameters)?`, "page size"], (reader, match) => {
    const entity = paged(reader);
    const token = reader.tokens[match.start];
    if (entity === undefined || token === undefined) return false;
    const next = reader.word(match.start + 1);
    const listed =
      token.code ||
      /^(?:and|,|\/|parameter|parameters|or|=)$/.test(next) ||
      /^(?:and|,|with|using|by|via|parameters|parameter|\?|&|or|\/)$/.test(reader.word(match.start - 1));
    reader.met(`entities/${entity.name}/list/pages`);
    if (token.word === "page" && next === "size") {
      entity.imply("sizeParameter", "pageSize", reader.clause);
      return true;
    }
    return listed ? readPageParameter(reader, entity, token.text) : true;
  }),
  rule(
    [
      "(~paginate|paged|pagination|paging|in pages|page by page|by page|pages|cursor-based|cursor-based pagination|offset-based|page-based)",
      "the (page|next page|cursor|last page|first page)",
      "next page",
      "(an)? opaque cursor",
    ],
    (reader) => {
      const entity = paged(reader);
      if (entity === undefined) return false;
      if (reader.mentions(/^(?:cursor|cursors|cursor-based)$/))
        entity.imply("pageStyle", "cursor", reader.clause);
      reader.met(`entities/${entity.name}/list/pages`);
      return true;
    },
  ),
];

function above(reader: Reader, what: "refuse" | "reduce"): boolean {
  const entity = paged(reader) ?? (reader.entity?.get("pageStyle") === undefined ? undefined : reader.entity);
  if (entity === undefined) return false;
  entity.set("aboveMaximum", what, reader.clause);
  reader.met(`entities/${entity.name}/list/pages`);
  return true;
}
