import type { OperationKind } from "../facts/entity-facts.ts";
import { isName } from "../grammar/slots.ts";
import type { Reader } from "../reader.ts";
import { nameKey } from "../text/names.ts";
import { readErrorObject } from "./error-object.ts";
import { readErrorShape } from "./error-shapes.ts";
import { type Rule, rule } from "./rule.ts";

type Property = {
  readonly name: string;
  readonly holds: "list" | "object" | "text" | "date" | "datetime" | "number" | "boolean" | "anything";
  readonly within?: readonly Property[];
};
export type Shape = { readonly properties: readonly Property[]; readonly end: number };

/** A JSON object as people sketch it, `{ "items": [...], "total": 3 }` or `{ items, total }`, from its brace on. */
export function shapeAt(reader: Reader, start: number, depth = 0): Shape | undefined {
  if (reader.word(start) !== "{") return undefined;
  const properties: Property[] = [];
  let at = start + 1;
  while (at < reader.tokens.length && reader.word(at) !== "}") {
    const token = reader.tokens[at];
    if (token === undefined) return undefined;
    if (reader.word(at) === "," || reader.word(at) === "...") {
      at += 1;
      continue;
    }
    if (!(isName(token) || token.kind === "word")) return undefined;
    at += 1;
    let holds: Property["holds"] = "anything";
    const within = reader.word(at) === ":" && depth === 0 ? shapeAt(reader, at + 1, 1) : undefined;
    if (reader.word(at) === ":") {
      at += 1;
      const value = reader.tokens[at];
      holds =
        value?.word === "["
          ? "list"
          : value?.word === "{"
            ? "object"
            : value?.kind === "string"
              ? textKind(value.text)
              : value?.kind === "number"
                ? "number"
                : /^(?:true|false|boolean)$/.test(value?.word ?? "")
                  ? "boolean"
                  : "anything";
      at = valueEnd(reader, at);
    }
    properties.push({
      name: token.text,
      holds,
      ...(within === undefined ? {} : { within: within.properties }),
    });
  }
  return properties.length === 0 ? undefined : { properties, end: at + 1 };
}

function textKind(text: string): "text" | "date" | "datetime" {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)
    ? "datetime"
    : /^\d{4}-\d\d-\d\d$/.test(text)
      ? "date"
      : "text";
}

function valueEnd(reader: Reader, start: number): number {
  let depth = 0;
  for (let at = start; at < reader.tokens.length; at += 1) {
    const word = reader.word(at);
    if (/^[[{]$/.test(word)) depth += 1;
    if (/^[\]}]$/.test(word)) {
      if (depth === 0) return at;
      depth -= 1;
    }
    if (word === "," && depth === 0) return at;
  }
  return reader.tokens.length;
}

const listNames = /^(?:items|data|results|entries|records|list|content|rows|values|elements)$/;
const counters: readonly (readonly [
  RegExp,
  "total" | "nextCursor" | "page" | "pageSize" | "offset" | "pageCount",
])[] = [
  [/^(?:total|count|totalCount|total_count|totalItems|total_items)$/, "total"],
  [/^(?:page_?count|num_?pages|number_?of_?pages|total_?pages|last_?page)$/i, "pageCount"],
  [
    /^(?:total(?!_?pages)_?[a-z]*|[a-z]*_?count(?:_total)?|num(?:ber)?_?(?:of)?_?(?:results|items|hits|records|entries)|hits|size_total)$/i,
    "total",
  ],
  [/^(?:next|nextCursor|next_cursor|cursor|nextPageToken|next_page_token|nextPage)$/, "nextCursor"],
  [/^(?:page|pageNumber|currentPage)$/, "page"],
  [/^(?:limit|size|perPage|per_page|pageSize|page_size)$/, "pageSize"],
  [/^(?:offset|skip)$/, "offset"],
  [/^(?:pages|pageCount|totalPages|total_pages|page_count)$/, "pageCount"],
];

/** Reads a sketched object by what the clause is about: an error, a list's envelope, a wrapper, or a body. */
export function readShape(reader: Reader, start: number): number | undefined {
  const shape = shapeAt(reader, start);
  if (shape === undefined) return undefined;
  const { properties, end } = shape;
  const [first] = properties;
  if (first === undefined) return undefined;
  const error =
    /^(?:error|message|errors|detail|reason|msg)$/.test(first.name) &&
    reader.entity?.field(first.name) === undefined;
  if (error && first.holds === "object" && properties.length === 1) {
    let inner = start + 1;
    while (inner < end && reader.word(inner) !== "{") inner += 1;
    const held = shapeAt(reader, inner);
    if (held !== undefined && readErrorObject(reader, first.name, held.properties, start, end)) return end;
  }
  if (
    error &&
    (properties.length > 1 || first.holds === "list") &&
    readErrorShape(reader, properties, start, end)
  )
    return end;
  if (error) {
    reader.use(start, end);
    if (properties.length === 1 && (first.holds === "text" || first.holds === "anything")) {
      reader.known.service.set("messageProperty", first.name, reader.clause);
      reader.met("refusals/messageProperty");
    } else
      reader.reasons.push(
        `errors shaped ${reader.tokens
          .slice(start, end)
          .map((token) => token.text)
          .join(" ")} are not supported: only one property that carries the message is`,
      );
    return end;
  }
  const entity = reader.entity;
  if (entity === undefined) return undefined;
  if (readEnvelope(reader, properties, start, end)) return end;
  const wraps =
    nameKey(first.name) === nameKey(entity.name) ||
    (first.holds === "object" &&
      entity.field(first.name) === undefined &&
      (/^(?:data|item|result|record|entry|resource)$/.test(first.name) ||
        reader.mentions(/^(?:wrap|wrapped|wraps|wrapper|wrapping|envelope|enclosed|nested|inside|under)$/)));
  if (properties.length === 1 && wraps && first.holds !== "text") {
    entity.set("wrapper", first.name, reader.clause);
    reader.met(`entities/${entity.name}/operations/read`);
    reader.use(start, end);
    return end;
  }
  return readBody(reader, start, shape);
}

