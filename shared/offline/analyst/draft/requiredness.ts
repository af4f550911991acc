import type { EntityFacts } from "../facts/entity-facts.ts";
import type { FieldFacts } from "../facts/field-facts.ts";
import type { Understanding } from "../facts/understanding.ts";
import { isSoft } from "../lexicon/field-types.ts";
import { nameKey } from "../text/names.ts";

/** What becomes of the fields whose requiredness the text leaves open. */
export type Unmarked =
  /** The text marks only what may be left out, which says that the rest may not. */
  | "required"
  | "optional"
  /** The text marks nothing: what a thing is called by is needed, nothing else is. */
  | "required if named by it";

/** Decides from what the text marks: of the same entity first, then of any. */
export function unmarkedIn(entity: EntityFacts, known: Understanding): Unmarked {
  const own = marksOf(entity);
  if (own.some((mark) => mark)) return "optional";
  if (own.length > 0) return "required";
  const others = known.entities.flatMap((other) => marksOf(other));
  if (others.includes(true)) return "optional";
  return others.length > 0 ? "required" : "required if named by it";
}

/** Each mark of an entity's fields: true for required, false for optional. What a reference or a null implies is none. */
function marksOf(entity: EntityFacts): boolean[] {
  return inputsOf(entity).flatMap((field) => {
    const fact = field.fact("required");
    if (fact === undefined) return [];
    const consequence =
      fact.implied &&
      (field.get("references") !== undefined ||
        field.get("nullable") === true ||
        field.name === entity.get("identifierName"));
    return consequence ? [] : [fact.value];
  });
}

function inputsOf(entity: EntityFacts): FieldFacts[] {
  return [...new Set(entity.fields.values())].filter(
    (field) => field.touched && (field.get("source") ?? "input") === "input",
  );
}

const naming =
  /^(?:(?:full|first|last|given|family|user|file) )?(?:name|title|label|subject|text|message|headline|heading|question|term|username|code|key|slug|sku|isbn|barcode|symbol|vin|serial(?: number)?)$/;

/** Whether a thing is called by a field: its name, title or text, or the code it goes by. */
function namesItsThing(field: FieldFacts): boolean {
  const phrase = field.words.join(" ").toLowerCase();
  const own = nameKey(field.entity);
  const key = nameKey(phrase);
  return naming.test(key.startsWith(`${own} `) ? key.slice(own.length + 1) : key) || isUnique(field);
}

function isUnique(field: FieldFacts): boolean {
  return field.get("unique") === "exact" || field.get("unique") === "ignore-case";
}

/** Whether a value must be given, of a field that has no default. */
export function isRequired(field: FieldFacts, entity: EntityFacts, unmarked: Unmarked): boolean {
  const told = field.get("required");
  if (told !== undefined) return told;
  if (field.get("notBlank") === true) return true;
  if (field.get("type") === "list" && mustHold(field) && field.get("nullable") !== true) return true;
  if (field.unsure && !namesItsThing(field)) return false;
  if (field.get("nullable") === true) return false;
  // What a thing is told from all others by can hardly be missing, whatever the text marks besides.
  if (unmarked === "optional") return isUnique(field);
  if (unmarked === "required") {
    const tells = entity.uniqueTogether.some((names) => names.includes(field.name));
    return tells || (!isSoft(field.words) && field.get("type") !== "object");
  }
  return namesItsThing(field) || inputsOf(entity).length === 1;
}

/** Whether a list holds at least one value whenever it is there. */
export function mustHold(field: FieldFacts): boolean {
  return (field.get("minItems") ?? field.get("minimum") ?? 0) > 0;
}
