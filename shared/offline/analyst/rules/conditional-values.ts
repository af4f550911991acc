import type { Reader } from "../reader.ts";
import { type Rule, rule, slot } from "./rule.ts";

/** Where the condition before a position starts: "if", "when", "once". */
function conditionBefore(reader: Reader, at: number): number | undefined {
  for (let back = at - 1; back >= 0; back -= 1) {
    if (/^(?:if|when|once|whenever|as)$/.test(reader.word(back))) return back;
    if (/^(?:;|:)$/.test(reader.word(back))) return undefined;
  }
  return undefined;
}

const otherwise =
  "(,)? (and)? (otherwise|else|or else|if not|in all other cases|in any other case) (,)? (it is|it|this is)?";

/** "If it was paid, `paid` is true, otherwise false": a yes-or-no field told by what its values mean. */
export const conditionalRules: readonly Rule[] = [
  rule(
    [
      `(then)? (the)? (flag|field)? <name> (is|becomes|will be|must be|has to be|is set to|shall be|should be) (true|false) ${otherwise} (true|false)`,
      `(then)? (the)? (flag|field)? <name> (is|becomes|will be|must be|has to be|is set to|shall be|should be) (true|false)`,
    ],
    (reader, match) => {
      const name = slot(match, "word")[0]?.token.text;
      const from = conditionBefore(reader, match.start);
      const entity = reader.entity;
      if (name === undefined || entity === undefined || from === undefined) return false;
      const field = entity.field(name) ?? entity.addField([name], name);
      reader.learn(field, { aspect: "type", value: "boolean" });
      reader.subjects = [field];
      reader.use(from, match.end);
      return true;
    },
  ),
  rule(
    [
      "(,)? (and|which)? (this|that|it|the latter|false|true)? (is|are) (also)? (what|the value|the default) (that)? (we|you|i|one|the service)? (assume|take|use|get|set|assumes)? (if|when|unless) (nothing|none|something else|it|anything else) (is|was|are)? (given|said|sent|set|told|missing|stated|omitted)",
    ],
    (reader, match) => {
      const [field] = reader.subjects;
      if (field === undefined || field.get("type") !== "boolean") return false;
      const said = reader.tokens
        .slice(0, match.start)
        .findLast((token) => /^(?:true|false)$/.test(token.word));
      if (said === undefined) return false;
      reader.learn(field, { aspect: "default", value: said.word === "true" });
      return true;
    },
  ),
  rule(
    [
      "(in the end|at the end|last but not least|and finally|finally|lastly|in addition|on top of that|as a last thing)",
    ],
    (reader, match) => match.start === 0 && reader.tokens.length > match.end,
  ),
];
