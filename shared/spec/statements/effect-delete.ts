import type { Effect } from "../../blueprint/action.ts";
import type { Things } from "../../blueprint/expression.ts";
import { afterEffects } from "../../blueprint/named-values.ts";
import { inAction } from "../change.ts";
import { effectText, type PathPhrase, settleTarget, settleThings } from "../phrases/effect.ts";
import { actionScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";

export const effectDelete: Statement = {
  rule: "EffectDelete",
  places: ["action"],
  title: "Deleting things",
  meaning:
    "Deletes the action's thing, a thing that it refers to or that an input names, or each of several.",
  ways: ["- Deletes it", "- Deletes REFERENCE", "- Deletes each of its THINGS where CONDITION"],
  grammar: `
  EffectDelete = "deletes" "each" "of" Things  -- each
               | "deletes" Path  -- one
`,
  meanings: {
    EffectDelete_one: (path): Change => {
      const raw: PathPhrase = path.value();
      return inAction((draft, action, scope) => {
        const effect: Effect = { kind: "delete", target: { scope: "own", names: [] } };
        const before = action.effects.slice();
        action.effects.push(effect);
        draft.made(effect);
        draft.later("values", () => {
          settleTarget(draft, raw, afterEffects(scope(), before), (target) => {
            effect.target = target;
          });
        });
      });
    },
    EffectDelete_each: (things): Change => {
      const raw: Things = things.value();
      return inAction((draft, action, scope) => {
        const effect: Effect = { kind: "delete-each", things: raw };
        const before = action.effects.slice();
        action.effects.push(effect);
        draft.made(effect);
        draft.later("values", () => {
          effect.things = settleThings(draft, raw, afterEffects(scope(), before)) ?? raw;
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
  examples: ["### Drop: `POST /things/{id}/drop`\n- Deletes it\n- Answers nothing (204)"],
};