/** An object that holds the list under one property, and what else there is to know of it under others. */
function readEnvelope(reader: Reader, properties: readonly Property[], start: number, end: number): boolean {
  const entity = reader.entity;
  if (entity === undefined) return false;
  const held =
    properties.find((property) => property.holds === "list" && entity.field(property.name) === undefined) ??
    properties.find(
      (property) =>
        listNames.test(property.name) ||
        (nameKey(property.name) === nameKey(entity.plural) && property.name !== entity.name),
    );
  if (held === undefined || entity.field(held.name) !== undefined) return false;
  if (properties.length === 1 && held.holds === "object") return false;
  if (
    properties.length > 1 ||
    held.holds === "list" ||
    reader.mentions(/^(?:list|lists|get|collection|envelope|wrapped|page|pages|array|all)$/)
  ) {
    const envelope: Record<string, string> = {};
    const nested = properties.find(
      (property) => property.holds === "object" && property.within !== undefined,
    );
    if (nested !== undefined) envelope.meta = nested.name;
    for (const property of [...properties.filter((one) => one !== nested), ...(nested?.within ?? [])]) {
      if (property === held) continue;
      const role = counters.find(([pattern]) => pattern.test(property.name))?.[1];
      if (role === undefined)
        reader.reasons.push(`the property ${property.name} of the list's answer is not understood`);
      else envelope[role] = property.name;
    }
    entity.set("envelope", { items: held.name, ...envelope }, reader.clause);
    if (envelope.nextCursor !== undefined) entity.imply("pageStyle", "cursor", reader.clause);
    reader.met(`entities/${entity.name}/list/envelope`);
    reader.use(start, end);
    return true;
  }
  return false;
}

/** An example of a body: its properties are fields. */
function readBody(reader: Reader, start: number, shape: Shape): number {
  const entity = reader.entity;
  if (entity === undefined) return shape.end;
  for (const property of shape.properties) {
    if (/^_?id$/.test(property.name)) {
      if (property.holds === "number") entity.imply("identifierType", "sequence", reader.clause);
      reader.met(`entities/${entity.name}/identifier`);
      continue;
    }
    const field = entity.field(property.name) ?? entity.addField([property.name], property.name);
    const type =
      property.holds === "date" || property.holds === "datetime"
        ? property.holds
        : property.holds === "number"
          ? "number"
          : property.holds === "boolean"
            ? "boolean"
            : property.holds === "list"
              ? "list"
              : property.holds === "object"
                ? "object"
                : undefined;
    if (type !== undefined && field.get("type") === undefined) field.imply("type", type, reader.clause);
    reader.metField(field);
  }
  reader.use(start, shape.end);
  return shape.end;
}

function answering(kinds: readonly OperationKind[], answer: "entity" | "nothing"): Rule["apply"] {
  return (reader, match) => {
    if (
      answer === "nothing" &&
      /^(?:is|are|was|were|has|gets|changes|happens|must|may|should|shall|will|else|more)$/.test(
        reader.word(match.end),
      )
    )
      return false;
    const before = answer === "nothing" ? reader.context.operations : [];
    const chosen = kinds.length > 0 ? kinds : reader.operations.length > 0 ? reader.operations : before;
    const entity = reader.entity;
    if (entity === undefined) return false;
    for (const kind of chosen) {
      if (kind === "list") continue;
      if (answer === "nothing" || kind === "delete")
        entity.operation(kind).set("answer", answer, reader.clause);
      reader.met(`entities/${entity.name}/operations/${kind}`);
    }
    if (answer === "entity") reader.met(`entities/${entity.name}`);
    return answer === "entity" || chosen.length > 0;
  };
}

