import type { Each, Effect } from "../../blueprint/action.ts";
import type { Expression } from "../../blueprint/expression.ts";
import type { Scope } from "../../blueprint/value-type.ts";
import { inAction } from "../change.ts";
import { fieldTypeOf } from "../phrases/effect.ts";
import { optional } from "../phrases/field-type.ts";
import { addEffect, settleRounds } from "../phrases/only-when.ts";
import type { Change, Statement } from "../statement.ts";

type Assignment = { field: string; value: Expression };

export const effectCreate: Statement = {
  rule: "EffectCreate",
  places: ["action"],
  title: "Creating a thing",
  meaning:
    "Makes a thing (`a` or `an`) with the given fields; the others get their defaults. Its rules hold as for any other. Later statements of the action call it by its kind: `Answers loan (201)`, `loan.dueOn`; not what is made `for each of` several, as of setting. Made under a condition it may be empty: `if loan is not empty`.",
  ways: [
    "- Creates a THING with FIELD = EXPRESSION, FIELD = EXPRESSION",
    "- Creates a THING with FIELD = EXPRESSION for each of LIST",
    "- Creates a THING with FIELD = EXPRESSION if CONDITION",
  ],
  grammar: `
  EffectCreate = "creates" Article name EffectWith? EachOf? OnlyWhen?
  Article = "a" | "an"
  EffectWith = "with" NonemptyListOf<Assignment, ",">
  Assignment = name "=" Or
`,
  meanings: {
    EffectCreate: (_a, name, assignments, each, when): Change => {
      const said: string = name.value();
      const raw = optional<Assignment[]>(assignments) ?? [];
      const rawEach = optional<Each>(each);
      const condition = optional<Expression>(when);
      return inAction((draft, action, scope) => {
        const effect: Effect = {
          kind: "create",
          entity: said,
          values: raw,
          ...(rawEach && { each: rawEach }),
          ...(condition && { condition }),
        };
        draft.later("names", () => {
          effect.entity = draft.entityNamed(said)?.name ?? said;
        });
        const settle = (whole: Scope) => {
          const entity = draft.blueprint.entities.find((one) => one.name === effect.entity);
          if (entity === undefined) return;
          const around = settleRounds(draft, effect, whole);
          if (around === undefined) return;
          effect.values = raw.map(({ field, value }) => {
            const type = fieldTypeOf(draft, entity, field);
            return { field, value: (type && draft.resolve(value, around, type)) ?? value };
          });
        };
        addEffect(draft, action, effect, { scope, settle });
      });
    },
    EffectWith: (list) => list.value(),
    Assignment: (name, value): Assignment => ({ field: name.value(), value: value.value() }),
  },
  print: {},
  examples: [
    '### Copy: `POST /things/{id}/copy`\n- Creates a thing with name = name + " again"\n- Answers thing (201)',
    "### Name all: `POST /things/names`\n- names: list of text, required\n- Creates a thing with name = it for each of names",
    "### Split: `POST /things/{id}/split`\n- Creates a thing with name = start(name, 9) if length(name) > 9\n- Answers {name, rest: thing} (200)",
  ],
};
