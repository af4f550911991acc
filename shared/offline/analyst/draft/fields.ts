import type * as z from "zod";
import type { Field, FieldType } from "../../../blueprint/field.ts";
import type { EntityFacts } from "../facts/entity-facts.ts";
import type { FieldFacts } from "../facts/field-facts.ts";
import type { Understanding } from "../facts/understanding.ts";
import { typeHints } from "../lexicon/field-types.ts";
import { nameKey } from "../text/names.ts";
import { isRequired, mustHold, type Unmarked, unmarkedIn } from "./requiredness.ts";
import { settle } from "./settle.ts";
import { isUniqueAlone } from "./unique.ts";

export type FieldDraft = z.input<typeof Field>;

/** The fields of an entity as the blueprint has them, in the order of the text. */
export function draftFields(entity: EntityFacts, known: Understanding): FieldDraft[] {
  const fields = [...new Set(entity.fields.values())].filter((field) => field.touched);
  const unmarked = unmarkedIn(entity, known);
  return fields.map((field) => draftField(field, entity, known, unmarked));
}

function draftField(
  field: FieldFacts,
  entity: EntityFacts,
  known: Understanding,
  unmarked: Unmarked,
): FieldDraft {
  for (const hint of typeHints(field.words)) {
    if (hint.aspect === "type" && field.get("choices") !== undefined) continue;
    if (hint.aspect === "source" && field.said("required") && field.get("required") === true) continue;
    field.learn({ ...hint, implied: true }, 0);
  }
  const type = typeOf(field, known);
  const references = type === "reference" ? (field.get("references") ?? referredBy(field, known)) : undefined;
  const source = field.get("source") ?? "input";
  const draft: FieldDraft = { name: field.name, type, source };
  if (source !== "input") return draft;
  const preset = defaultOf(field, type);
  if (preset !== undefined) draft.default = preset;
  const isKey = entity.get("identifierType") === "given" && entity.get("identifierName") === field.name;
  draft.required = isKey || (preset === undefined && isRequired(field, entity, unmarked));
  draft.nullable = field.get("nullable") ?? (!draft.required && preset === undefined);
  if (isKey) draft.nullable = false;
  if (field.get("immutable") === true || isKey) draft.immutable = true;
  if (field.get("trim") === true) draft.trim = true;
  if (field.get("omitWhenAbsent") === true) draft.omitWhenAbsent = true;
  const unique = isUniqueAlone(field, entity) ? (field.get("unique") ?? "exact") : undefined;
  if (unique === "exact" || unique === "ignore-case")
    draft.unique =
      type === "string" || type === "email" || type === "url" || type === "choice" ? unique : "exact";
  if (field.get("ignoreCase") === true && (type === "string" || type === "email" || type === "url"))
    draft.ignoreCase = true;
  const mustBe = field.get("mustBe");
  if (mustBe !== undefined && (type === "date" || type === "datetime")) draft.mustBe = mustBe;
  if (type === "choice") draft.values = [...(field.get("choices") ?? [])];
  if (references !== undefined) {
    draft.references = references;
    const effect = field.get("onReferencedDelete") ?? "refuse";
    draft.onReferencedDelete = effect;
  }
  Object.assign(draft, limitsOf(field, type, draft.required));
  settle(draft, field, known);
  return draft;
}

function typeOf(field: FieldFacts, known: Understanding): FieldType {
  const type = field.get("type");
  if (
    field.get("references") !== undefined ||
    (field.fact("type")?.implied !== false && type !== "list" && referredBy(field, known) !== undefined)
  )
    return "reference";
  if ((type === "integer" || type === "uuid" || type === "string") && referredBy(field, known) !== undefined)
    return "reference";
  if (field.get("choices") !== undefined && type !== "list") return "choice";
  if (
    field.get("minItems") !== undefined ||
    field.get("maxItems") !== undefined ||
    field.get("itemsUnique") !== undefined
  )
    return "list";
  const preset = field.get("default");
  if (field.said("type") && type !== undefined) return refined(field, type);
  if (typeof preset === "boolean") return "boolean";
  if (type === "boolean" && (field.get("minimum") !== undefined || typeof preset === "string"))
    return "string";
  if (field.get("digits") === true) return "string";
  if (
    (field.get("minLength") !== undefined && !field.fact("minLength")?.implied) ||
    field.get("maxLength") !== undefined ||
    field.get("notBlank") === true ||
    field.get("pattern") !== undefined
  ) {
    return type === "email" || type === "url" || type === "list" ? type : "string";
  }
  if (type !== undefined) return refined(field, type);
  const bounds = [
    field.get("minimum"),
    field.get("maximum"),
    field.get("exclusiveMinimum"),
    field.get("exclusiveMaximum"),
  ].filter((bound) => bound !== undefined);
  if (field.get("decimals") !== undefined) return "number";
  if (bounds.length > 0)
    return (bounds.length > 1 || /^number$/.test(field.words.at(-1) ?? "")) &&
      bounds.every((bound) => Number.isInteger(bound))
      ? "integer"
      : "number";
  return typeof preset === "number" ? (Number.isInteger(preset) ? "integer" : "number") : "string";
}

