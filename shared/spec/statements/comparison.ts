import type { Entity } from "../../blueprint/entity.ts";
import type { Change, Statement } from "../statement.ts";

type Operator = Entity["comparisons"][number]["operator"];

const words: Record<Operator, string> = {
  less: "less than",
  "at-most": "at most",
  greater: "more than",
  "at-least": "at least",
  differs: "other than",
};

export const comparison: Statement = {
  rule: "ComparisonLine",
  places: ["entity"],
  title: "Two fields that must fit together",
  meaning:
    "Refused as an invalid value of the first field. `before` and `after` are other words for `less than` and `more than`. A field that is empty breaks nothing.",
  ways: ["- FIELD must be after FIELD", "- FIELD must be at least FIELD", "- FIELD must be other than FIELD"],
  grammar: `
  ComparisonLine = name "must" "be" ComparisonWord name
  ComparisonWord = WordBefore | WordAfter | WordLess | WordMore | WordAtMost | WordAtLeast | WordOther
  WordBefore = "before"
  WordAfter = "after"
  WordLess = "less" "than"
  WordMore = "more" "than"
  WordAtMost = "at" "most"
  WordAtLeast = "at" "least"
  WordOther = "other" "than"
`,
  meanings: {
    ComparisonLine: (left, operator, right): Change => {
      const said = { left: left.value(), operator: operator.value(), right: right.value() };
      return (draft) => {
        const { entity } = draft;
        if (entity === undefined) return;
        entity.comparisons.push(said);
        draft.made(said);
        draft.later("values", () => draft.membersNamed(entity, [said.left, said.right]));
      };
    },
    WordBefore: () => "less",
    WordAfter: () => "greater",
    WordLess: () => "less",
    WordMore: () => "greater",
    WordAtMost: () => "at-most",
    WordAtLeast: () => "at-least",
    WordOther: () => "differs",
  },
  print: {
    entity: (entity) =>
      entity.comparisons.map((one) => {
        const isTime = entity.fields.some(
          ({ name, type }) => name === one.left && ["date", "datetime", "time"].includes(type),
        );
        const timely = isTime && (one.operator === "less" ? "before" : one.operator === "greater" && "after");
        return { text: `${one.left} must be ${timely || words[one.operator]} ${one.right}`, of: one };
      }),
  },
  examples: ["- from: date\n- to: date\n- to must be after from"],
};
