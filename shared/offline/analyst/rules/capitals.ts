import type { Reader } from "../reader.ts";
import { type Rule, rule } from "./rule.ts";

/** Lets what the clause says is unique be compared without regard to case; combinations too. */
export function ignoreCase(reader: Reader): boolean {
  const combined = reader.known.entities.flatMap((entity) =>
    entity.uniqueTogether.flatMap((names) => names.flatMap((name) => entity.field(name) ?? [])),
  );
  const spoken = reader.spoken.length > 0 ? reader.spoken : reader.context.spoken;
  let done = false;
  for (const field of spoken) {
    if (field.get("unique") === "exact") field.refine("unique", "ignore-case", reader.clause);
    else if (!combined.includes(field) || field.get("references") !== undefined) continue;
    else if (/^(?:string|email|url)$/.test(field.get("type") ?? "string"))
      reader.learn(field, { aspect: "ignoreCase", value: true });
    done ||= field.get("unique") === "ignore-case" || field.get("ignoreCase") === true;
  }
  return done;
}

const its = "(it|they|this|that|the word|its|the|their|letters|the letters)?";

/** "No matter how it is capitalised": the ways of saying that case does not count. */
export const capitalsRules: readonly Rule[] = [
  rule(
    [
      `,? (no matter|regardless of|irrespective of|whatever|however|independent of|independently of|disregarding|ignoring|never mind|without regard to|not minding) (how|in which|what|which)? ${its} (is|are)? (capitalised|capitalized|capitalisation|capitalization|capitals|capital letters|letter case|upper case|lower case|case|spelled|spelt|typed|written in capitals|written)`,
      `,? (capitalisation|capitalization|capitals|capital letters|upper and lower case|upper or lower case|letter case|case) (does|do|is|are) (not|irrelevant|ignored) (matter|count|significant|relevant|considered)?`,
    ],
    ignoreCase,
  ),
];
