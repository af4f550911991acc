import type { Expression } from "../../blueprint/expression.ts";
import type { Field } from "../../blueprint/field.ts";
import { type Scope, typeOf, type ValueType } from "../../blueprint/value-type.ts";
import { printExpression, printItem } from "../expressions/print.ts";
import { optionTexts } from "../phrases/field-print.ts";
import { newField } from "../phrases/field-type.ts";
import { actionScope, entityScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";
import { addField } from "./fields.ts";

/** The type of a field that holds a value of an expression. */
export function fieldOfType(type: ValueType): Pick<Field, "type"> & Partial<Field> {
  switch (type.kind) {
    case "whole number":
      return { type: "integer" };
    case "truth":
      return { type: "boolean" };
    case "moment":
      return { type: "datetime" };
    case "choice":
      return { type: "choice", values: [...type.values] };
    case "thing":
      return { type: "reference", references: type.entity };
    case "number":
    case "date":
    case "time":
    case "list":
    case "object":
      return { type: type.kind };
    default:
      return { type: "string" };
  }
}

/** A worked-out field as a spec writes it. */
export function computedText({ name, expression, source, ...rest }: Field, scope: Scope): string {
  const moment = { "set-at-creation": ["set at creation"], "set-at-change": ["set at each change"] };
  const moments = source === "set-at-creation" || source === "set-at-change" ? moment[source] : [];
  const more = [...moments, ...optionTexts({ name, source, ...rest }, scope)];
  const print = more.length === 0 ? printExpression : printItem;
  const value = expression === undefined ? "empty" : print(expression, scope);
  return `${name} = ${[value, ...more].join(", ")}`;
}

export const computed: Statement = {
  rule: "Computed",
  about: "total sum count average computed calculated number derived percent overdue late",
  places: ["entity", "action"],
  title: "A value that is worked out",
  meaning:
    "Worked out at each read from other fields and related things, and never kept; with `set at creation` or `set at each change` worked out then, and kept. Below an action it names a value that its other statements use.",
  ways: [
    "- NAME = EXPRESSION",
    "- NAME = EXPRESSION, set at creation",
    "- NAME = EXPRESSION, set at each change",
  ],
  grammar: `
  Computed = name "=" Expression ComputedMoment? Options
  ComputedMoment = "," "set" "at" "creation"  -- creation
                 | "," "set" "at" "each" "change"  -- change
`,
  meanings: {
    Computed: (name, value, moment, options): Change => {
      const said: string = name.value();
      const expression: Expression = value.value();
      const [source = "computed"]: Field["source"][] = moment.value();
      const given: Partial<Field>[] = options.value();
      return (draft) => {
        const { action, entity, blueprint } = draft;
        if (action !== undefined) {
          const named = { name: said, expression };
          const before = action.values.slice();
          action.values.push(named);
          draft.made(named);
          draft.later("named values", () => {
            const scope = actionScope(blueprint, { ...action, values: before }, entity);
            named.expression = draft.resolve(expression, scope, undefined) ?? expression;
          });
        } else if (entity !== undefined) {
          const made = newField(said, [...given, { source, expression }]);
          addField(draft, entity.fields, made);
          const scope = () => entityScope(blueprint, entity);
          draft.typed(made, () => {
            const resolved = draft.resolve(expression, scope(), undefined);
            if (resolved === undefined) draft.untypable(made);
            else Object.assign(made, { expression: resolved }, fieldOfType(typeOf(resolved, scope())));
          });
        }
      };
    },
    ComputedMoment_creation: () => "set-at-creation",
    ComputedMoment_change: () => "set-at-change",
  },
  print: {
    action: (action, entity, blueprint) =>
      action.values.map((one, index) => {
        const before = { ...action, values: action.values.slice(0, index) };
        const scope = actionScope(blueprint, before, entity);
        return { text: `${one.name} = ${printExpression(one.expression, scope)}`, of: one };
      }),
  },
  examples: [
    '- label = name + "!"',
    "- short = length(name) <= 3",
    '- kind = "short" if length(name) < 5, "long" if length(name) > 50, else "usual"',
    "- madeOn = today, set at creation",
    "- lines: list of {price: number, required; quantity: whole number, required}\n- total = sum of price * quantity of its lines",
    '- tags: list of text\n- hot = any of its tags where it is "hot"',
  ],
};
