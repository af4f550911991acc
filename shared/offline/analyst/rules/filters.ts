import type { Filter } from "../../../blueprint/entity.ts";
import type { EntityFacts } from "../facts/entity-facts.ts";
import type { FieldFacts } from "../facts/field-facts.ts";
import { isName } from "../grammar/slots.ts";
import { typeHints } from "../lexicon/field-types.ts";
import type { Reader } from "../reader.ts";
import { camelCase, nameKey, wordsOf } from "../text/names.ts";
import { boundAt, boundName, namesInBrackets } from "./bound-names.ts";
import { nounPhrase } from "./noun-phrase.ts";
import { readPageParameter } from "./pages.ts";
import { type Rule, rule, slot } from "./rule.ts";
import { addSort, isSortParameter } from "./sorting.ts";

/** Adds a filter, unless the same is there. */
export function addFilter(reader: Reader, entity: EntityFacts, filter: Filter): void {
  const known = entity.filters.find((one) => one.parameter === filter.parameter);
  if (known === undefined) entity.filters.push(filter);
  reader.met(`entities/${entity.name}/list/filters/${filter.parameter}`);
}

/** What a filter by a field compares, for want of a word about it. */
export function comparisonFor(field: FieldFacts, searching: boolean): Filter["comparison"] {
  const type = field.get("type") ?? typeHints(field.words).find((hint) => hint.aspect === "type")?.value;
  if (type === "list") return "has-element";
  if (
    type === undefined &&
    (/^(?:boolean|number)$/.test(typeof field.get("default")) || field.get("choices") !== undefined)
  )
    return "equals";
  return searching && (type === undefined || type === "string" || type === "email" || type === "url")
    ? "contains"
    : "equals";
}

const ranges: readonly (readonly [RegExp, Filter["comparison"]])[] = [
  [/^(?:min|minimum|from|at least|since|low|lowest|starting)\b ?/, "at-least"],
  [/^(?:max|maximum|to|at most|until|up to|high|highest)\b ?/, "at-most"],
  [/^(?:after|above|greater than|gt|over|more than)\b ?/, "greater"],
  [/^(?:before|below|less than|lt|under)\b ?/, "less"],
];
const suffixes: readonly (readonly [RegExp, Filter["comparison"]])[] = [
  [/ (?:min|from|gte|at least|since)$/, "at-least"],
  [/ (?:max|to|lte|at most|until)$/, "at-most"],
  [/ (?:after|gt|above)$/, "greater"],
  [/ (?:before|lt|below)$/, "less"],
  [/ (?:prefix|starts with|startswith|begins with)$/, "starts-with"],
];

/** Reads a query parameter by its name alone: a page's, the sort's, a search, a range, or a field's. */
export function addParameter(reader: Reader, entity: EntityFacts, name: string, at = 0): boolean {
  if (entity.field(name) === undefined && readPageParameter(reader, entity, name)) return true;
  if (isSortParameter(reader, entity, name)) return true;
  const field = entity.field(name);
  const partly = reader.mentions(
    /^(?:contains|contain|containing|substring|part|partial|matches|search|searches)$/,
  );
  if (field !== undefined) {
    if (!field.written && field.words[0] === "name" && field.words[1] === "of")
      entity.renameField(field, name);
    addFilter(reader, entity, {
      parameter: name,
      fields: [field.name],
      comparison: comparisonFor(field, partly),
    });
    reader.metField(field);
    return true;
  }
  if (/^(?:q|query|search|term|keyword|text|s)$/.test(name.toLowerCase())) {
    const later = fieldsSaid(reader, entity, at);
    const named = later.length > 0 ? later : fieldsSaid(reader, entity);
    const fields = named.length > 0 ? named : texts(entity);
    if (fields.length === 0) return false;
    addFilter(reader, entity, { parameter: name, fields, comparison: "contains" });
    return true;
  }
  return addRange(reader, entity, name);
}

function addRange(reader: Reader, entity: EntityFacts, name: string): boolean {
  const phrase = wordsOf(name).join(" ");
  for (const [pattern, comparison] of [...ranges, ...suffixes]) {
    if (!pattern.test(phrase)) continue;
    const rest = phrase.replace(pattern, "");
    const field = rest === "" ? rangeField(reader, entity) : (entity.field(rest) ?? ending(entity, rest));
    if (field === undefined) continue;
    addFilter(reader, entity, { parameter: name, fields: [field.name], comparison });
    return true;
  }
  return false;
}

