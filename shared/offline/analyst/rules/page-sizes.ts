import type { Reader } from "../reader.ts";
import { type Rule, rule, slot } from "./rule.ts";

const things = "(items|<entity>|entries|results|records|of them|rows|ones|elements|at a time|at once)";
const otherwise =
  "(if|unless|when|as long as) (nothing|we|you|i|they|one|somebody|someone|anyone|the caller|it|none|no limit|callers|users|told|asked|otherwise|not) (else|does|do|is|are|not)? (is|are|not)? (said|given|asked|asks|ask|told|tell|tells|says|say|specified|requested|stated|sent|wanted|wants|want|otherwise|set)? (for|else|so)? (something|anything|more|less|another|a|other|else|otherwise)? (else|number|size|limit|one|otherwise)?";
const gives =
  "(~give|~show|~return|~contain|~hold|~list|~have|~answer with|~bring|~deliver|comes with|is|are)";

function paged(reader: Reader): boolean {
  const entity = reader.entity;
  if (entity === undefined) return false;
  const known = ["pageStyle", "sizeParameter", "defaultSize", "maximumSize"] as const;
  return (
    reader.mentions(
      /^(?:list|lists|page|pages|limit|offset|skip|answer|collection|perpage|size|entries|results|listing)$/,
    ) || known.some((aspect) => entity.get(aspect) !== undefined)
  );
}

function sized(aspect: "defaultSize" | "maximumSize"): Rule["apply"] {
  return (reader, match) => {
    const size = slot(match, "number").at(-1)?.number;
    const entity = reader.entity;
    if (entity === undefined || size === undefined || !paged(reader) || !Number.isInteger(size) || size < 1)
      return false;
    entity.set(aspect, size, reader.clause);
    reader.met(`entities/${entity.name}/list/pages`);
    return true;
  };
}

/** How many a list gives, said without a word for pages. */
export const pageSizeRules: readonly Rule[] = [
  rule(
    [
      `(the|a)? (list|answer|page|result|collection) (always)? ${gives} <number> ${things}? (at most)? (,)? ${otherwise}`,
      `<number> ${things} (,)? ${otherwise}`,
      `<number> ${things}? ,? (if|when|where|unless) (i|we|you|they|one|callers|nobody|the caller|somebody) (do|does|did)? (not)? (give|gives|pass|passes|send|sends|set|sets|say|says|choose|chooses|name|provide|specify|mention|ask for|asks for) (a|any|the|no|one|another)? (limit|size|page size|number|other|one|other limit)`,
      `<number> ${things}? ,? (without|with no|in the absence of|if there is no|when there is no) (a|any|the)? (limit|size|page size)`,
      `${otherwise} ,? (it|the list|one|we|you|they|there)? ${gives}? <number> ${things}?`,
    ],
    sized("defaultSize"),
  ),
  rule(
    [
      `(one|we|you|i|they|callers)? (can|may|could) (have|get|ask for|request|choose|take|see|set)? (it)? (from|between) 1 (to|and|up to|-) <number> ${things}?`,
      `(and|but|,)? (at most|no more than|never more than|up to|a maximum of|max|maximum) <number> ${things}? (at a time|at once|per call|per request|in one go|in total)?`,
      `<number> ${things}? (at most|at the most|maximum|max|tops) (at a time|at once)?`,
    ],
    (reader, match) =>
      reader.mentions(/^(?:limit|page|pages|perpage|per_page|pagesize|offset|size|skip)$/) &&
      sized("maximumSize")(reader, match),
  ),
  rule(
    [
      "(anything|everything|whatever|whoever asks for)? (more than (that|<number>)|above (that|<number>)|over (that|<number>)|bigger|larger|higher) (=|means|is|are|counts as|becomes|gives|gets|is treated as|is taken as|is read as|is cut to|is reduced to) (the same as)? (<number>|the maximum)",
    ],
    (reader) => {
      const entity = reader.entity;
      if (entity === undefined || !paged(reader)) return false;
      entity.set("aboveMaximum", "reduce", reader.clause);
      reader.met(`entities/${entity.name}/list/pages`);
      return true;
    },
  ),
  rule(
    [
      "(one|we|you|it|i|they) (~jump|~leap|~skip|~pass|~leave out|goes) (over|past|across)? (the|some|a number of)? first (ones|few|<entity>|entries)?",
      "(~skip|~jump over|~pass over) (the|some|a number of) (first)? (ones|<entity>|entries)?",
    ],
    (reader) => paged(reader),
  ),
];
