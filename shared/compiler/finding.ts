import type { NamedValue } from "../blueprint/action.ts";
import { seenCondition } from "../blueprint/entity.ts";
import type { Things } from "../blueprint/expression.ts";
import { modelNamed } from "./model.ts";
import { firstSql } from "./sql-expression.ts";
import type { SqlScope } from "./sql-scope.ts";

/** SQL of the key of what is found among the things that the caller sees, or among all, and TypeScript's type of it. */
export function findingCode(
  { finds, order = [] }: Extract<NamedValue, { finds: Things }>,
  scope: SqlScope,
  isAmongAll = false,
): { sql: string; type: string } {
  const { entity, key } = modelNamed(scope.models, finds.entity);
  const seen = isAmongAll ? undefined : seenCondition(entity);
  const { where } = finds;
  const both =
    where === undefined || seen === undefined
      ? (where ?? seen)
      : ({ kind: "binary", operator: "and", left: where, right: seen } as const);
  return { sql: firstSql({ ...finds, where: both }, order, scope), type: `${key.type} | null` };
}