function ending(entity: EntityFacts, word: string): FieldFacts | undefined {
  const found = [...entity.fields.values()].filter((field) =>
    nameKey(field.name).split(" ").includes(nameKey(word)),
  );
  return found.length === 1 ? found[0] : undefined;
}

/** The field that `from` and `to` are about: the one the clause names, else the only date. */
function rangeField(reader: Reader, entity: EntityFacts): FieldFacts | undefined {
  const said = fieldsSaid(reader, entity);
  if (said.length === 1) return entity.field(said[0] ?? "");
  const dates = [...entity.fields.values()].filter((field) => {
    const type = field.get("type") ?? typeHints(field.words).find((hint) => hint.aspect === "type")?.value;
    return type === "date" || type === "datetime";
  });
  return dates.length === 1 ? dates[0] : undefined;
}

function fieldsSaid(reader: Reader, entity: EntityFacts, from = 0): string[] {
  const names = new Set<string>();
  for (let at = from; at < reader.tokens.length; at += 1) {
    const found = reader.scope.fieldAt(reader.tokens, at);
    if (found !== undefined && found.field.entity === entity.name) names.add(found.field.name);
  }
  return [...names];
}

function texts(entity: EntityFacts): string[] {
  return [...entity.fields.values()]
    .filter((field) => comparisonFor(field, true) === "contains")
    .map((field) => field.name);
}

/** Reads a list of field names after "filter by"; a name that no field has makes a field. */
function readNames(
  reader: Reader,
  start: number,
  entity: EntityFacts,
  bounded: Set<FieldFacts>,
): { fields: FieldFacts[]; end: number; parameters: string[]; writtenAs: ReadonlyMap<FieldFacts, string> } {
  const fields: FieldFacts[] = [];
  const parameters: string[] = [];
  const writtenAs = new Map<FieldFacts, string>();
  let at = start;
  let end = start;
  while (at < reader.tokens.length) {
    const bound = boundAt(reader, entity, at);
    if (bound !== undefined) {
      bounded.add(bound.field);
      if (!fields.includes(bound.field)) fields.push(bound.field);
      end = namesInBrackets(reader, bound.end);
      let after = end;
      while (/^(?:,|and|or|as|well|also)$/.test(reader.word(after))) after += 1;
      if (after === end) break;
      at = after;
      continue;
    }
    while (
      /^(?:the|a|an|its|their|exact|by|on|for|given|either|any|one|of|both|full|partial|text|in)$/.test(
        reader.word(at),
      ) &&
      reader.tokens[at]?.code !== true
    )
      at += 1;
    const found = reader.scope.fieldAt(reader.tokens, at);
    if (found !== undefined) {
      fields.push(found.field);
      const token = reader.tokens[at];
      if (token?.code === true) {
        parameters.push(token.text);
        writtenAs.set(found.field, token.text);
      }
      end = found.end;
      if (/^range$/.test(reader.word(end))) end += 1;
    } else {
      const reference = reader.scope.entityAt(reader.tokens, at);
      const refers = [...entity.fields.values()].find(
        (field) =>
          field.get("references") !== undefined && field.get("references") === reference?.entity.name,
      );
      if (refers !== undefined && reference !== undefined) {
        fields.push(refers);
        end = reference.end;
      } else {
        const phrase = nounPhrase(reader, at);
        const owner = fields[0] === undefined ? entity : (reader.known.byName(fields[0].entity) ?? entity);
        if (phrase?.exact !== undefined && addParameter(reader, owner, phrase.exact, at)) {
          end = phrase.end;
          if (/^(?:shows?|gives?|returns?|lists?|selects?|keeps?|narrows?|looks?)$/.test(reader.word(end)))
            end = tailEnd(reader, end);
          if (fields.length === 0)
            return { fields: [], end: tailEnd(reader, end), parameters: [phrase.exact], writtenAs };
          break;
        }
        if (
          phrase !== undefined &&
          /^(?:period|range|interval|window|span|dates|timespan)$/.test(phrase.words[0] ?? "")
        )
          break;
        if (
          phrase === undefined ||
          phrase.words.length > 2 ||
          (/^(?:sort|page|limit|search|list|query|relevance|name)$/.test(phrase.words[0] ?? "") &&
            phrase.words.length > 1)
        )
          break;
        if (
          /^(?:several|multiple|different|anything|everything|those|these|any|parameters?|criteria|fields?|it|query)$/.test(
            phrase.words[0] ?? "",
          )
        )
          break;
        const whole =
          phrase.exact === undefined && phrase.words.length === 1
            ? shortened(entity, phrase.words[0] ?? "")
            : undefined;
        fields.push(whole ?? entity.addField(phrase.words, phrase.exact));
        end = phrase.end;
      }
    }
    let next = end;
    while (/^(?:,|and|or|\/|and\/or|as|well|also)$/.test(reader.word(next))) next += 1;
    if (
      next === end ||
      (/^(?:sort|sorted|sorting|page|paged|paginated|order|ordered|search|is|are|can|may|must|the)$/.test(
        reader.word(next),
      ) &&
        reader.scope.fieldAt(reader.tokens, next) === undefined)
    )
      break;
    at = next;
  }
  return { fields, end, parameters, writtenAs };
}