/** What answers look like. */
export const shapeRules: readonly Rule[] = [
  rule(
    [
      "(bare|plain|raw|unwrapped) json? (objects|object|array|arrays|list) (and|or) json? (objects|arrays|object|array|lists)",
      "(a)? (bare|plain|raw|unwrapped|simple|json) json? (array|arrays|list) (of <entity>|of them)?",
      "(not|never|without) (be)? (wrapped|a wrapper|an envelope|any envelope|wrapper|envelope|any wrapper|wrapping)",
      "no (envelope|wrapper)",
      "(an|the|as an|as a json) array of (<entity>|them|all)",
    ],
    (reader) => {
      const entity = reader.entity;
      const array = reader.mentions(/^(?:arrays?|lists?|envelope|wrapper|wrapped)$/);
      if (entity === undefined) return false;
      if (array) entity.set("envelope", "bare", reader.clause);
      reader.met(`entities/${entity.name}/list`);
      return true;
    },
  ),
  rule(
    [
      "(with)? (no|an empty|empty|without a|without any) (body|content|response body|answer body)",
      "nothing (in the body|back)",
      "(answers|answer|returns|return|responds|respond|gives|with|sends|and|->|:|,) nothing",
      "(with)? no content",
    ],
    answering([], "nothing"),
  ),
  rule(
    [
      "(with|and|of)? (the|that|a)? (full|whole|complete)? (created|new|newly created|resulting|updated|changed|stored|saved|deleted|removed|full|whole|complete|single) <entity> (as json|in the body|object|itself|back)?",
      "(answers|returns|responds|gives|answer|return|answered|replies) (with)? (the|that|a)? (one|whole|full)? <entity> (object|itself|back|as json)?",
    ],
    answering([], "entity"),
  ),
  rule(
    [
      "(errors|error|failures|problems|refusals|error responses|error bodies|error answers|error response|every error|all errors) (are|is|have|has|carry|come|contain|carries|contains|use|uses)? (returned|reported|given|answered)? (as|with|in|a|an)? (json)? (object|objects|body|bodies)? (with|holding|containing|that has|having|like|of the form)? (a|an|the|one)? <name> (property|field|message|key|string|member|saying|that says|text)?",
      "(an|a|the) <name> (property|field|message|key) (that|which|with|saying)? (says|explains|explaining|tells|describes|describing|holds|a|the)? (what|the|why|a)? (reason|went wrong|is wrong|problem|message|error|was wrong)?",
    ],
    (reader, match) => {
      const found = match.slots.find((one) => one.name === "name")?.value;
      if (
        found?.kind !== "word" ||
        !reader.mentions(/^(?:errors?|failures?|refusals?|problems?|refused|refusal|4xx)$/) ||
        !/^(?:error|message|reason|detail|errors|msg|problem|description)$/i.test(found.token.text)
      )
        return false;
      reader.known.service.set("messageProperty", found.token.text, reader.clause);
      reader.met("refusals/messageProperty");
      return true;
    },
  ),
  rule(
    [
      "(if|when)? (a|the)? (request|body) (contains|has|carries|holds|with) (a|any|an)? (field|property|key|fields|properties) (that|which)? (is|are)? (not known|unknown|not listed|unexpected|not defined|not in the list)",
    ],
    (reader) => {
      for (const entity of reader.known.entities) {
        entity.set("unknownProperties", "refuse", reader.clause);
        reader.met(`entities/${entity.name}/unknownProperties`);
      }
      return true;
    },
  ),
  rule(
    [
      "(answer|response|list|result|page|body|envelope|it|which|that|object) (contains|has|holds|with|includes|is an object with|carries|is an object that has|are|consists of|comes with|as an object with) (the|a|fields|properties)? <name>",
    ],
    (reader, match) => {
      const entity = reader.entity;
      if (entity === undefined) return false;
      const names: string[] = [];
      let at = match.end - 1;
      for (; at < reader.tokens.length; at += 1) {
        const token = reader.tokens[at];
        if (token !== undefined && isName(token)) names.push(token.text);
        else if (!/^(?:,|and|the|a|with|plus)$/.test(reader.word(at))) break;
      }
      return (
        names.length > 1 &&
        readEnvelope(
          reader,
          names.map((name) => ({ name, holds: "anything" as const })),
          match.start,
          at,
        )
      );
    },
  ),
  rule(
    [
      "(unknown|extra|additional|unexpected|other|unrecognised|unrecognized|undeclared|unlisted) (properties|fields|keys|attributes|property|field|members) (in the body|in a body|in the request)? (are|is|must be|shall be|should be|get) (silently)? (refused|rejected|not allowed|forbidden|an error|not accepted|invalid|disallowed|ignored|dropped|discarded|allowed)",
      "(~ignore|~drop|~reject|~refuse|~discard) (any|all)? (unknown|extra|additional|unexpected) (properties|fields|keys|attributes|property|field)",
    ],
    (reader, match) => {
      const refuse = reader.tokens
        .slice(match.start, match.end)
        .some((token) => /^(?:refuse|reject|not|forbidden|error|invalid|disallowed)/.test(token.word));
      for (const entity of reader.entity !== undefined && mentionsOne(reader)
        ? [reader.entity]
        : reader.known.entities) {
        entity.set("unknownProperties", refuse ? "refuse" : "ignore", reader.clause);
        reader.met(`entities/${entity.name}/unknownProperties`);
      }
      return true;
    },
  ),
];

function mentionsOne(reader: Reader): boolean {
  return reader.tokens.some(
    (token, at) => token.kind === "word" && reader.known.entity(token.word) !== undefined && at >= 0,
  );
}
