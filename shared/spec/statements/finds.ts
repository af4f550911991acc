import type { Action, NamedValue } from "../../blueprint/action.ts";
import type { Elements, Expression, Order, Things } from "../../blueprint/expression.ts";
import type { Guard } from "../../blueprint/refusal.ts";
import { inAction } from "../change.ts";
import type { Draft } from "../draft.ts";
import { quoteMark } from "../expressions/grammar.ts";
import { settleThings } from "../phrases/each.ts";
import { optional } from "../phrases/field-type.ts";
import { addGuard, settleGuard } from "../phrases/guard.ts";
import type { RefusalPhrase } from "../phrases/refusal.ts";
import { actionScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";

export const finds: Statement = {
  rule: "Finds",
  about: "find look up search latest oldest next first existing upsert by code by number claim",
  places: ["action"],
  title: "Finding a thing",
  meaning:
    "The first that the caller sees, by the order and then by creation. Without a status NAME may be empty. Used as a reference: `NAME.field`, `Sets NAME.field to`, `Deletes NAME`, `Answers NAME`.",
  ways: ["- Finds NAME among THINGS where CONDITION by FIELD (STATUS `code`)"],
  grammar: '\n  Finds = "finds" name "among" Things Ordered? Refusal?\n',
  meanings: {
    Finds: (name, among, by, refused): Change => {
      const said: string = name.value();
      const raw: Things | Elements = among.value();
      const order = optional<Order[]>(by);
      const refusal = optional<RefusalPhrase>(refused);
      return inAction((draft, action, scope) => {
        if ("list" in raw) {
          draft.fail(
            `What is found are things: say \`all\` or \`its\` before them. The first element of a list is \`${said} = first of it of ${raw.list.names.join(".").replaceAll(quoteMark, "")}\`.`,
          );
          draft.mayDefine([said]);
          return;
        }
        const around = { blueprint: draft.blueprint, entity: draft.entity };
        const made: NamedValue & { finds: Things } = { name: said, finds: raw, ...(order && { order }) };
        const before = action.values.slice();
        action.values.push(made);
        draft.made(made);
        draft.later("names", () => {
          made.finds = { ...raw, entity: draft.thing(raw.entity)?.name ?? raw.entity };
        });
        draft.later("named values", () => {
          const known = actionScope(around.blueprint, { ...action, values: before }, around.entity);
          made.finds = settleThings(draft, { things: raw, order }, known) ?? made.finds;
        });
        draft.later("values", () => tellTaken(draft, made, action));
        if (refusal === undefined) return;
        const condition: Expression = {
          kind: "binary",
          operator: "!=",
          left: { kind: "path", scope: "own", names: [said] },
          right: { kind: "literal", value: null },
        };
        const guard: Guard = settleGuard({ condition, refusal }, { draft, scope });
        addGuard(draft, action, guard);
      });
    },
  },
  print: {},
  examples: [
    "### Look: `GET /named/{word}`\n- word: text\n- Finds found among all things where name is word (404 `no_such`)\n- Answers found",
    '### Put: `PUT /named`\n- name: text, required\n- Finds found among all things where name is its name by -name\n- Answers found (200) if found is not empty\n- Creates a thing with name = name + "!"\n- Answers thing (201)',
  ],
};

/** A name stands for one thing: what is found is not also what the action takes or makes. */
function tellTaken(draft: Draft, made: NamedValue, { inputs, values, effects }: Action): void {
  const { name } = made;
  const isTaken =
    inputs.some((input) => input.name === name) || values.find((one) => one.name === name) !== made;
  if (isTaken)
    draft.fail(`\`${name}\` is another input or named value already: call what is found otherwise.`, name);
  if (effects.some((effect) => effect.kind === "create" && effect.entity === name))
    draft.fail(
      `\`${name}\` is what the action makes: call what is found otherwise, as in \`Finds known among\`.`,
      name,
    );
}