/** "By colour" means the field that was introduced as "the colour of the enamel", and is what it is called. */
function shortened(entity: EntityFacts, word: string): FieldFacts | undefined {
  const found = [...new Set(entity.fields.values())].filter(
    (field) => !field.written && field.words[0] === word && field.words[1] === "of" && field.words.length > 2,
  );
  const [field] = found;
  if (field === undefined || found.length > 1) return undefined;
  entity.renameField(field, camelCase([word]));
  return field;
}

/** Reads the fields that a list is narrowed by, or searched in. */
export function filterBy(searching: boolean): Rule["apply"] {
  return (reader, match) => {
    const entity = slot(match, "entity")[0]?.entity ?? reader.entity;
    if (entity === undefined) return false;
    const bounded = new Set<FieldFacts>();
    const { fields, end, parameters: named, writtenAs } = readNames(reader, match.end, entity, bounded);
    if (fields.length === 0 && named.length > 0) {
      reader.use(match.start, end);
      return true;
    }
    const own = fields.filter((field) => field.entity === entity.name);
    const owner =
      own.length > 0 ? entity : fields[0] === undefined ? undefined : reader.known.byName(fields[0].entity);
    if (owner === undefined) return false;
    const kept = fields.filter((field) => field.entity === owner.name);
    reader.entity = owner;
    const parameters = spokenParameters(reader, owner, match.start, end, searching);
    const ranging = reader.mentions(/^(?:range|between|minimum|maximum)$/);
    if ((ranging || bounded.size > 0) && parameters.length === 0) {
      for (const field of kept) {
        if (
          (bounded.size > 0 && !bounded.has(field)) ||
          (!bounded.has(field) && /^(?:contains|has-element)$/.test(comparisonFor(field, true))) ||
          field.get("choices") !== undefined
        ) {
          addFilter(reader, owner, {
            parameter: writtenAs.get(field) ?? exampleOf(reader, owner, field) ?? field.name,
            fields: [field.name],
            comparison: comparisonFor(field, searching),
          });
          continue;
        }
        for (const [prefix, comparison] of [
          ["min", "at-least"],
          ["max", "at-most"],
        ] as const) {
          addFilter(reader, owner, {
            parameter: boundName(reader, prefix) ?? camelCase([prefix, ...wordsOf(field.name)]),
            fields: [field.name],
            comparison,
          });
        }
      }
    } else if (parameters.length > 0) {
      for (const parameter of parameters) {
        if (addParameter(reader, owner, parameter, match.start)) continue;
        const one = kept[parameters.indexOf(parameter)] ?? kept[0];
        if (one !== undefined)
          addFilter(reader, owner, {
            parameter,
            fields: searching ? kept.map((field) => field.name) : [one.name],
            comparison: comparisonFor(one, searching),
          });
      }
      const ranged = !reader.tokens.some(
        (token, at) => /^(?:with|using|via|through)$/.test(token.word) && nameAt(reader, at + 1),
      );
      const settled = owner.filters.filter(
        (filter) => !ranged || /^(?:equals|contains|has-element|one-of)$/.test(filter.comparison),
      );
      const compared = new Set(settled.flatMap((filter) => filter.fields));
      for (const field of kept)
        if (!compared.has(field.name) && !bounded.has(field))
          addFilter(reader, owner, {
            parameter: writtenAs.get(field) ?? field.name,
            fields: [field.name],
            comparison: comparisonFor(field, searching),
          });
    } else if (searching && kept.length > 1) {
      addFilter(reader, owner, {
        parameter: "q",
        fields: kept.map((field) => field.name),
        comparison: "contains",
      });
    } else {
      for (const field of kept)
        addFilter(reader, owner, {
          parameter: writtenAs.get(field) ?? field.name,
          fields: [field.name],
          comparison: comparisonFor(field, searching),
        });
    }
    reader.use(match.start, end);
    return kept.length > 0;
  };
}

