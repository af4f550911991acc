import type { Conflict } from "./facts/facts.ts";
import type { FieldFacts } from "./facts/field-facts.ts";
import type { Understanding } from "./facts/understanding.ts";
import { nameKey } from "./text/names.ts";

const bounds = [
  ["minimum", "maximum"],
  ["minLength", "maxLength"],
  ["minItems", "maxItems"],
] as const;

/** What people mean to say once, and say twice only by mistake. */
const decisive = new Set([
  "required",
  "default",
  "unique",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "bounds",
]);

/** Words that say outright whether a value has to be given. */
const outright =
  /\b(?:required|require|requires|mandatory|obligatory|compulsory|optional|optionally|must|needed|needs|left out|omitted|has to|have to)\b/i;

/**
 * Whether a text can be refused for it. Two words on one thing are often a misreading of one of them, above all inside
 * one clause, or where a clause does not name the field at all; then the earlier word stays, and the later clause is
 * not met. `texts` are the clauses.
 */
export function isDecisive(
  { aspect, clauses: [first, second], about }: Conflict,
  texts: readonly string[],
): boolean {
  if (aspect === "bounds") return true;
  if (aspect === "allowed") return first !== second && /^(?:delete|create|clear) /.test(about);
  if (first === second || !decisive.has(aspect)) return false;
  const both = [texts[first] ?? "", texts[second] ?? ""];
  if (aspect === "required" && !both.every((text) => outright.test(text))) return false;
  const field = /^\w+\.(\w+):/.exec(about)?.[1];
  return field === undefined || both.every((text) => names(text, field));
}

/** Whether a text names a field, as code or in words. */
function names(text: string, field: string): boolean {
  const key = nameKey(field);
  return (
    text.includes(field) || ` ${nameKey(text.replace(/[^\p{L}\p{N}\s_-]/gu, " "))} `.includes(` ${key} `)
  );
}

/** What the clauses of a text say that cannot all hold; aspects whose later word only adds to the first are none. */
export function contradictionsIn(known: Understanding): Conflict[] {
  const found: Conflict[] = [...known.conflicts];
  for (const entity of known.entities) {
    for (const field of new Set(entity.fields.values())) found.push(...within(field));
    const smallest = entity.fact("defaultSize");
    const largest = entity.fact("maximumSize");
    if (smallest !== undefined && largest !== undefined && smallest.value > largest.value) {
      found.push({
        about: `the default page size ${smallest.value} above the maximum ${largest.value}`,
        clauses: [smallest.clause, largest.clause],
        aspect: "pages",
      });
    }
  }
  const seen = new Set<string>();
  return found.filter((conflict) => {
    const key = `${conflict.about}${conflict.clauses.join()}`;
    return !seen.has(key) && seen.add(key);
  });
}

function within(field: FieldFacts): Conflict[] {
  const found: Conflict[] = [];
  const name = `${field.entity}.${field.name}`;
  for (const [low, high] of bounds) {
    const least = field.fact(low);
    const most = field.fact(high);
    if (least !== undefined && most !== undefined && least.value > most.value) {
      found.push({
        about: `${name}: at least ${least.value} and at most ${most.value}`,
        clauses: [least.clause, most.clause],
        aspect: low === "minimum" ? "bounds" : "lengths",
      });
    }
  }
  const preset = field.fact("default");
  if (preset === undefined || preset.implied) return found;
  const choices = field.fact("choices");
  const value = preset.value;
  if (
    choices !== undefined &&
    !choices.implied &&
    typeof value === "string" &&
    !choices.value.some((choice) => choice.toLowerCase() === value.toLowerCase())
  ) {
    found.push({
      about: `${name}: the default ${value} is none of ${choices.value.join(", ")}`,
      clauses: [choices.clause, preset.clause],
      aspect: "choices",
    });
  }
  const least = field.fact("minimum");
  const most = field.fact("maximum");
  if (typeof value === "number" && least !== undefined && value < least.value)
    found.push({
      about: `${name}: the default ${value} below the minimum ${least.value}`,
      clauses: [least.clause, preset.clause],
      aspect: "default",
    });
  if (typeof value === "number" && most !== undefined && value > most.value)
    found.push({
      about: `${name}: the default ${value} above the maximum ${most.value}`,
      clauses: [most.clause, preset.clause],
      aspect: "default",
    });
  return found;
}
