import type { Effect } from "../../blueprint/action.ts";
import type { Expression, Things } from "../../blueprint/expression.ts";
import { afterEffects } from "../../blueprint/named-values.ts";
import { inAction } from "../change.ts";
import { effectText, type PathPhrase, settleTarget, settleThings } from "../phrases/effect.ts";
import { optional } from "../phrases/field-type.ts";
import { settleCondition } from "../phrases/only-when.ts";
import { actionScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";

export const effectDelete: Statement = {
  rule: "EffectDelete",
  places: ["action"],
  title: "Deleting things",
  meaning:
    "Deletes the action's thing, a thing that it refers to or that an input names, or each of several.",
  ways: [
    "- Deletes it",
    "- Deletes REFERENCE",
    "- Deletes each of its THINGS where CONDITION",
    "- Deletes REFERENCE if CONDITION",
  ],
  grammar: `
  EffectDelete = "deletes" "each" "of" Things OnlyWhen?  -- each
               | "deletes" Path OnlyWhen?  -- one
`,
  meanings: {
    EffectDelete_one: (path, when): Change => {
      const raw: PathPhrase = path.value();
      const condition = optional<Expression>(when);
      return inAction((draft, action, scope) => {
        const effect: Effect = {
          kind: "delete",
          target: { scope: "own", names: [] },
          ...(condition && { condition }),
        };
        const before = action.effects.slice();
        action.effects.push(effect);
        draft.made(effect);
        draft.later("values", () => {
          const around = afterEffects(scope(), before);
          settleTarget(draft, raw, around, (target) => {
            effect.target = target;
          });
          settleCondition(draft, effect, condition, around);
        });
      });
    },
    EffectDelete_each: (things, when): Change => {
      const raw: Things = things.value();
      const condition = optional<Expression>(when);
      return inAction((draft, action, scope) => {
        const effect: Effect = { kind: "delete-each", things: raw, ...(condition && { condition }) };
        const before = action.effects.slice();
        action.effects.push(effect);
        draft.made(effect);
        draft.later("values", () => {
          const around = afterEffects(scope(), before);
          const things = settleThings(draft, raw, around);
          if (things === undefined) return;
          effect.things = things;
          settleCondition(draft, effect, condition, around);
        });
      });
    },
  },
  print: {
    action: (action, entity, blueprint) =>
      action.effects.map((effect, index) => {
        const scope = afterEffects(actionScope(blueprint, action, entity), action.effects.slice(0, index));
        return { text: effectText(effect, scope), of: effect };
      }),
  },
  examples: [
    "### Drop: `POST /things/{id}/drop`\n- Deletes it\n- Answers nothing (204)",
    "### Tidy: `POST /things/tidy`\n- most: whole number, required\n- Deletes each of all things where length(name) > most if most > 0",
  ],
};