/** The name of the parameter for a field where the clause shows its use, as in `subject=music`. */
function exampleOf(reader: Reader, entity: EntityFacts, field: FieldFacts): string | undefined {
  return reader.tokens.find(
    (token, at) =>
      token.code &&
      token.kind === "word" &&
      reader.word(at + 1) === "=" &&
      reader.tokens[at + 1]?.code === true &&
      entity.field(token.text) === field,
  )?.text;
}

/** Names written as code that no field has: the clause's own names for its query parameters. */
function spokenParameters(
  reader: Reader,
  entity: EntityFacts,
  start: number,
  end: number,
  searching: boolean,
): string[] {
  const names: string[] = [];
  reader.tokens.forEach((token, at) => {
    if (at < start || (!searching && at > end + 12)) return;
    if (
      !searching &&
      reader.tokens
        .slice(start, at)
        .some((one) => /^(?:search|searched|searches|sort|sorted)$/.test(one.word))
    )
      return;
    const bound = /^(?:from|to|since|until|after|before|min[a-z]*|max[a-z]*)$/.test(token.word);
    if (bound && at > end && /^[(,]$/.test(reader.word(at - 1)) && /^[,)]$/.test(reader.word(at + 1)))
      names.push(token.text);
    const mark = reader.tokens[at - 1]?.text;
    if (token.kind !== "word" || (mark === "=" && token.code)) return;
    const query = mark === "?" || (mark === "&" && token.code);
    if (
      (query || (token.code && entity.field(token.text) === undefined)) &&
      !/^(?:get|true|false|asc|desc|null|sort|limit|offset|page)$/.test(token.word)
    )
      names.push(token.text);
  });
  return [...new Set(names)].filter(
    (name) =>
      name !== entity.name &&
      !/^[A-Z]+$/.test(name) &&
      ![...entity.fields.values()].some((field) => field.get("choices")?.includes(name)),
  );
}

