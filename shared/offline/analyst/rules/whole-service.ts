import type { FieldFacts } from "../facts/field-facts.ts";
import type { Reader } from "../reader.ts";
import { nounPhrase } from "./noun-phrase.ts";
import { readPostAttributes } from "./post-attributes.ts";
import { type Rule, rule, slot } from "./rule.ts";

function anyOrigin(reader: Reader): boolean {
  reader.known.service.set("crossOrigin", "any", reader.clause);
  reader.met("crossOrigin");
  return true;
}

function atRoot(reader: Reader): boolean {
  const entity = reader.entity ?? reader.known.entities[0];
  if (entity === undefined) return false;
  entity.set("path", "/", reader.clause);
  reader.met(`entities/${entity.name}/operations`);
  return true;
}

const timestamps = [
  ["created-at", "createdAt", ["created", "at"]],
  ["updated-at", "updatedAt", ["updated", "at"]],
] as const;

/** Rules about the whole service: who calls, what identifies things, what the service stamps on them. */
export const serviceRules: readonly Rule[] = [
  rule(
    [
      "(any|every|all|all the) (web)? (origin|origins|site|sites|domain|domains|website|websites|web page|web pages) (may|can|must|should|shall|is|are)? (be)? (able to|allowed to|allowed|permitted to)? (call|use|access|reach|talk to)? (it|the api|the service|this|this api)?",
      "(from|on) (any|every|all|other|another|a different) (web)? (origin|origins|site|sites|domain|domains|page|pages|website|host|web page)",
      "(cors|cross-origin) (requests|headers|calls|support|access|preflight|is|are|must|should)? (must|be|is|are)? (enabled|allowed|open|on|supported|permitted)? (for|from|to)? (all|any|every|everyone|everybody|\\*|anyone)? (origins|origin)?",
      "(from|by|in|inside) (a|any|the|every) (web)? (browser|browsers)",
      "(called|callable|used|usable|reachable|accessible|call it|use it|reached) (by|from|in|directly from)? (a|any|the|web|all|every)? (browser|browsers|web page|web pages|javascript|frontend|website) (app|apps|code)? (anywhere|on any (site|origin|page|domain)|from any (site|origin|page|domain)|from anywhere)?",
      "(browsers|web pages|browser apps|browser clients|frontends|a browser|pages) (from|on|at|in)? (anywhere|any origin|any site|other sites|any domain|everywhere|other origins) (may|can|must|should)? (be able to)? (call|use)? (it|the api|this)?",
      "(with|answers|answer|including|handles|and)? (the)? (cors)? (preflight|preflights|preflight requests|options requests|options) (requests|request|too|included|are|is|must|be|answered)?",
      "access-control-allow-origin (: *)?",
    ],
    anyOrigin,
  ),
  rule(
    [
      "(the|its)? (service|server|api|application) 's (root|base url|base path)",
      "(at|on|from|to|of) (the|its)? (service|server|api)? (root|base url|base path) (url|path)? (of the (service|api|server))?",
      "the root (url|path|of the service)?",
    ],
    atRoot,
  ),
  rule(
    [
      "(identified|keyed|addressed|looked up|found|known|referred to|reached|retrieved) (uniquely)? by (the|its|their|a|an|his|her)? (own)? (unique)? <field>?",
      "(the|its|their)? <field> (is|serves as|acts as|works as|being|are|is used as) (the|its|their|a|an)? (also)? (unique)? (id|identifier|key|primary key|identifiers|ids|natural key)",
      "(uses|use|with) (the|its|their) <field> (as|for) (the|its|an|their|a)? (id|identifier|key|primary key|ids)",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field ?? keyAfter(reader, match.end);
      const entity = field === undefined ? undefined : reader.known.byName(field.entity);
      if (field === undefined || entity === undefined) return false;
      entity.set("identifierName", field.name, reader.clause);
      entity.set("identifierType", "given", reader.clause);
      reader.learn(field, { aspect: "required", value: true, implied: true });
      reader.subjects = [field];
      reader.met(`entities/${entity.name}/identifier`);
      return true;
    },
  ),
  rule(
    [
      "(identified by|have|has|gets|given|with|assigned) (a|an|the)? (unique|generated)? (numeric|integer|sequential|auto-incrementing|auto-increment|auto-incremented|incrementing|number) (id|ids|identifier|identifiers)",
      "(id|ids|identifiers|the id|identifier) (is|are|must be|should be)? (a|an|the)? (unique|generated|positive|assigned)? (numeric|integer|integers|sequential|numbers|number|auto-incremented|auto-increment|auto-incrementing|whole numbers|ints|int) (integers|integer|numbers|number|ids)? (that|which)? (counting|counted|starting|starts|start|numbered|increasing|counts|increases|goes)? (up)? (from|at)? (<number>)? (upwards|up|on|onwards)?",
      "numeric (id|ids|identifiers)",
      "(numbered) (consecutively|sequentially|in order)? (from|starting at|1 , 2 , 3) <number>?",
    ],
    identified("sequence"),
  ),
  rule(
    [
      "(given|chosen|supplied|provided|set|assigned|picked) by the (client|caller|user|clients|callers)",
      "(the)? (client|clients|caller|callers|user) (gives|chooses|supplies|provides|sets|picks|choose|give|supply|assigns) (it|them|the id|the key|this)?",
      "client-supplied",
      "client-chosen",
    ],
    (reader) => {
      const entity = reader.entity;
      if (entity === undefined) return false;
      if (entity.get("identifierType") !== "given") return reader.subjects.length > 0;
      reader.met(`entities/${entity.name}/identifier`);
      return true;
    },
  ),
  rule(
    [
      "(uuids|uuid|guid|guids) (as|for|are used as)? (the|its|their)? (id|ids|identifier|identifiers)",
      "(id|ids|identifiers|the id|identifier) (is|are|must be|should be)? (a|an)? (random|generated|unique)? (uuid|uuids|guid|guids)",
    ],
    identified("uuid"),
  ),
  rule(
    [
      "(a|an|the|its|their|own|unique|generated|with)? (unique)? (id|ids|identifier|identifiers) (that|which)? (is|are|being)? (generated|assigned|given|chosen|made|made up|set|created|never changes|picked)? (by the (service|server|system|api|backend))? (on creation|when created|automatically)?",
    ],
    (reader) => {
      const entity = reader.entity;
      if (entity === undefined) return false;
      reader.met(`entities/${entity.name}/identifier`);
      return true;
    },
  ),
  rule(
    [
      "(timestamps|creation and update timestamps|created and updated timestamps|audit timestamps|created/updated timestamps)",
    ],
    (reader) => {
      const entity = reader.entity;
      if (entity === undefined) return false;
      for (const [source, name, words] of timestamps) {
        const field =
          [...entity.fields.values()].find((one) => one.get("source") === source) ??
          entity.field(name) ??
          entity.addField(words);
        reader.learn(field, { aspect: "type", value: "datetime", implied: true });
        reader.learn(field, { aspect: "source", value: source });
      }
      return true;
    },
  ),
  rule(
    [
      "(~show|~tell|~say|~record|~remember|~know|has|have|~carry|~keep|~store|~note)? when (it|they|each|a|an|the|each one|every)? <entity>? (was|were|is|has been) (created|added|made|entered|registered)? ,? (and|or)? (when)? (it|they)? (was|were|is|has been)? (last)? (changed|updated|modified|edited|created|added|made|touched) (last)? (, as|as|:|,|in|under)? <name>? (and)? <name>?",
    ],
    (reader, match) => {
      const tellsOfNow =
        reader.word(match.start) === "when" &&
        !reader.tokens.slice(match.start, match.end).some((token) => /^(?:was|were|been)$/.test(token.word));
      if (tellsOfNow) return false;
      const said = reader.tokens.slice(match.start, match.end).map((token) => token.word);
      const names = slot(match, "word").map((one) => one.token.text);
      const mentioned = reader.known.entities.filter((entity) =>
        reader.tokens.some(
          (_, at) => at < match.start && reader.scope.entityAt(reader.tokens, at)?.entity === entity,
        ),
      );
      const entities = mentioned.length > 0 ? mentioned : reader.entity === undefined ? [] : [reader.entity];
      const wanted = timestamps.filter(([source]) =>
        said.some((word) =>
          (source === "created-at"
            ? /^(?:created|added|made|entered|registered)$/
            : /^(?:changed|updated|modified|edited|touched)$/
          ).test(word),
        ),
      );
      for (const entity of entities) {
        wanted.forEach(([source, , words], index) => {
          const field = entity.addField(words, names.length === wanted.length ? names[index] : undefined);
          reader.learn(field, { aspect: "type", value: "datetime" });
          reader.learn(field, { aspect: "source", value: source });
        });
      }
      return entities.length > 0 && wanted.length > 0;
    },
  ),
  rule(
    [
      "(~set|~fill|~maintain|~manage|~stamp|~record) <name> (and|,)? <name>? (itself|on its own|automatically|by itself|alone|for every <entity>)?",
    ],
    (reader, match) => {
      if (
        !reader.mentions(/^(?:system|service|server|api|backend|itself|automatically|it)$/) ||
        reader.entity === undefined
      )
        return false;
      const names = slot(match, "word").map((one) => one.token.text);
      const entity = reader.entity;
      const sources = names.map((name) => timestampSource(name));
      if (sources.some((source) => source === undefined)) return false;
      names.forEach((name, index) => {
        const field = entity.addField([name], name);
        reader.learn(field, { aspect: "source", value: sources[index] ?? "created-at" });
      });
      return true;
    },
  ),
  rule(
    [
      "(values|a value|anything|whatever|what) (sent|given|provided|supplied) (for (it|them|these|this|those|<fields>))? (by (clients|the client|callers|the caller|a client))? (for (it|them|these|this|those|<fields>))? (is|are|shall be|must be|will be|should be) (ignored|dropped|disregarded)",
      "(clients|callers|the client|the caller|a client|a caller) (cannot|may not|must not) (set|change|give|send|choose) (it|them|these|either|<fields>)",
    ],
    (reader) => {
      const fields = [...(reader.entity?.fields.values() ?? [])].filter(
        (field) => (field.get("source") ?? "input") !== "input",
      );
      for (const field of fields) reader.metField(field);
      return fields.length > 0;
    },
  ),
  rule(
    ["(they|it|both|these|this) must (exist|be known|refer to something that exists|already exist)"],
    (reader) =>
      reader.entity !== undefined &&
      [...reader.entity.fields.values()].some((field) => field.get("references") !== undefined),
  ),
  rule(
    [
      "(~maintain|~keep|~hold|~manage) (a|an|the) (register|list|catalogue|catalog|record|inventory|collection|directory|database|registry|log) of <entity>",
      "under (its|their|the) (own)? (path|url|route)",
    ],
    (reader, match) => {
      const entity = slot(match, "entity")[0]?.entity ?? reader.entity;
      if (entity === undefined) return false;
      reader.met(`entities/${entity.name}`);
      return true;
    },
  ),
  rule(
    [
      "(for example|e.g|such as|for instance|like) <string> (or|and|,)? <string>?",
      "(for example|e.g|such as|for instance|like) <name>",
    ],
    (reader) => reader.paths.size > 0 || reader.subjects.length > 0,
  ),
  rule(
    [
      "(remember|remembers|record|records|keep|keeps|know|knows|note|notes|store|stores|track|tracks|shows|show) when (it|they|each|a|an|the|each one|every)? <entity>? (was|were|is|are|has been|have been) (created|added|made|entered)",
    ],
    (reader) => {
      const entity = reader.entity;
      if (entity === undefined) return false;
      const field = entity.addField(["created", "at"]);
      reader.learn(field, { aspect: "source", value: "created-at" });
      return true;
    },
  ),
  rule(
    [
      "(trim|trims|strip|strips) (surrounding|leading and trailing|the)? (white)? (space|spaces) (from|off|around|of|in|on) (the|all|any|every)? <fields>",
      "(surrounding|leading and trailing|leading or trailing|extra) (white)? (space|spaces) (in|around|of|on|from) (the|a|an|all|any)? <fields> (is|are|gets|must be) (removed|trimmed|stripped|ignored|cut off|dropped)",
      "(surrounding|leading and trailing|leading or trailing|outer) (white)? (space|spaces) (is|are|gets|must be) (removed|trimmed|stripped|ignored|cut off|dropped)",
      "(all)? (texts|strings|text fields|text values|text|string fields) (are|is|get) trimmed",
    ],
    (reader, match) => {
      const named = slot(match, "fields")[0]?.fields;
      const fields =
        named ?? (reader.subjects.length > 0 ? reader.subjects : [...(reader.entity?.fields.values() ?? [])]);
      for (const field of fields) {
        if (named === undefined && reader.subjects.length === 0)
          field.learn({ aspect: "trim", value: true, implied: true }, reader.clause);
        else reader.learn(field, { aspect: "trim", value: true });
        reader.metField(field);
      }
      return fields.length > 0;
    },
  ),
  rule(
    [
      "(all|every|each)? (dates|times|timestamps|instants) (are|is|in|use|as)? (in)? (iso 8601|iso|rfc 3339|iso-8601|utc|yyyy-mm-dd|iso 8601 utc) (format|strings|dates|utc)?",
      "(all)? (money|amounts|prices) (is|are)? in (euros|dollars|usd|eur|cents|pounds)",
      "(all|every)? (bodies|requests|requests and responses|responses|answers|data|request and response bodies|everything|request bodies) (is|are|in|use|as|speak|speaks)? (in|as)? json",
      "(speaks|speak|talks|uses|use|using|over|via|through|in|returns|accepts) json",
      "(a|over|via|by|through|simple)? (http|rest|restful|json|rest-style|crud|web) (json|http|rest)? (api|service|interface|endpoints|endpoint|backend|microservice)",
      "over http",
    ],
    (reader) => {
      reader.met("entities");
      return true;
    },
  ),
];

