import type { Entity } from "./entity.ts";
import { elementField, type Field, propertiesOf } from "./field.ts";
import { wholePattern } from "./pattern.ts";

type Type = Field["type"];

/** The thing of a name, where there is one. */
export type EntityNamed = (name: string) => Entity | undefined;

const numbers: readonly Type[] = ["integer", "number"];
const texts: readonly Type[] = ["string", "email", "url", "uuid", "password"];
const moments: readonly Type[] = ["date", "datetime"];

/** What in a field contradicts its type or itself, as the end of a sentence that begins with its name. */
export function fieldProblem(field: Field, entityNamed: EntityNamed): string | undefined {
  return (
    typeProblem(field, entityNamed) ??
    limitProblem(field, entityNamed) ??
    elementProblem(field, entityNamed) ??
    defaultProblem(field)
  );
}

/** What in the elements of a list contradicts their type or itself; of properties it is told by their names. */
function elementProblem(field: Field, entityNamed: EntityNamed): string | undefined {
  const { items } = field;
  if (items === undefined) return undefined;
  const { properties, ...element } = elementField(field);
  const problem = typeProblem(element, entityNamed) ?? limitProblem(element, entityNamed);
  if (problem !== undefined) return `has elements, each of which ${problem}`;
  if (element.onReferencedDelete === "delete" || element.onReferencedDelete === "clear")
    return "is a list of references, which can only keep what they refer to, or outlive it";
  if (items.unique && items.dropsDoubles === true)
    return "drops doubles, so it never has any to refuse: leave out `no doubles`";
  return items.sorted === true ? sortedProblem(field) : undefined;
}

const sortedTypes: readonly Type[] = [
  "string",
  "integer",
  "number",
  "date",
  "time",
  "datetime",
  "email",
  "url",
  "uuid",
];

/** What has no order of its own can't be sorted, and a default is kept as it is written. */
function sortedProblem({ items, default: preset }: Field): string | undefined {
  if (items === undefined || items.values !== undefined || !sortedTypes.includes(items.type))
    return "is `sorted`, which only lists of texts, numbers, dates, times and moments can be";
  if (!Array.isArray(preset)) return undefined;
  const values = preset.map((one) => (items.type === "datetime" ? Date.parse(String(one)) : one));
  const isInOrder = values.every((one, index) => index === 0 || isUpTo(values[index - 1] ?? one, one));
  return isInOrder ? undefined : "is `sorted`, and its default is not: write it in ascending order";
}

function isUpTo(one: string | number | boolean, other: string | number | boolean): boolean {
  if (typeof one === "number" && typeof other === "number") return one <= other;
  return Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other))) <= 0;
}

function isOfReferences({ items }: Field): boolean {
  return items?.type === "reference";
}

function typeProblem(field: Field, entityNamed: EntityNamed): string | undefined {
  const { type, references, values, items } = field;
  if (type === "reference" && (references === undefined || entityNamed(references) === undefined))
    return "refers to no thing of the service";
  if (field.unknownRefusal !== undefined && type !== "reference")
    return `${isOfReferences(field) ? "is a list" : "refers to nothing that could be known"}: \`known\` is an option of single references`;
  if (field.onReferencedDelete !== undefined && type !== "reference")
    return isOfReferences(field)
      ? `is a list: what becomes of its elements is said of them in brackets, as in \`list of ${field.items?.references} (keeps it)\``
      : "refers to nothing that could be deleted";
  if (field.onReferencedDelete === "clear" && field.required)
    return "is required, so it can't be cleared when what it refers to is deleted";
  if (type === "choice" && (values ?? []).length === 0) return "is a choice of nothing";
  if (new Set(values).size < (values ?? []).length) return "names a value twice";
  const inner = propertiesOf(field);
  const names = inner.map(({ name }) => name);
  if (new Set(names).size < names.length) return "has a property twice";
  if (items?.uniqueBy !== undefined && !names.includes(items.uniqueBy))
    return `has no property \`${items.uniqueBy}\` that could differ`;
  for (const property of inner) {
    const isFate = property.onReferencedDelete === "delete" || property.onReferencedDelete === "clear";
    if (isFate)
      return `has \`${property.name}\` inside, which can only keep what it refers to, or outlive it`;
    const ofFields = ofFieldsAlone(property);
    if (ofFields !== undefined)
      return `has \`${property.name}\` inside, which can't be \`${ofFields}\`: only a field of a thing can`;
    if (property.unknownRefusal !== undefined)
      return `has \`${property.name}\`, which is not looked up: only a field of its own is \`known\``;
    const problem = fieldProblem(property, entityNamed);
    if (problem !== undefined) return `has \`${property.name}\`, which ${problem}`;
  }
  return undefined;
}

