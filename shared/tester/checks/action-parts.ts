import type { Answer, EarlyAnswer, NamedValue } from "../../blueprint/action.ts";
import type { Expression } from "../../blueprint/expression.ts";
import { mistaken } from "../scenario/mutants.ts";

const nothing: Expression = { kind: "literal", value: null };

/** A named value with one mistake each. */
export function mistakenValues(value: NamedValue): NamedValue[] {
  if ("expression" in value)
    return mistaken(value.expression).map((expression) => ({ ...value, expression }));
  if (!("finds" in value)) return [];
  const { finds, order } = value;
  const { where, ...all } = finds;
  return [
    ...(where === undefined ? [] : [{ ...value, finds: all }]),
    ...(where === undefined ? [] : mistaken(where)).map((other) => ({
      ...value,
      finds: { ...finds, where: other },
    })),
    ...(finds.via === undefined
      ? []
      : [{ ...value, finds: { entity: finds.entity, ...(where && { where }) } }]),
    ...(order === undefined
      ? []
      : [
          { name: value.name, finds },
          {
            ...value,
            order: order.map(({ field, descending }) => ({ field, descending: !descending })),
          },
        ]),
  ];
}

/** A named value that is always empty; undefined of what a function gives. */
export function emptied(value: NamedValue): NamedValue | undefined {
  if ("expression" in value) return { ...value, expression: nothing };
  if ("finds" in value)
    return { ...value, finds: { ...value.finds, where: { kind: "literal", value: false } } };
  return undefined;
}

/** An early answer with one mistake each: when it is given, how, and what it says. */
export function mistakenAnswers({ condition, answer }: EarlyAnswer): EarlyAnswer[] {
  const values = "value" in answer ? mistaken(answer.value) : [];
  return [
    { condition, answer: withOtherStatus(answer) },
    ...mistaken(condition).map((other) => ({ condition: other, answer })),
    ...values.map((value) => ({ condition, answer: { ...answer, value } as Answer })),
  ];
}

/** The same answer with another status of success. */
export function withOtherStatus(answer: Answer): Answer {
  return { ...answer, status: answer.status === 203 ? 200 : 203 };
}