/** The field that identifies, where the clause introduces it: "identified by its asset tag (`assetTag`)". */
function keyAfter(reader: Reader, at: number): FieldFacts | undefined {
  const phrase = nounPhrase(reader, at);
  if (
    phrase === undefined ||
    reader.entity === undefined ||
    /^(?:id|identifier|uuid|number|them|it)$/.test(phrase.words.join(" "))
  )
    return undefined;
  const field = reader.entity.addField(phrase.words, phrase.exact);
  reader.use(at, phrase.end);
  readPostAttributes(reader, phrase.end, field);
  return reader.entity.field(phrase.exact ?? phrase.words.join(" ")) ?? field;
}

function timestampSource(name: string): "created-at" | "updated-at" | undefined {
  if (/^(?:created|inserted|added)/i.test(name)) return "created-at";
  return /^(?:updated|modified|changed|last_?(?:updated|modified|changed))/i.test(name)
    ? "updated-at"
    : undefined;
}

function identified(type: "sequence" | "uuid"): Rule["apply"] {
  return (reader) => {
    const entities =
      reader.entity === undefined
        ? reader.known.entities
        : reader.known.entities.length > 1 &&
            !reader.tokens.some((token) => reader.known.entity(token.word) !== undefined)
          ? reader.known.entities
          : [reader.entity];
    for (const entity of entities) {
      entity.set("identifierType", type, reader.clause);
      reader.met(`entities/${entity.name}/identifier`);
    }
    return entities.length > 0;
  };
}
