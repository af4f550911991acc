import type { Entity } from "../../blueprint/entity.ts";
import type { BinaryOperator, Expression } from "../../blueprint/expression.ts";
import { comparableParameter } from "../../blueprint/list-comparisons.ts";
import { usualCodes } from "../../blueprint/refusal.ts";
import { inEntity } from "../change.ts";
import { fixedWords, wordsFor } from "../fixed-words.ts";
import { addGuard, settleGuard } from "../phrases/guard.ts";
import { actionScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";

type Operator = Entity["comparisons"][number]["operator"];

const words: Record<string, Operator> = {
  "less than": "less",
  before: "less",
  "at most": "at-most",
  "more than": "greater",
  after: "greater",
  "at least": "at-least",
  "other than": "differs",
};
const word = fixedWords("ComparisonWord", words);

export const comparison: Statement = {
  rule: "ComparisonLine",
  places: ["entity"],
  title: "Two fields, or two parameters of its list, that must fit together",
  meaning:
    "Refused as an invalid value of the first. `before` and `after` are other words for `less than` and `more than`. What is empty breaks nothing.",
  ways: [
    "- FIELD must be after FIELD",
    "- FIELD must be other than FIELD",
    "- `?NAME` must be at most `?NAME`",
  ],
  grammar: `
  ComparisonLine = name "must" "be" ComparisonWord name  -- fields
                 | query "must" "be" ComparisonWord query  -- parameters
${word.grammar}`,
  meanings: {
    ComparisonLine_fields: (left, operator, right): Change => {
      const said = { left: left.value(), operator: operator.value(), right: right.value() };
      return inEntity((draft, entity) => {
        entity.comparisons.push(said);
        draft.made(said);
        draft.later("values", () => draft.membersNamed(entity, [said.left, said.right]));
      });
    },
    ComparisonLine_parameters: (left, operator, right): Change => {
      const said = { left: left.value(), operator: operator.value(), right: right.value() };
      return inEntity((draft, { list }) => {
        list.comparisons = [...(list.comparisons ?? []), said];
        draft.made(said);
      });
    },
    ...word.meanings,
  },
  print: {
    entity: (entity) => [
      ...entity.comparisons.map((one) => {
        const isTime = entity.fields.some(
          ({ name, type }) => name === one.left && ["date", "datetime", "time"].includes(type),
        );
        return { text: `${one.left} must be ${operatorWords(one.operator, isTime)} ${one.right}`, of: one };
      }),
      ...(entity.list.comparisons ?? []).map((one) => {
        const isTime = comparableParameter(entity, one.left) !== "number";
        return {
          text: `\`?${one.left}\` must be ${operatorWords(one.operator, isTime)} \`?${one.right}\``,
          of: one,
        };
      }),
    ],
  },
  examples: [
    "- from: date\n- to: date\n- to must be after from",
    "- on: date\n- `?from` at least on\n- `?to` at most on\n- `?from` must be at most `?to`",
  ],
};

/** The words of an operator; of what is earlier or later, those of times. */
function operatorWords(operator: Operator, isTime: boolean): string {
  const timely = isTime && (operator === "less" ? "before" : operator === "greater" && "after");
  return timely || wordsFor(words, operator);
}

const signs: Record<Operator, BinaryOperator> = {
  less: "<",
  "at-most": "<=",
  greater: ">",
  "at-least": ">=",
  differs: "!=",
};

/** Short for a guard that refuses as an invalid value does, also where one of the two is empty. */
export const inputComparison: Statement = {
  rule: "InputComparison",
  places: ["action"],
  isShorthand: true,
  title: "Two inputs that must fit together",
  meaning: "Short for `Only if ...`, refused as an invalid value of the first. What is empty breaks nothing.",
  ways: ["- INPUT must be after INPUT"],
  grammar: '\n  InputComparison = name "must" "be" ComparisonWord name\n',
  meanings: {
    InputComparison: (left, operator, right): Change => {
      const [one, other] = [left, right].map(
        (name): Expression => ({ kind: "path", scope: "own", names: [name.value()] }),
      );
      const sign = signs[operator.value() as Operator];
      return (draft) => {
        const { action, entity, blueprint } = draft;
        if (action === undefined || one === undefined || other === undefined) return;
        const isEmpty = (operand: Expression): Expression => ({
          kind: "binary",
          operator: "=",
          left: operand,
          right: { kind: "literal", value: null },
        });
        const holds: Expression = { kind: "binary", operator: sign, left: one, right: other };
        const condition = [isEmpty(one), isEmpty(other), holds].reduce((before, part) => ({
          kind: "binary",
          operator: "or",
          left: before,
          right: part,
        }));
        const field: string = left.value();
        const message = `${field} must be ${operator.sourceString} ${right.sourceString}`;
        const refusal = { status: blueprint.refusals.invalid, code: "invalid", message, field };
        const guard = settleGuard(
          { condition, refusal },
          { draft, scope: () => actionScope(blueprint, action, entity) },
        );
        draft.later("names", () => {
          const { invalid, codes } = blueprint.refusals;
          Object.assign(guard.refusal, { status: invalid, code: codes?.invalid ?? usualCodes.invalid });
        });
        addGuard(draft, action, guard);
      };
    },
  },
  print: {},
  examples: [
    "### Plan: `POST /plans`\n- from: date\n- to: date\n- to must be after from\n- Answers {planned: true}",
  ],
};
