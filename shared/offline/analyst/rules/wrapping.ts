import type { Reader } from "../reader.ts";
import { type Rule, rule, slot } from "./rule.ts";
import { shapeAt } from "./shapes.ts";

const bodies =
  "(requests|request bodies|bodies|request|the request body|input|inputs|responses|answers|both|payloads|everything)";

/** The property of a sketch such as `{ "entry": { … } }` somewhere after a position. */
function sketched(reader: Reader, start: number): { name: string; end: number } | undefined {
  for (let at = start; at < reader.tokens.length; at += 1) {
    const shape = reader.word(at) === "{" ? shapeAt(reader, at) : undefined;
    const [first] = shape?.properties ?? [];
    if (shape !== undefined)
      return first !== undefined && shape.properties.length === 1 && first.holds === "object"
        ? { name: first.name, end: shape.end }
        : undefined;
  }
  return undefined;
}

/** "Requests and responses wrap the entry like so": one thing comes and goes under a property. */
export const wrappingRules: readonly Rule[] = [
  rule(
    [
      `${bodies} (and|,) ${bodies} (alike)? (both)? (~wrap|~put|~carry|~hold|~have|~contain|~enclose|~nest) (the|a|an|one|its|single)? <entity>? (like so|like this|this way|thus|as follows|so)? (in|inside|under|within|as)? (the|a)? (property|key|envelope|wrapper|object)? (called|named)? <name>?`,
      `(the|a|an|every|each|one)? (single)? <entity> (is|are|comes|come|goes) (always)? (wrapped|nested|enclosed|in and out|under) (in|inside|under|within)? (requests and responses|requests and answers|both directions|request and response bodies|bodies and answers|both)? (as|in|like)?`,
    ],
    (reader, match) => {
      const both = reader.mentions(/^(?:requests?|inputs?|bodies|both|everything|payloads)$/);
      const entity = slot(match, "entity")[0]?.entity ?? reader.entity;
      const written = slot(match, "word")[0]?.token.text;
      const shape = sketched(reader, match.end);
      const name = written ?? shape?.name;
      if (entity === undefined || name === undefined) return false;
      entity.set("wrapper", name, reader.clause);
      if (both) entity.set("bodyWrapper", name, reader.clause);
      reader.met(`entities/${entity.name}/operations/create`);
      reader.entity = entity;
      if (shape !== undefined) reader.use(match.end, shape.end);
      return true;
    },
  ),
  rule(
    [
      "(where|and|with)? <word> (is|being|gives|says|tells|means|holds|counts) (the)? (total|overall)? (number|count|amount|total) of (all|the|matching)? (the)? (matching)? (<entity>|things|items|entries|records|results|matches|hits) (that (match|fit|are found|there are)|in total|altogether|matching|found|overall)? (the filter|the filters|the query)? (not just (the|those on the) page)?",
    ],
    (reader, match) => {
      const envelope = reader.entity?.get("envelope");
      const word = slot(match, "word")[0]?.token.text;
      if (
        reader.entity === undefined ||
        envelope === undefined ||
        envelope === "bare" ||
        envelope.total !== word
      )
        return false;
      reader.met(`entities/${reader.entity.name}/list/envelope`);
      return true;
    },
  ),
];
