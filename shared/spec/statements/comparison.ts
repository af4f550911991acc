import type { Entity } from "../../blueprint/entity.ts";
import type { BinaryOperator, Expression } from "../../blueprint/expression.ts";
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
  title: "Two fields that must fit together",
  meaning:
    "Refused as an invalid value of the first field. `before` and `after` are other words for `less than` and `more than`. A field that is empty breaks nothing.",
  ways: ["- FIELD must be after FIELD", "- FIELD must be at least FIELD", "- FIELD must be other than FIELD"],
  grammar: `
  ComparisonLine = name "must" "be" ComparisonWord name
${word.grammar}`,
  meanings: {
    ComparisonLine: (left, operator, right): Change => {
      const said = { left: left.value(), operator: operator.value(), right: right.value() };
      return inEntity((draft, entity) => {
        entity.comparisons.push(said);
        draft.made(said);
        draft.later("values", () => draft.membersNamed(entity, [said.left, said.right]));
      });
    },
    ...word.meanings,
  },
  print: {
    entity: (entity) =>
      entity.comparisons.map((one) => {
        const isTime = entity.fields.some(
          ({ name, type }) => name === one.left && ["date", "datetime", "time"].includes(type),
        );
        const timely = isTime && (one.operator === "less" ? "before" : one.operator === "greater" && "after");
        return {
          text: `${one.left} must be ${timely || wordsFor(words, one.operator)} ${one.right}`,
          of: one,
        };
      }),
  },
  examples: ["- from: date\n- to: date\n- to must be after from"],
};

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
  meaning: "Short for `Only if ...`, refused as an invalid value. An input that is empty breaks nothing.",
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
        const refusal = { status: blueprint.refusals.invalid, code: "invalid" };
        const guard = settleGuard(
          { condition, refusal },
          { draft, scope: () => actionScope(blueprint, action, entity) },
        );
        draft.later("names", () => {
          guard.refusal.status = blueprint.refusals.invalid;
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
