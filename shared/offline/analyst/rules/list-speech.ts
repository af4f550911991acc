import type { EntityFacts } from "../facts/entity-facts.ts";
import type { FieldFacts } from "../facts/field-facts.ts";
import { isName } from "../grammar/slots.ts";
import { typeHints } from "../lexicon/field-types.ts";
import type { Reader } from "../reader.ts";
import { camelCase, wordsOf } from "../text/names.ts";
import { addFilter, addParameter, comparisonFor, isListClause } from "./filters.ts";
import { type Rule, rule, slot } from "./rule.ts";

const some = "(one|a|an|the|any|some|that|this) (given|certain|particular|specific|single|chosen|same)?";

function typeOf(field: FieldFacts): string | undefined {
  return field.get("type") ?? typeHints(field.words).find((hint) => hint.aspect === "type")?.value;
}

/** Whether a clause speaks of what is shown, in the words of a list or of those who look at one. */
function isShowing(reader: Reader): boolean {
  return (
    (isListClause(reader) ||
      reader.mentions(/^(?:see|show|shows|overview|view|look|looking|only|just|have|browse|find)$/)) &&
    !reader.mentions(/^(?:must|refused|rejected|allowed|forbidden)$/)
  );
}

function ownerOf(reader: Reader, field: FieldFacts): EntityFacts | undefined {
  return reader.known.byName(field.entity);
}

function filterOn(reader: Reader, field: FieldFacts | undefined): boolean {
  const entity = field === undefined ? undefined : ownerOf(reader, field);
  if (field === undefined || entity === undefined || !isShowing(reader)) return false;
  addFilter(reader, entity, {
    parameter: field.name,
    fields: [field.name],
    comparison: comparisonFor(field, false),
  });
  reader.metField(field);
  return true;
}

/** The parameter that the clause writes as code, as in `minLength=12`. */
function writtenParameter(reader: Reader, pattern: RegExp): string | undefined {
  return reader.tokens.find(
    (token, at) =>
      token.code &&
      isName(token) &&
      pattern.test(token.text) &&
      (/^(?:=|\?)$/.test(reader.word(at + 1)) || /^[?&]$/.test(reader.word(at - 1))),
  )?.text;
}

