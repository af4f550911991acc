import type { Effect } from "../../blueprint/action.ts";
import type { Elements, Expression, Things } from "../../blueprint/expression.ts";
import { afterEffects } from "../../blueprint/named-values.ts";
import { entityOf, type Scope } from "../../blueprint/value-type.ts";
import { inAction } from "../change.ts";
import { settleEach } from "../phrases/each.ts";
import { effectText, type PathPhrase, settleTarget } from "../phrases/effect.ts";
import { optional } from "../phrases/field-type.ts";
import { addEffect, settleCondition } from "../phrases/only-when.ts";
import { actionScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";

export const effectDelete: Statement = {
  rule: "EffectDelete",
  places: ["action"],
  title: "Deleting things",
  meaning: "Deletes the action's thing, one that it refers to or an input names, or each of several.",
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
        const settle = (around: Scope) => {
          settleTarget(draft, raw, around, (target) => {
            effect.target = target;
          });
          settleCondition(draft, effect, around);
        };
        addEffect(draft, action, effect, { scope, settle });
      });
    },
    EffectDelete_each: (things, when): Change => {
      const raw: Things | Elements = things.value();
      const condition = optional<Expression>(when);
      return inAction((draft, action, scope) => {
        const effect: Effect = { kind: "delete-each", things: raw, ...(condition && { condition }) };
        const settle = (around: Scope) => {
          const settled = settleEach(draft, { things: raw }, around);
          if (settled === undefined) return;
          const { own } = settled.inner;
          if (own !== undefined && entityOf(own) === undefined)
            draft.fail(`What is deleted are things, and these are elements of ${own.name} that name none.`);
          effect.things = settled.each.things;
          settleCondition(draft, effect, around);
        };
        addEffect(draft, action, effect, { scope, settle });
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
    "### Drop: `POST /things/{id}/drop`\n- gone = {id, name}\n- Deletes it\n- Answers gone (200)",
    "### Tidy: `POST /things/tidy`\n- most: whole number, required\n- Deletes each of all things where length(name) > most if most > 0",
  ],
};
