import type { Blueprint } from "../blueprint/blueprint.ts";
import { accountRolesOf } from "../blueprint/callers.ts";
import type { Expression } from "../blueprint/expression.ts";
import { type Entry, objectOf, propertyKey, text } from "../code/literal.ts";
import { rowScope } from "./live-code.ts";
import { type EntityModel, modelNamed } from "./model.ts";
import { sqlOf } from "./sql-expression.ts";

/** The statement by which the service knows which thing calls, by its session or its identifier; none where no things do. */
export function callersCode(blueprint: Blueprint, models: readonly EntityModel[]): string[] {
  const { callers } = blueprint;
  if (callers?.name?.account === undefined) return [];
  const { header, account } = callers.name;
  const model = modelNamed(models, account.entity);
  const scope = rowScope(model, models, blueprint);
  const condition = (of: Expression) => {
    const code = `sql\`${sqlOf(of, scope)}\``;
    return `${code.includes("${call.") ? "(call)" : "()"} => ${code}`;
  };
  const roles = accountRolesOf(callers).map(
    ({ name, where }): Entry => [propertyKey(name), condition(where)],
  );
  const accounts: Entry[] = [
    ["table", text(model.table)],
    ["key", text(model.key.column)],
  ];
  const options: Entry[] = [
    ["header", text(header)],
    ...(account.scheme === undefined ? [] : [["scheme", text(account.scheme)] satisfies Entry]),
    ["accounts", objectOf(accounts)],
    ...(account.where === undefined ? [] : [["where", condition(account.where)] satisfies Entry]),
    ...(roles.length === 0 ? [] : [["roles", objectOf(roles)] satisfies Entry]),
  ];
  const know = account.isNamed === true ? "knowCallers" : "knowSessions";
  return [`this.#app.use(${know}(ctx.storage, ${objectOf(options)}));`];
}