/** What is filtered and searched, as people who look at a list say it. */
export const listSpeechRules: readonly Rule[] = [
  rule(
    [
      "(only|just)? (the|those|all)? (ones|<entity>)? with (or|and) without (a|an|any)? <field>",
      "(only|just) (the|those|these|all)? (ones|<entity>)? (with|without|having) (a|an|any)? <field>",
      "(only|just) (the|those|these|all)? (ones|<entity>)? (that|which|who)? (are|is|were|was|have been|has been)? (still|already)? (not|un)? (yet|been)? <field> (yet|already)?",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      return field !== undefined && typeOf(field) === "boolean" && filterOn(reader, field);
    },
  ),
  rule(
    [`(only|just) (the|those|these|all)? (ones|<entity>) (of|in|from|with|for|by|at|on) ${some} <field>`],
    (reader, match) => filterOn(reader, slot(match, "field")[0]?.field),
  ),
  rule(
    [
      `(only|just)? (the|those|all)? (ones|<entity>) (of|with|having) (at least|at most|up to|a minimum|a maximum|more than|less than) ${some} <field>`,
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const entity = field === undefined ? undefined : ownerOf(reader, field);
      if (field === undefined || entity === undefined || !isShowing(reader)) return false;
      const high = reader.tokens
        .slice(match.start, match.end)
        .some((token) => /^(?:most|maximum|up|less)$/.test(token.word));
      const written = writtenParameter(reader, high ? /^(?:max|to|until|up)/i : /^(?:min|from|since|at)/i);
      addFilter(reader, entity, {
        parameter: written ?? camelCase([high ? "max" : "min", ...wordsOf(field.name)]),
        fields: [field.name],
        comparison: high ? "at-most" : "at-least",
      });
      reader.metField(field);
      return true;
    },
  ),
  rule(
    [
      "(~search|~look|~find|~ask) for (a|an|some|any|the|certain|part of a)? (word|words|text|term|phrase|something|string|piece of text|bit of text) in (the|its|their)? <fields>",
    ],
    (reader, match) => {
      const fields = slot(match, "fields")[0]?.fields ?? [];
      const entity = fields[0] === undefined ? undefined : ownerOf(reader, fields[0]);
      if (entity === undefined) return false;
      const parameter = writtenParameter(reader, /./) ?? "q";
      addFilter(reader, entity, {
        parameter,
        fields: fields.filter((field) => field.entity === entity.name).map((field) => field.name),
        comparison: "contains",
      });
      for (const field of fields) reader.metField(field);
      return true;
    },
  ),
  rule(
    [
      "(or|and) (just|only)? (those|the ones|ones) (of|in|from|with|for|by|at|on) (one|a|an|the|any|some|that|this) (given|certain|particular|specific|single|chosen|same)? <field>",
      "(be)? (capable of being|able to be|open to being) (consulted|searched|sought|examined|inspected|viewed|narrowed|filtered|looked up|read|browsed) (by|according to|per) (the|its|their)? <field>",
      "(may|can|shall|must|could|should|to) be (consulted|examined|inspected|browsed) (by|according to|per) (the|its|their)? <field>",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const entity = field === undefined ? undefined : ownerOf(reader, field);
      if (field === undefined || entity === undefined) return false;
      addFilter(reader, entity, {
        parameter: field.name,
        fields: [field.name],
        comparison: comparisonFor(field, false),
      });
      reader.metField(field);
      return true;
    },
  ),
  rule(
    [
      "(~type|~enter|~give|~put|~write) (in|up)? (only|just)? (a|any|some|the)? (part|bit|piece|fragment|few letters|word|some letters|beginning) (of|from|in) (a|the|its|their|any)? <field>",
      "(~search|~look|~find) (for|up)? (it|them|<entity>)? (by|with|for|using) (only|just)? (a|any|some|the)? (part|bit|piece|fragment|few letters) (of|from|in) (a|the|its|their|any)? <field>",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const entity = field === undefined ? undefined : ownerOf(reader, field);
      if (
        field === undefined ||
        entity === undefined ||
        !reader.mentions(
          /^(?:find|finds|finding|search|searching|look|looking|filter|list|see|match|matching|get|show)$/,
        )
      )
        return false;
      addFilter(reader, entity, {
        parameter: writtenParameter(reader, /./) ?? "q",
        fields: [field.name],
        comparison: "contains",
      });
      reader.metField(field);
      return true;
    },
  ),
  rule(
    [
      "(may|can|shall|must|could|should) (also)? be (sought|looked for|looked up|asked for|called up|selected|found) by (the|its)? <fields> ((or|and|,)? by <fields>)? ((or|and|,)? by <fields>)?",
    ],
    (reader, match) =>
      slot(match, "fields")
        .flatMap((one) => [...one.fields])
        .map((field) => {
          const entity = ownerOf(reader, field);
          if (entity === undefined) return false;
          addFilter(reader, entity, {
            parameter: field.name,
            fields: [field.name],
            comparison: comparisonFor(field, false),
          });
          reader.metField(field);
          return true;
        })
        .some(Boolean),
  ),
  rule(["(filters|filterable by|filterable|query filters) (by|on|:|are|=)? <fields>"], (reader, match) => {
    const fields = slot(match, "fields")[0]?.fields ?? [];
    for (const field of fields) {
      const entity = ownerOf(reader, field);
      if (entity !== undefined)
        addFilter(reader, entity, {
          parameter: field.name,
          fields: [field.name],
          comparison: comparisonFor(field, false),
        });
      reader.metField(field);
    }
    return fields.length > 0;
  }),
  rule(["<name> = <literal>"], (reader, match) => {
    const token = reader.tokens[match.start];
    if (token?.code !== true || reader.entity === undefined || !isShowing(reader)) return false;
    if (reader.entity.filters.some((filter) => filter.parameter === token.text)) {
      reader.met(`entities/${reader.entity.name}/list/filters/${token.text}`);
      return true;
    }
    return addParameter(reader, reader.entity, token.text, match.start);
  }),
  rule(
    [
      "(that sort of thing|or something like that|something like that|or so|that kind of thing)",
      "(false|true) works too",
      "without (having to)? (worry|worrying|care|caring|think|thinking|bother|bothering) about (the|upper and lower|upper or lower)? (case|capitals|capital letters|upper case|capitalisation|capitalization)",
      "whatever (its|the|their) capitals",
    ],
    (reader) => reader.entity !== undefined,
  ),
];
