import { elementField, type Field } from "../../blueprint/field.ts";
import { shortened } from "../../shortened.ts";
import { literal } from "./code.ts";
import { enumeration } from "./phrases.ts";

const TYPES: Record<Field["type"], string> = {
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  date: "a calendar date",
  time: "a clock time",
  datetime: "an instant",
  email: "an email address",
  url: "a URL",
  uuid: "a UUID",
  password: "a password",
  choice: "a choice",
  list: "a list",
  object: "an object",
  json: "anything",
  reference: "a reference",
};

/** A field's type and limits in words, to follow "is": `a whole number, 1 or more and 50 or less`. */
export function describeRules(field: Field): string {
  if (field.type === "choice") {
    return `one of ${enumeration(
      (field.values ?? []).map((value) => literal(shortened(value, 30))),
      "or",
    )}`;
  }
  const rules = [...numberRules(field), ...lengthRules(field), ...listRules(field)];
  if (field.pattern !== undefined) rules.push(`in the form ${shortened(field.pattern, 60)}`);
  if (field.mustBe !== undefined) rules.push(`in the ${field.mustBe.replaceAll("-", " ")}`);
  return rules.length === 0 ? TYPES[field.type] : `${TYPES[field.type]}, ${enumeration(rules)}`;
}

function numberRules(field: Field): string[] {
  const rules: string[] = [];
  if (field.minimum !== undefined) rules.push(`${field.minimum} or more`);
  if (field.exclusiveMinimum !== undefined) rules.push(`more than ${field.exclusiveMinimum}`);
  if (field.maximum !== undefined) rules.push(`${field.maximum} or less`);
  if (field.exclusiveMaximum !== undefined) rules.push(`less than ${field.exclusiveMaximum}`);
  if (field.multipleOf !== undefined) rules.push(`a multiple of ${field.multipleOf}`);
  return rules;
}

function lengthRules({ minLength, maxLength, notBlank }: Field): string[] {
  const rules: string[] = notBlank === true ? ["not blank"] : [];
  if (minLength === 1) rules.push("not empty");
  else if (minLength !== undefined) rules.push(`${minLength} characters or more`);
  if (maxLength !== undefined) rules.push(`${maxLength} characters or less`);
  return rules;
}

function listRules(field: Field): string[] {
  const { items } = field;
  const rules: string[] = [];
  if (items?.minItems !== undefined) rules.push(`${items.minItems} elements or more`);
  if (items?.maxItems !== undefined) rules.push(`${items.maxItems} elements or less`);
  const element =
    items === undefined ? TYPES.string : describeRules({ ...elementField(field), name: "element" });
  if (element !== TYPES.string) rules.push(`each element ${element}`);
  if (items?.unique === true) rules.push("each element once");
  return rules;
}
