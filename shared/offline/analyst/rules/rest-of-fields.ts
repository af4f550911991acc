import type { Reader } from "../reader.ts";
import { type Rule, rule } from "./rule.ts";

/** Says of every field that nothing else was said of whether it must be given. */
function rest(required: boolean): Rule["apply"] {
  return (reader: Reader) => {
    const entity = reader.entity;
    if (entity === undefined) return false;
    const open = [...new Set(entity.fields.values())].filter(
      (field) =>
        (field.get("source") ?? "input") === "input" &&
        !field.said("required") &&
        field.get("default") === undefined &&
        field.get("references") === undefined,
    );
    for (const field of open)
      field.learn({ aspect: "required", value: required, implied: true }, reader.clause);
    reader.met(`entities/${entity.name}`);
    return true;
  };
}

const others =
  "(everything else|anything else|all (the)? (others|other fields|other properties|other values|other ones|remaining fields|rest)|rest (of (it|them))?|the (rest|others|other fields|other properties|remaining fields|remaining ones|other ones|other values)|other (fields|properties|values))";

/** What holds for the fields that a text has not spoken of one by one. */
export const restRules: readonly Rule[] = [
  rule(
    [
      `${others} (is|are|must be|has to be|have to be|shall be|should be|will be|we|i|clients|callers|must|has to|have to)? (always|also|all)? (be)? (required|mandatory|obligatory|compulsory|needed|sent|send|given|give|present|there|necessary|provide|provided|filled in)`,
    ],
    rest(true),
  ),
  rule(
    [
      `${others} (is|are|may be|can be|could be|might be|can|may)? (all|also)? (optional|stay empty|stay blank|remain empty|be left (out|empty|blank)|left out|omitted|missing|absent|left empty|voluntary)`,
    ],
    rest(false),
  ),
];
