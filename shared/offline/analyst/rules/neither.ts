import { operationOf } from "./operation-words.ts";
import { type Rule, rule, slot } from "./rule.ts";

const kind = "(date|number|field|time|code)?";

/** What contracts say of what may not be, and of names: "neither the number nor the date shall be amended". */
export const neitherRules: readonly Rule[] = [
  rule(
    [
      `neither (the|its|a)? <field> ${kind} nor (the|its|a)? <field> ${kind} (nor (the|its)? <field>)? (shall|may|can|must|should|will) (ever)? be (changed|amended|altered|modified|updated|edited|corrected)`,
    ],
    (reader, match) => {
      for (const { field } of slot(match, "field")) reader.learn(field, { aspect: "immutable", value: true });
      return true;
    },
  ),
  rule(
    [
      "(any|an|every|each)? (attempt|attempts) (at|of|to) (a|the|its)? <word> (it|one|them|an <entity>|a <entity>|<entity>)?",
    ],
    (reader, match) => {
      const kind = operationOf(slot(match, "word")[0]?.token.word ?? "");
      if (kind === undefined || reader.entity?.operation(kind).get("allowed") !== false) return false;
      reader.denies = true;
      reader.met(`entities/${reader.entity.name}/operations`);
      return true;
    },
  ),
  rule(
    [
      "\\( (each|hereinafter|hereafter|every one)? (called|referred to as|known as)? (a|an|the)? <string> \\)",
    ],
    (reader, match) => {
      const name = slot(match, "word")[0]?.token.text ?? "";
      if (reader.entity === undefined || !/^[A-Z][a-z]+$/.test(name) || reader.subjects.length > 0)
        return false;
      reader.known.alias(name, reader.entity);
      return true;
    },
  ),
];
