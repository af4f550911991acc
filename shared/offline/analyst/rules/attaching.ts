import type { Attribute } from "../facts/field-facts.ts";
import { readFieldList } from "./field-list.ts";
import { type Rule, rule } from "./rule.ts";

const optional: Attribute = { aspect: "required", value: false, implied: true };

/** "Teams can optionally attach a link and up to five tags": fields that people may give to a thing. */
export const attachingRules: readonly Rule[] = [
  rule(
    [
      "(can|may|could) (also|optionally|additionally|if they like)? (attach|enclose|append|supply) (to it|to them|as well)?",
      "(can|may|could)? optionally (also)? (attach|enclose|append|supply|add|give|provide|include|specify|mention|enter|state|leave)",
    ],
    (reader, match) => {
      const { entity } = reader;
      if (entity === undefined || reader.scope.entityAt(reader.tokens, match.end) !== undefined) return false;
      const determined = /^(?:a|an|the|some|up|several|one|its|their|at|any)$/.test(reader.word(match.end));
      if (!determined && reader.tokens[match.end]?.code !== true) return false;
      let article = match.end;
      while (/^(?:a|an|the|some|new|another)$/.test(reader.word(article))) article += 1;
      if (reader.scope.entityAt(reader.tokens, article) !== undefined) return false;
      const listed = readFieldList(reader, match.end, [optional]);
      if (listed.fields.length === 0) return false;
      reader.use(match.start, listed.end);
      reader.subjects = listed.fields.slice(-1);
      return true;
    },
  ),
];
