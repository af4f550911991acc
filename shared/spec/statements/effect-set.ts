import type { Effect } from "../../blueprint/action.ts";
import type { Expression, Things } from "../../blueprint/expression.ts";
import { afterEffects } from "../../blueprint/named-values.ts";
import { scopeOf } from "../../blueprint/value-type.ts";
import { inAction } from "../change.ts";
import { quoteMark } from "../expressions/grammar.ts";
import { entityOf, fieldTypeOf, type PathPhrase, settleTarget, settleThings } from "../phrases/effect.ts";
import type { Change, Statement } from "../statement.ts";

export const effectSet: Statement = {
  rule: "EffectSet",
  places: ["action"],
  title: "Setting a field",
  meaning:
    "Sets a field of the action's thing, of a thing that it refers to, or of one that an input names (`to.balance`); or of each of several things (`its` or `all THINGS`), whose fields are then used by their names, and those of the action's thing, its inputs and named values with `its` where a field has the same name.",
  ways: [
    "- Sets FIELD to EXPRESSION",
    "- Sets REFERENCE.FIELD to EXPRESSION",
    "- Sets FIELD to EXPRESSION in each of its THINGS where CONDITION",
  ],
  grammar: `
  EffectSet = "sets" name "to" Expression "in" "each" "of" Things  -- each
            | "sets" Path "to" Expression  -- one
`,
  meanings: {
    EffectSet_one: (path, value): Change => {
      const raw: PathPhrase = path.value();
      const said: Expression = value.value();
      return inAction((draft, action, scope) => {
        const field = (raw.names.at(-1) ?? "").replace(quoteMark, "");
        const effect: Effect = { kind: "set", target: { scope: "own", names: [] }, field, value: said };
        const before = action.effects.slice();
        action.effects.push(effect);
        draft.made(effect);
        draft.later("values", () => {
          const around = afterEffects(scope(), before);
          const thing: PathPhrase = { ...raw, names: raw.names.slice(0, -1) };
          const bare = { ...thing, scope: "own" as const };
          settleTarget(draft, thing.names.length === 0 ? bare : thing, around, (target, entity) => {
            effect.target = target;
            const type = fieldTypeOf(draft, entity, field);
            const resolved = type && draft.resolve(said, around, type);
            if (resolved !== undefined) effect.value = resolved;
          });
        });
      });
    },
    EffectSet_each: (name, value, things): Change => {
      const field: string = name.value();
      const said: Expression = value.value();
      const raw: Things = things.value();
      return inAction((draft, action, scope) => {
        const effect: Effect = { kind: "set-each", things: raw, field, value: said };
        const before = action.effects.slice();
        action.effects.push(effect);
        draft.made(effect);
        draft.later("values", () => {
          const around = afterEffects(scope(), before);
          const found = settleThings(draft, raw, around);
          if (found === undefined) return;
          effect.things = found;
          const inner = scopeOf(found, around);
          const entity = entityOf(around, found);
          const type = entity && fieldTypeOf(draft, entity, field);
          const resolved = type && draft.resolve(said, inner, type);
          if (resolved !== undefined) effect.value = resolved;
        });
      });
    },
  },
  print: {},
  examples: ["### Rename: `POST /things/{id}/rename`\n- to: text, required\n- Sets name to to"],
};
