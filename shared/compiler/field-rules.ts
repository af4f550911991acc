import type { Entity } from "../blueprint/entity.ts";
import { elementField, type Field, givenProperties, propertiesOf } from "../blueprint/field.ts";
import { memberOf, text } from "../code/literal.ts";
import { type EntityModel, type FieldModel, fieldNamed, inputFields, operationsOf } from "./model.ts";
import { isKnownFromBody } from "./nesting.ts";

type Comparison = Entity["comparisons"][number];

/** For each operator: what breaks it, and how to say so. */
const operators = {
  less: { broken: ">=", words: "must be less than", moment: "must be before" },
  "at-most": { broken: ">", words: "must be at most", moment: "must not be after" },
  greater: { broken: "<=", words: "must be greater than", moment: "must be after" },
  "at-least": { broken: "<", words: "must be at least", moment: "must not be before" },
  differs: { broken: "===", words: "must differ from", moment: "must differ from" },
} as const;

export function hasComparisons({ entity }: EntityModel): boolean {
  return entity.comparisons.length > 0;
}

/** Whether all that is compared is what a create gives, so that it is told with the other wrong fields. */
export function comparesGiven(model: EntityModel): boolean {
  return hasComparisons(model) && comparedNames(model).every((name) => isKnownFromBody(model, name));
}

/** Whether some of what is compared is known only of the whole thing, so that a create is checked once that is put together. */
export function comparesLater(model: EntityModel): boolean {
  return hasComparisons(model) && !comparesGiven(model);
}

function comparedNames({ entity }: EntityModel): string[] {
  return [...new Set(entity.comparisons.flatMap(({ left, right }) => [left, right]))];
}

/** Whether a field, or a part of it, must lie on one side of now. */
export function hasMoments(field: Field): boolean {
  if (field.mustBe !== undefined || field.items?.mustBe !== undefined) return true;
  return givenProperties(propertiesOf(field)).some(hasMoments);
}

export function momentFields(model: EntityModel): FieldModel[] {
  return inputFields(model).filter(({ field }) => hasMoments(field));
}

/** Statements that refuse days and moments on the wrong side of `now`, in fields of the value and in parts of them. */
export function momentChecks(fields: readonly Field[], value: string, path = ""): string[] {
  return fields.filter(hasMoments).flatMap((field) => {
    const member = memberOf(value, field.name);
    const name = `${path}${field.name}`;
    if (field.mustBe !== undefined)
      return [`checkMoment(${text(name)}, ${member}, ${text(field.mustBe)}, now);`];
    const inner = givenProperties(propertiesOf(field));
    const one = field.type === "list" ? "element" : "part";
    const { mustBe } = elementField(field);
    const checks =
      mustBe === undefined
        ? momentChecks(inner, one, `${name}.`).join("\n")
        : `checkMoment(${text(name)}, ${one}, ${text(mustBe)}, now);`;
    return field.type === "list"
      ? [`for (const ${one} of ${member} ?? []) {\n${checks}\n}`]
      : [`if (${member}) {\nconst ${one} = ${member};\n${checks}\n}`];
  });
}

/** Functions that check rules which no single field's schema can hold. */
export function fieldRules(model: EntityModel, isMadeByActions: boolean): string[] {
  if (!isMadeByActions && operationsOf(model, "create", "update", "replace").length === 0) return [];
  return hasComparisons(model) ? [comparisonRules(model)] : [];
}

function comparisonRules(model: EntityModel): string {
  const names = comparedNames(model);
  const lines = model.entity.comparisons.map((comparison) => comparisonRule(model, comparison));
  return (
    `/** The values, unless those that are there are at odds with each other: those are refused. */\n` +
    `export function check${model.type}<Row extends Partial<Pick<${model.type}, ${names.map((name) => text(name)).join(" | ")}>>>(row: Row): Row {\n` +
    `${lines.join("")}return row;\n}\n`
  );
}

function comparisonRule(model: EntityModel, { left, operator, right }: Comparison): string {
  const fields = [fieldNamed(model, left), fieldNamed(model, right)] as const;
  const conditions = fields.flatMap(({ name, mayBeNull }) => {
    const member = memberOf("row", name);
    return [`${member} !== undefined`, ...(mayBeNull ? [`${member} !== null`] : [])];
  });
  const { broken } = operators[operator];
  conditions.push(`${comparableCode(fields[0])} ${broken} ${comparableCode(fields[1])}`);
  const isTime = ["date", "datetime", "time"].includes(fields[0].field.type);
  const message = comparisonMessage({ left, operator, right }, isTime);
  return guard(conditions, left, message);
}

/** How a value that is compared with another must be, to callers. */
export function comparisonMessage({ operator, right }: Comparison, isTime: boolean): string {
  const { words, moment } = operators[operator];
  return `${isTime ? moment : words} ${right}`;
}

function guard(conditions: string[], field: string, message: string): string {
  return `if (${conditions.join(" && ")}) {\nthrow invalid(${text(field)}, ${text(message)});\n}\n`;
}

function comparableCode({ field, name }: FieldModel): string {
  const member = memberOf("row", name);
  if (field.type === "datetime")
    return `instant(${field.wholeSeconds === true ? `withoutFraction(${member})` : member})`;
  return field.type === "time" ? `${member}.padEnd(8, ":00")` : member;
}
