import type { NamedValue } from "../../blueprint/action.ts";
import { type FieldPhrase, newField } from "../phrases/field-type.ts";
import { judgedLines } from "../phrases/judged.ts";
import { actionScope, entityScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";
import { addField, settleWorkedOut } from "./fields.ts";

export const computed: Statement = {
  rule: "Computed",
  about: "total sum count average computed calculated number derived percent overdue late",
  places: ["entity", "action"],
  title: "A value that is worked out",
  meaning:
    "Worked out at each read from other fields and related things, and never kept; with `set at creation` or `set at each change` worked out then (the new thing is one of all things by then), and kept. Options such as `hidden` may follow. Below an action it names a value that its other statements use, worked out before anything is changed.",
  ways: [
    "- NAME = EXPRESSION",
    "- NAME = EXPRESSION, set at creation",
    "- NAME = EXPRESSION, set at each change",
  ],
  grammar: "\n  Computed = WorkedOut\n",
  meanings: {
    Computed: (phrase): Change => {
      const { name: said, given }: FieldPhrase = phrase.value();
      const made = newField(said, given);
      const { expression } = made;
      return (draft) => {
        const { action, entity, blueprint } = draft;
        if (expression === undefined) return;
        if (action !== undefined) {
          const named: NamedValue & { expression: typeof expression } = { name: said, expression };
          const before = action.values.slice();
          action.values.push(named);
          draft.made(named);
          draft.later("named values", () => {
            const scope = actionScope(blueprint, { ...action, values: before }, entity);
            const resolved = draft.resolve(expression, scope, undefined);
            if (resolved === undefined) draft.mayDefine([said]);
            else named.expression = resolved;
          });
        } else if (entity !== undefined) {
          if (made.source === "computed" && made.letterCase !== undefined)
            draft.fail(
              `In which case \`${said}\` is kept can be said where it is kept: add \`set at each change\`.`,
              `in ${made.letterCase} case`,
            );
          addField(draft, entity.fields, made);
          settleWorkedOut(draft, made, () => entityScope(blueprint, entity));
        }
      };
    },
  },
  print: {
    action: (action, entity, blueprint) => judgedLines(action, actionScope(blueprint, action, entity)).values,
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