/** A rating of 1.5 is no integer's bound, and two decimals no integer. */
function refined(field: FieldFacts, type: FieldType): FieldType {
  const bounds = [field.get("minimum"), field.get("maximum")];
  if (
    type === "integer" &&
    !field.said("type") &&
    (field.get("decimals") !== undefined ||
      bounds.some((bound) => bound !== undefined && !Number.isInteger(bound)))
  )
    return "number";
  return type;
}

/** The entity that a name such as `authorId` refers to. */
function referredBy(field: FieldFacts, known: Understanding): string | undefined {
  const key = nameKey(field.name);
  if (!/ id$/.test(key)) return undefined;
  const entity = known.entity(key.replace(/ id$/, ""));
  return entity !== undefined && entity.name !== field.entity ? entity.name : undefined;
}

function defaultOf(field: FieldFacts, type: FieldType): FieldDraft["default"] {
  const said = field.get("default");
  if (said !== undefined) {
    if (type === "choice" && typeof said === "string") {
      return field.get("choices")?.find((choice) => choice.toLowerCase() === said.toLowerCase()) ?? said;
    }
    if (type === "list") return Array.isArray(said) ? [...said] : [];
    if (said === "now" && type !== "date" && type !== "datetime") return undefined;
    if (type === "boolean" && typeof said === "string") return undefined;
    if (type === "string" && typeof said !== "string") return String(said);
    return typeof said === "object" ? [...said] : said;
  }
  if (field.get("required") === true && field.said("required")) return undefined;
  if (field.get("nullable") === true) return undefined;
  if (type === "boolean") return false;
  if (type === "list" && !mustHold(field)) return [];
  return undefined;
}

function limitsOf(field: FieldFacts, type: FieldType, required: boolean): Partial<FieldDraft> {
  const limits: Partial<FieldDraft> = {};
  const textual = type === "string" || type === "email" || type === "url";
  const numeric = type === "integer" || type === "number";
  const minimum = field.get("minimum") ?? (type === "list" ? undefined : field.get("itemMinimum"));
  const maximum = field.get("maximum") ?? (type === "list" ? undefined : field.get("itemMaximum"));
  if (numeric) {
    if (minimum !== undefined) limits.minimum = minimum;
    if (maximum !== undefined) limits.maximum = maximum;
    const over = field.get("exclusiveMinimum");
    const under = field.get("exclusiveMaximum");
    if (over !== undefined) limits.exclusiveMinimum = over;
    if (under !== undefined) limits.exclusiveMaximum = under;
    const decimals = field.get("decimals");
    const step =
      field.get("multipleOf") ??
      (decimals === undefined ? undefined : Number((10 ** -decimals).toFixed(decimals)));
    if (step !== undefined) limits.multipleOf = step;
  } else if (textual) {
    const shortest = field.get("minLength") ?? minimum ?? (required ? 1 : undefined);
    const longest = field.get("maxLength") ?? maximum;
    if (shortest !== undefined && shortest > 0) limits.minLength = shortest;
    if (longest !== undefined) limits.maxLength = longest;
    const pattern =
      field.get("pattern") ??
      (field.get("digits") === true
        ? "[0-9]+"
        : field.get("notBlank") === true
          ? "[\\s\\S]*\\S[\\s\\S]*"
          : undefined);
    if (pattern !== undefined) limits.pattern = pattern;
  } else if (type === "list") {
    const listOf = field.get("listOf") ?? "string";
    const least = field.get("itemMinimum");
    const greatest = field.get("itemMaximum");
    const fewest = field.get("minItems") ?? minimum;
    const most = field.get("maxItems") ?? maximum;
    const longest = field.get("maxLength");
    const shortest = field.get("minLength");
    limits.items = {
      type: listOf,
      ...(fewest !== undefined && fewest > 0 ? { minItems: fewest } : {}),
      ...(most === undefined ? {} : { maxItems: most }),
      ...(shortest === undefined || field.fact("minLength")?.implied === true ? {} : { minLength: shortest }),
      ...(longest === undefined ? {} : { maxLength: longest }),
      ...(least === undefined || (listOf !== "integer" && listOf !== "number") ? {} : { minimum: least }),
      ...(greatest === undefined || (listOf !== "integer" && listOf !== "number")
        ? {}
        : { maximum: greatest }),
      ...(field.get("itemsUnique") === true ? { unique: true } : {}),
      ...(field.get("choices") === undefined ? {} : { values: [...(field.get("choices") ?? [])] }),
    };
  }
  return limits;
}
