import type { Effect } from "../../blueprint/action.ts";
import type { Expression } from "../../blueprint/expression.ts";
import { afterEffects } from "../../blueprint/named-values.ts";
import { inAction } from "../change.ts";
import { fieldTypeOf } from "../phrases/effect.ts";
import { optional } from "../phrases/field-type.ts";
import type { Change, Statement } from "../statement.ts";

type Assignment = { field: string; value: Expression };

export const effectCreate: Statement = {
  rule: "EffectCreate",
  places: ["action"],
  title: "Creating a thing",
  meaning:
    "Makes a thing (`a` or `an`) with the given fields; the others get their defaults. Its rules hold as for any other. Later statements of the action call it by its kind: `Answers loan (201)`, `loan.dueOn`.",
  ways: ["- Creates a THING with FIELD = EXPRESSION, FIELD = EXPRESSION"],
  grammar: `
  EffectCreate = "creates" Article name EffectWith?
  Article = "a" | "an"
  EffectWith = "with" NonemptyListOf<Assignment, ",">
  Assignment = name "=" Or
`,
  meanings: {
    EffectCreate: (_a, name, assignments): Change => {
      const said: string = name.value();
      const raw = optional<Assignment[]>(assignments) ?? [];
      return inAction((draft, action, scope) => {
        const effect: Effect = { kind: "create", entity: said, values: raw };
        const before = action.effects.slice();
        action.effects.push(effect);
        draft.made(effect);
        draft.later("names", () => {
          effect.entity = draft.entityNamed(said)?.name ?? said;
        });
        draft.later("values", () => {
          const entity = draft.blueprint.entities.find((one) => one.name === effect.entity);
          if (entity === undefined) return;
          const around = afterEffects(scope(), before);
          effect.values = raw.map(({ field, value }) => {
            const type = fieldTypeOf(draft, entity, field);
            return { field, value: (type && draft.resolve(value, around, type)) ?? value };
          });
        });
      });
    },
    EffectWith: (list) => list.value(),
    Assignment: (name, value): Assignment => ({ field: name.value(), value: value.value() }),
  },
  print: {},
  examples: [
    '### Copy: `POST /things/{id}/copy`\n- Creates a thing with name = name + " again"\n- Answers thing (201)',
  ],
};
