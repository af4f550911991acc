import type { Entity } from "../../blueprint/entity.ts";
import { inEntity } from "../change.ts";
import { fixedWords, wordsFor } from "../fixed-words.ts";
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
