import type { EntityFacts } from "../facts/entity-facts.ts";
import type { Reader } from "../reader.ts";
import { type Rule, rule, slot } from "./rule.ts";

/** Lets the things that refer to another go with it. */
function goWith(reader: Reader, child: EntityFacts, parent: EntityFacts | undefined): boolean {
  const fields = [...new Set(child.fields.values())].filter(
    (field) =>
      field.get("references") !== undefined &&
      (parent === undefined || field.get("references") === parent.name),
  );
  if (fields.length !== 1) return false;
  for (const field of fields) reader.learn(field, { aspect: "onReferencedDelete", value: "delete" });
  return true;
}

const going =
  "(~go|~disappear|~vanish|~leave|~die|are gone|are lost|are dropped|are wiped|are deleted|are removed|must go|should go|should disappear|get deleted|get removed|are taken along|are thrown away|follow|are discarded)";
const too =
  "(as well|too|with it|along with it|together with it|with them|along|away|at the same time|also|automatically|in one go)";

/** What becomes of the things that belong to a deleted one, in the words of prose. */
export const dependentRules: readonly Rule[] = [
  rule(
    [
      `(if|when|once|after|whenever) (a|an|the|any|its)? <entity> (is|are|gets|has been|was|~go|~disappear) (deleted|removed|gone|cancelled|thrown away|dropped)? (\\( <number> \\))? ,? (then|so)? (do|does|are)? (all|all of)? (its|their|the|his|her)? <entity> ${going} ${too}?`,
    ],
    (reader, match) => {
      const [parent, child] = slot(match, "entity").map((one) => one.entity);
      if (parent === undefined || child === undefined || !goWith(reader, child, parent)) return false;
      const status = slot(match, "number")[0]?.number;
      if (status !== undefined && status >= 200 && status < 300) {
        parent.operation("delete").set("status", status, reader.clause);
        reader.met(`entities/${parent.name}/operations/delete`);
      }
      return true;
    },
  ),
  rule(
    [
      `(all|all of)? (its|their|the|his|her)? <entity> (then|also|all)? ${going} ${too}`,
      `(all|all of)? (its|their) <entity> (then|also|all)? ${going}`,
    ],
    (reader, match) => {
      const child = slot(match, "entity")[0]?.entity;
      const deleting =
        reader.context.operations.includes("delete") ||
        reader.operations.includes("delete") ||
        reader.mentions(/^(?:deleted?|deleting|deletion|removed?|removing|deletes|removes)$/);
      const parent = [reader.context.entity, reader.entity].find(
        (entity) => entity !== undefined && entity !== child,
      );
      return child !== undefined && deleting && goWith(reader, child, parent);
    },
  ),
];
