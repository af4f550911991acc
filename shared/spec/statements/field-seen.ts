import { type Entity, permissionCondition, permissionIn } from "../../blueprint/entity.ts";
import type { Expression } from "../../blueprint/expression.ts";
import type { Scope } from "../../blueprint/value-type.ts";
import { inEntity } from "../change.ts";
import { printCondition, printName } from "../expressions/print.ts";
import { optional } from "../phrases/field-type.ts";
import { type PermissionPhrase, permittedText, settlePermission } from "../phrases/permission.ts";
import { entityScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";

/** For whom fields are shown, as it is read. */
interface SeenPhrase {
  permission?: PermissionPhrase;
  where?: Expression | undefined;
}

export const fieldSeen: Statement = {
  rule: "FieldSeen",
  about: "hidden private secret only sees visible masked field staff owner",
  places: ["entity"],
  title: "A field that only some see",
  meaning:
    "To other callers the field is null, or absent where it is `left out when empty`. Rules, values worked out of it and an action that answers it by its name go by what it is.",
  ways: [
    "- FIELD is seen only by ROLE or its FIELD",
    "- FIELD, FIELD are seen only by ROLE while CONDITION",
    "- FIELD is seen only where CONDITION",
  ],
  grammar: `
  FieldSeen = NonemptyListOf<name, SeenAnd> ("is" | "are") "seen" "only" SeenFor
  SeenAnd = "," | "and"
  SeenFor = Permission SeenWhile?  -- by
          | Where  -- where
  SeenWhile = "while" Or
`,
  meanings: {
    FieldSeen: (names, phrase): Change => {
      const said: string[] = names.value();
      const { permission, where }: SeenPhrase = phrase.value();
      return inEntity((draft, entity, scope) => {
        if (permission?.refusal !== undefined)
          draft.fail("Nobody is refused here: others are shown null. Leave the status out.");
        const by = permission && settlePermission(permission, { draft, scope });
        for (const name of said) draft.made(seenPath(entity, name));
        draft.later("names", () => {
          for (const name of said) {
            const field = draft.fieldNamed(entity, name);
            if (field === undefined) continue;
            if (field.seenWhere !== undefined) draft.fail(`It is said already who sees \`${name}\`.`, name);
            field.seenWhere = by === undefined ? where : permissionCondition(by);
            const condition = where;
            if (condition === undefined) continue;
            draft.expression(condition, scope, "truth", (resolved) => {
              field.seenWhere = by === undefined ? resolved : both(permissionCondition(by), resolved);
            });
          }
        });
      });
    },
    SeenFor_by: (permission, where): SeenPhrase => ({
      permission: permission.value(),
      where: optional<Expression>(where),
    }),
    SeenFor_where: (where): SeenPhrase => ({ where: where.value() }),
    SeenWhile: (condition) => condition.value(),
  },
  print: {
    entity: (entity, blueprint) => {
      const scope = entityScope(blueprint, entity);
      const seen = entity.fields.flatMap(({ name, seenWhere }) =>
        seenWhere === undefined ? [] : [{ name, text: seenText(seenWhere, scope) }],
      );
      return [...Map.groupBy(seen, ({ text }) => text)].map(([text, fields]) => {
        const names = fields.map(({ name }) => printName(name));
        const last = names.pop() ?? "";
        const which = names.length === 0 ? `${last} is` : `${names.join(", ")} and ${last} are`;
        return { text: `${which} seen only ${text}`, of: seenPath(entity, fields[0]?.name ?? "") };
      });
    },
  },
  examples: [
    "- secret: text\n- owner: the caller\n- secret is seen only by its owner",
    '- secret: text\n- note: text, left out when empty\n- secret and note are seen only where name is "all" or the caller is empty',
  ],
};

function seenText(condition: Expression, scope: Scope): string {
  const by = permissionIn(condition);
  if (by !== undefined) return permittedText(by);
  const first = condition.kind === "binary" && condition.operator === "and" ? condition : undefined;
  const part = first && permissionIn(first.left);
  return first === undefined || part === undefined
    ? `where ${printCondition(condition, scope)}`
    : `${permittedText(part)} while ${printCondition(first.right, scope)}`;
}

function both(left: Expression, right: Expression): Expression {
  return { kind: "binary", operator: "and", left, right };
}

/** The part of a blueprint that says who sees a field. */
function seenPath({ name }: Pick<Entity, "name">, field: string): string {
  return `entities/${name}/fields/${field}/seenWhere`;
}
