import type { FieldFacts } from "../facts/field-facts.ts";
import type { Reader } from "../reader.ts";
import { type Rule, rule } from "./rule.ts";

function point(reader: Reader, field: FieldFacts | undefined): boolean {
  if (field === undefined) return false;
  reader.subjects = [field];
  reader.metField(field);
  return true;
}

function spokenOf(reader: Reader): readonly FieldFacts[] {
  return reader.listed.length > 1
    ? reader.listed
    : reader.spoken.length > 1
      ? reader.spoken
      : reader.context.spoken;
}

/** "The latter being an amount of money": points back to one of the fields spoken of last. */
export const latterRules: readonly Rule[] = [
  rule(["(the)? (latter|last-named|last of these|last of them)"], (reader) =>
    point(reader, spokenOf(reader).at(-1)),
  ),
  rule(["(the)? (former|first-named)"], (reader) => point(reader, spokenOf(reader).at(-2))),
  rule(
    [
      "(individually|separately|one by one|independently (of each other|of one another)?|one at a time|each on (its|their) own|on their own)",
      "without (having to)? (type|typing|enter|entering|send|sending|give|giving|repeat|repeating|fill|filling) (in)? (everything|it all|all of it|the whole thing|the rest|all the rest|the whole lot) (in)? (again|anew|once more|too|along)?",
    ],
    (reader) => {
      const entity = reader.entity;
      if (
        entity === undefined ||
        !reader.mentions(
          /^(?:amend|amended|change|changed|changes|update|updated|edit|edited|correct|corrected|modify|modified|alter|altered|fix|fixed)$/,
        )
      )
        return false;
      reader.met(`entities/${entity.name}/operations/update`);
      return true;
    },
  ),
];