/** An option that says something of a thing's own fields alone, in the words of a spec; undefined where there is none. */
export function ofFieldsAlone(field: Field): string | undefined {
  if (field.unique !== undefined) return "unique";
  if (field.immutable) return "fixed";
  if (field.ignoredInChanges === true) return "ignored in changes";
  if (field.refusedInChanges === true) return "refused in changes";
  if (field.seenWhere !== undefined) return "seen only by some";
  if (field.hidden === true && field.type !== "password") return "hidden";
  if (field.wholeSeconds === true) return "in whole seconds";
  if (field.ignoreCase === true) return "compared without case";
  return field.omitWhenAbsent ? "left out when empty" : undefined;
}

function limitProblem(field: Field, entityNamed: EntityNamed): string | undefined {
  const { type, minimum, maximum, minLength, maxLength, items, pattern } = field;
  const range = [minimum, maximum, field.exclusiveMinimum, field.exclusiveMaximum, field.multipleOf];
  if (range.some((limit) => limit !== undefined) && !numbers.includes(type))
    return texts.includes(type)
      ? "is a text: its limits are in `characters`, as in `at most 80 characters`"
      : type === "list"
        ? "is a list: its limits are in `elements`, as in `at most 5 elements`"
        : "is no number, so it has no least or greatest value";
  const isLength = minLength !== undefined || maxLength !== undefined;
  const isForm =
    field.notBlank === true || field.trim || field.letterCase !== undefined || pattern !== undefined;
  if ((isLength || isForm) && type === "reference") return formProblem(field, entityNamed);
  if ((isLength || isForm) && !texts.includes(type))
    return type === "list"
      ? "is a list: what its elements must be stands in brackets, as in `list of text (trimmed, 1 to 20 characters)`"
      : isLength
        ? "is no text, so it has no characters"
        : `is no text, so it can't be \`${formWords(field)}\``;
  if (items !== undefined && type !== "list") return "is no list, so it has no elements";
  if (field.wholeSeconds === true && type !== "datetime")
    return "is no moment, so it can't be `in whole seconds`";
  if (field.wholeSeconds === true && field.source === "computed")
    return "is worked out at each read: `in whole seconds` is said of what is kept, as with `set at each change`";
  if (field.mustBe !== undefined && !moments.includes(type)) return "is no date or moment";
  if (pattern !== undefined && wholePattern(pattern) === undefined)
    return `matches \`${pattern}\`, which is no regular expression`;
  if (isAbove(minimum, maximum)) return "has a least value above its greatest";
  if (isAbove(minLength, maxLength)) return "has a least length above its greatest";
  if (isAbove(items?.minItems, items?.maxItems)) return "has a least number of elements above its greatest";
  return undefined;
}

/** A reference may say of what form its identifiers are, where that is how the thing itself says it. */
function formProblem(field: Field, entityNamed: EntityNamed): string | undefined {
  const { name, fields = [], identifier } = entityNamed(field.references ?? "") ?? {};
  const own = fields.find((one) => one.name === identifier?.name);
  if (identifier?.type !== "given" || own === undefined || !texts.includes(own.type))
    return `refers to what the service numbers: \`${formWords(field)}\` can't be said of it`;
  const isAlike = forms.every(
    (form) => field[form] === undefined || field[form] === false || field[form] === own[form],
  );
  if (isAlike) return undefined;
  return `is of a form of which \`${own.name}\` of ${name} need not be: say the same of both`;
}

const forms = ["minLength", "maxLength", "pattern", "notBlank", "trim", "letterCase"] as const;

function formWords({ trim, letterCase, notBlank, pattern }: Field): string {
  if (notBlank === true) return "not blank";
  if (letterCase !== undefined) return `in ${letterCase} case`;
  if (trim) return "trimmed";
  return pattern === undefined ? "characters" : "matches";
}

function isAbove(least: number | undefined, most: number | undefined): boolean {
  return least !== undefined && most !== undefined && least > most;
}

function defaultProblem({ type, values, items, default: preset }: Field): string | undefined {
  if (preset === undefined) return undefined;
  const all = Array.isArray(preset) ? preset : [preset];
  if (type === "list" && !Array.isArray(preset)) return "is a list, so its default is one: `default []`";
  if (type !== "list" && Array.isArray(preset)) return "is no list, so a list can't be its default";
  const choice = type === "list" ? items?.values : values;
  const element = type === "list" ? items?.type : type;
  const wrong = all.find((one) =>
    choice === undefined ? !fits(one, element) : !choice.includes(String(one)),
  );
  if (wrong === undefined) return undefined;
  return choice === undefined
    ? `can't have the default \`${wrong}\`, which is of another type`
    : `can't have the default \`${wrong}\`: it is none of ${choice.join(", ")}`;
}

function fits(value: string | number | boolean, type: Type | undefined): boolean {
  if (type === "boolean") return typeof value === "boolean";
  if (type === "integer") return Number.isInteger(value);
  if (type === "number") return typeof value === "number";
  if (type === "object" || type === "json" || type === "reference") return true;
  return typeof value === "string";
}
