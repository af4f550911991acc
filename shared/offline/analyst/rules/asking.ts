import { isName } from "../grammar/slots.ts";
import type { Reader } from "../reader.ts";
import { addFilter, addParameter, comparisonFor } from "./filters.ts";
import { type Rule, rule, slot } from "./rule.ts";

const asks = /^(?:ask|asks|asking|request|requests|want|wants|pick|picks|choose|chooses|get|gets)$/;
const some = "(one|a|an|the|any|some|a given|one given)";
const those = "(those|the ones|ones|only those|just those|only <entity>|the <entity>|<entity>|all|all those)";

/** Whether somebody asks for some of the things that are listed. */
function isAsking(reader: Reader): boolean {
  return reader.mentions(asks) && reader.mentions(/^(?:those|ones|only|just|all)$/);
}

/** "One can ask for those of one status, and for those that depart after a moment with `departsAfter`." */
export const askingRules: readonly Rule[] = [
  rule(
    [
      `(and|,|or)? (~ask|~request)? for ${those} (of|with|in|from|at|having|that have) ${some} (certain|given|particular|specific|single)? <field>`,
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const entity = field === undefined ? undefined : reader.known.byName(field.entity);
      if (field === undefined || entity === undefined || !isAsking(reader)) return false;
      const known = entity.filters.some((filter) => filter.fields.includes(field.name));
      if (!known)
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
    ["(with|by|via|using|through|by means of) (the|their)? <name> ((and|or|,|/) <name>)?"],
    (reader, match) => {
      const { entity } = reader;
      const names = slot(match, "word").map((one) => one.token);
      if (entity === undefined || !isAsking(reader) || !names.every(isName)) return false;
      if (names.some((token) => !token.code || entity.field(token.text)?.get("source") !== undefined))
        return false;
      const read = names.map((token) => addParameter(reader, entity, token.text, match.start));
      if (!read.some(Boolean)) return false;
      for (const [index, token] of names.entries())
        if (read[index] !== true)
          reader.reasons.push(`no field is known for the query parameter ${token.text}`);
      return true;
    },
  ),
];
