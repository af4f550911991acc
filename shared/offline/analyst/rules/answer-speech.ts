import { type Rule, rule } from "./rule.ts";

/** What is said of single answers beside their status: where a new thing is, what a replacement does. */
export const answerSpeechRules: readonly Rule[] = [
  rule(
    [
      "(with|and|,|plus|including|sets|has)? (a|the|its)? location (header) ((pointing|that points|leading|which points|that leads|points|leads|refers) to (it|the (new)? <entity>|the new one|its (url|path|address)))?",
      "(with|and|plus)? (its|the) (url|address|path) in (a|the)? location header?",
    ],
    (reader) => {
      const entity = reader.entity;
      if (entity === undefined) return false;
      reader.met(`entities/${entity.name}/operations/create`);
      return true;
    },
  ),
  rule(
    [
      "(and|,|but|it|this)? (never|not|does not|do not|must not|may not|will not) (create|creates|insert|inserts|upsert|upserts|add|adds) (anything|one|a new one|it|new ones|a <entity>|new <entity>|<entity>)?",
      "no (upsert|upserts|creation)",
    ],
    (reader) => {
      const entity = reader.entity;
      if (entity === undefined || !reader.mentions(/^(?:put|replace|replaces|replacing|replacement|full)$/))
        return false;
      reader.met(`entities/${entity.name}/operations/replace`);
      return true;
    },
  ),
  rule(
    [
      "(it|they|this|that)? (is|are|get|gets|be)? (a|the)? (merge|merges|merged|merging) (the|with|into|given|patch|of)? (given|sent|fields|properties|changes|the existing one|existing|them|it)?",
    ],
    (reader) => {
      const entity = reader.entity;
      if (entity === undefined || !reader.mentions(/^(?:patch|put|update|updates)$/)) return false;
      reader.met(`entities/${entity.name}/operations/update`);
      return true;
    },
  ),
];
