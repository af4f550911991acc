import type { Expression } from "../../blueprint/expression.ts";
import type { Rule } from "../../blueprint/rules.ts";
import { inEntity } from "../change.ts";
import { printCondition } from "../expressions/print.ts";
import { optional } from "../phrases/field-type.ts";
import { type RefusalPhrase, refusalText, settleRefusal } from "../phrases/refusal.ts";
import { entityScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";

export const rule: Statement = {
  rule: "RuleLine",
  about: "must never always cannot before after invalid",
  places: ["entity"],
  title: "A rule that always holds",
  meaning:
    "What must be true of every thing, after each change that touches it; a change that would break it is refused and leaves nothing behind. What can't be said because a value is empty breaks nothing. Put `STATE is not x or ...` for a rule that holds only in a state.",
  ways: [
    "- Must hold: CONDITION (STATUS `code`)",
    '- Must hold: CONDITION (STATUS `code`, "message", with NAME: VALUE)',
  ],
  grammar: '\n  RuleLine = "must" "hold" ":" Or Refusal?\n',
  meanings: {
    RuleLine: (condition, refusal): Change => {
      const raw: Expression = condition.value();
      const said = optional<RefusalPhrase>(refusal);
      return inEntity((draft, entity, scope) => {
        const { blueprint } = draft;
        const made: Rule = {
          condition: raw,
          refusal: settleRefusal(said, () => blueprint.refusals.invalid, { draft, scope }),
        };
        entity.rules.push(made);
        draft.made(made);
        draft.expression(raw, scope, "truth", (resolved) => {
          made.condition = resolved;
        });
      });
    },
  },
  print: {
    entity: (entity, blueprint) => {
      const scope = entityScope(blueprint, entity);
      return entity.rules.map((one) => ({
        text: `Must hold: ${printCondition(one.condition, scope)} ${refusalText(one.refusal, scope)}`,
        of: one,
      }));
    },
  },
  examples: [
    "- Must hold: length(name) > 2 (422 `too_short`)",
    '- Must hold: name is not "x" or length(name) > 0 (409, "x is no name", with name)',
  ],
};