export const filterRules: readonly Rule[] = [
  rule(
    [
      "(can|may|could|should|must|shall)? be? (~filter|filterable|narrowed|~narrow|selected|restricted) (down)? (the|all|a|any|their|my|our|it|them)? <entity>? (list|collection|results)? (down)? (by|on|to|for|using|with) (the|a|an)? (query)? (parameters|parameter)?",
      "~filter (parameters|by|on|for|:)",
      "(a|an|optional|the)? (filter|filters|filtering) (by|on|for|:)",
    ],
    filterBy(false),
  ),
  rule(
    [
      "(can|may|could|should|must|shall)? be? (~search|searchable|found|~find|~look up) (the|all|a|any|their|my|our|it|them|for|in)? <entity>? (list|collection|results)? (by|on|for|in|over|across|through) (the|a|an|their|its|part of the|part of its|part of|words in the|words in)?",
      "(full-text|text|keyword)? (search|searching) (by|on|over|across|in|of|for) (the|a|an|their|its)?",
    ],
    filterBy(true),
  ),
  rule(["? <word> (= <literal>)?", "& <word> (= <literal>)?"], (reader, match) => {
    const name = slot(match, "word")[0]?.token.text ?? "";
    if (match.start === reader.tokens.length - 1 || reader.entity === undefined) return false;
    const value = slot(match, "literal")[0]?.value;
    if (typeof value === "string" && /^sort|^order/.test(name)) {
      const field = reader.entity.field(value.replace(/^[-+]/, ""));
      if (field !== undefined) addSort(reader, reader.entity, [field.name]);
    }
    return addParameter(reader, reader.entity, name, match.start);
  }),
  rule(
    [
      "(query|search|request|optional|url)? (parameter|parameters|param|params) :? <name>",
      "(by|with|via|using|through|accepts|takes|supports|,|and|or) (the|a|an)? (query)? (parameter|parameters)? <name> (query)? (parameter|parameters|filter|filters|param)?",
      "<name> (query|filter|search|optional) (parameter|parameters|string|filter|query|param)?",
      "<name> (parameter|parameters|param|params)",
    ],
    (reader, match) => {
      const name = slot(match, "word")[0]?.token.text ?? "";
      if (
        reader.entity?.field(name) !== undefined &&
        reader.mentions(/^(?:sort|sorts|sorted|sorting|sortable|sortby|sort_by|orderby|order_by)$/) &&
        !reader.mentions(/^(?:filter|filters|filtered|filtering|filterable|search)$/)
      )
        return false;
      if (
        reader.entity === undefined ||
        !isListClause(reader) ||
        !addParameter(reader, reader.entity, name, match.start)
      )
        return false;
      if (
        /^(?:shows?|gives?|returns?|lists?|selects?|keeps?|narrows?|looks?|searches|finds?|matches|means|restricts?|limits?)$/.test(
          reader.word(match.end),
        )
      )
        reader.use(match.end, tailEnd(reader, match.end));
      return true;
    },
  ),
  rule(
    [
      "(only|just) (the|those)? <field> (ones|<entity>)",
      "(only|just) <entity> (that|which|who) (are|is|have been) <field>",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      if (
        field === undefined ||
        !reader.mentions(/^(?:list|lists|get|filter|show|see|return|returns|find|listed|view|query|browse)$/)
      )
        return false;
      const entity = reader.known.byName(field.entity);
      if (entity === undefined) return false;
      addFilter(reader, entity, { parameter: field.name, fields: [field.name], comparison: "equals" });
      return true;
    },
  ),
  rule(
    [
      "(without|not|no matter|regardless|irrespective|ignoring|ignore|ignores|never mind|independent|independently) (caring|minding|looking|paying attention|of|about|to)? (about|of|at|to)? (the)? (upper and lower|upper or lower|letter|upper/lower)? (case|capitals)",
      "(upper|lower|upper and lower|upper / lower|letter) case (does|do) not matter",
      "case does not matter",
      "(whatever|in any) case",
    ],
    (reader) =>
      reader.mentions(/^(?:search|searches|searched|searching|find|found|look|looks)$/) &&
      reader.entity !== undefined,
  ),
  rule(
    [
      "<name> ,? (which|that)? (shows|gives|returns|lists|selects|keeps|narrows|looks|searches|finds|matches|means|restricts|limits) (in|for|it|the list)?",
    ],
    (reader, match) => {
      const name = slot(match, "word")[0]?.token.text ?? "";
      if (
        reader.entity === undefined ||
        !(isListClause(reader) || reader.entity.field(name) === undefined) ||
        !addParameter(reader, reader.entity, name, match.start)
      )
        return false;
      reader.use(match.start, tailEnd(reader, match.end));
      return true;
    },
  ),
  rule(
    [
      "(~filter|narrow|search|~restrict) (the|a)? (list|results|collection|<entity>)?",
      "(the)? results",
      "query (string|parameters)",
      "(exact|exactly|substring|partial|case-insensitive|case-insensitively) (match|matches|matching|substring|search|comparison)?",
    ],
    (reader) => isListClause(reader) && reader.entity !== undefined,
  ),
];

/** Where what is said of a query parameter ends: at the next one. */
function tailEnd(reader: Reader, start: number): number {
  let end = start;
  while (
    end < reader.tokens.length &&
    !/^(?:;|\.)$/.test(reader.word(end)) &&
    !(
      /^(?:,|and)$/.test(reader.word(end)) &&
      nameAt(reader, end + 1) &&
      reader.entity?.field(reader.tokens[end + 1]?.text ?? "") === undefined
    )
  )
    end += 1;
  return end;
}

function nameAt(reader: Reader, at: number): boolean {
  const token = reader.tokens[at];
  return token !== undefined && isName(token);
}

/** Whether a clause is about how things are listed. */
export function isListClause(reader: Reader): boolean {
  return reader.mentions(
    /^(?:overview|list|lists|listing|listed|filter|filters|filtered|filtering|search|searches|searched|searching|query|parameter|parameters|param|params|sort|sorted|sorting|page|pages|paged|paginate|paginated|pagination|limit|offset|collection|narrow|\?|results|get)$/,
  );
}
