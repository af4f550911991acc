import type { FieldFacts } from "../facts/field-facts.ts";
import type { Reader } from "../reader.ts";
import { type Rule, rule, slot } from "./rule.ts";

/** The choice among whose values a value is, of the thing at hand. */
function holding(reader: Reader, value: string): { field: FieldFacts; choice: string } | undefined {
  for (const field of reader.entity?.fields.values() ?? []) {
    const choice = field.get("choices")?.find((one) => one.toLowerCase() === value.toLowerCase());
    if (choice !== undefined) return { field, choice };
  }
  return undefined;
}

/** Where a thing's status begins, said of the thing: "Every voyage begins as scheduled". */
export const firstStateRules: readonly Rule[] = [
  rule(
    [
      "(a|an|each|every|the|all|any)? (new|fresh|newly created|newly made)? (<entity>|one|ones|it|they) (always|then|first|also)? (~start|~begin|~open) (out|off|life)? (its life)? (as|in|with|at|being)? (the|a|an)? (status|state|stage|condition)? (of)? <literal>",
      "(a|an|each|every|the|all|any)? (new|fresh|newly created|newly made) (<entity>|one|ones) (is|are|has|have|gets|get|enters|enter) (always|first)? (in|as|the|a)? (the)? (status|state|stage)? (of)? <literal>",
      "the (first|initial|starting|beginning) (status|state|stage|value) (of (a|an|each|every|any) (new)? <entity>)? (is|must be|shall be|:) (always)? <literal>",
    ],
    (reader, match) => {
      const value = slot(match, "literal")[0]?.value;
      const owner = slot(match, "entity")[0]?.entity;
      if (owner !== undefined) reader.entity = owner;
      const found = typeof value === "string" ? holding(reader, value) : undefined;
      if (found === undefined) return false;
      reader.learn(found.field, { aspect: "default", value: found.choice });
      reader.subjects = [found.field];
      return true;
    },
  ),
  rule(
    [
      "(a|an|each|every|the|all)? (new|fresh)? (<entity>|one|ones|it|they) (always|first)? (starts|start|begins|begin|is created|are created|is made|is opened) (out|off)? (in|with|as|at) (the|a|an)? (status|state|stage) <string> (,)? (and|but|then|from where it|from there it)? (it)? (can|may|could) (later|then|afterwards|only)? (be)? (moved|set|changed|switched|advanced|brought|turned|move|go|change|become|becomes) (later|on)? (to|into|on to)? (the (status|state|stage))? (<choices>|<literal>)",
    ],
    (reader, match) => {
      const { entity } = reader;
      const word = reader.tokens
        .slice(match.start, match.end)
        .find((token) => /^(?:status|state|stage)$/.test(token.word));
      const first = slot(match, "word")[0]?.token.text;
      const single = slot(match, "literal")[0]?.value;
      const later = slot(match, "choices").flatMap((one) => one.values);
      if (typeof single === "string") later.push(single);
      if (entity === undefined || word === undefined || first === undefined || later.length === 0)
        return false;
      const field = entity.field(word.word) ?? entity.addField([word.word]);
      const values = [...new Set([first, ...later])];
      if (field.get("choices") === undefined) {
        reader.learn(field, { aspect: "type", value: "choice" });
        reader.learn(field, { aspect: "choices", value: values });
      } else if (!values.every((value) => field.get("choices")?.includes(value) === true)) return false;
      reader.learn(field, { aspect: "default", value: first });
      reader.subjects = [field];
      return true;
    },
  ),
];
