import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Expression } from "../blueprint/expression.ts";
import { type Entry, literal, objectOf, propertyKey, text } from "../code/literal.ts";
import { fieldsRead } from "../design/fit.ts";
import { lapseIndexes } from "./lapse-code.ts";
import { rowScope } from "./live-code.ts";
import { columnNamed, type EntityModel, modelNamed } from "./model.ts";
import { sqlOf } from "./sql-expression.ts";
import { indexExpressions } from "./storage.ts";

/** Code of what the columns of a row stand below: a new row, an old one, or one of the table. */
const rowCode = `\${row}`;

/** The part of a table's definition that its design decides, and the indexes that find what lapses. */
export function designDefinition(
  model: EntityModel,
  models: readonly EntityModel[],
  blueprint: Blueprint,
): Entry[] {
  const entries: Entry[] = [];
  const indexes = [
    ...model.indexes.map(({ name, by }): Entry => [propertyKey(name), literal(indexExpressions(model, by))]),
    ...lapseIndexes(model, models, blueprint),
  ];
  if (indexes.length > 0) entries.push(["indexes", objectOf(indexes)]);
  const stored = model.stored.map(({ column, value }): Entry => {
    const { things } = value;
    const related = modelNamed(models, things.entity);
    const scope = { ...rowScope(related, models, blueprint), ownRow: rowCode };
    const amount = value.value === undefined ? "1" : `coalesce(${sqlOf(value.value, scope)}, 0)`;
    const counted =
      things.where === undefined
        ? amount
        : `CASE WHEN ${sqlOf(things.where, scope)} THEN ${amount} ELSE 0 END`;
    const reads = [things.where, value.value].flatMap((part?: Expression) =>
      part === undefined ? [] : fieldsRead(part, related.entity),
    );
    const code = counted.includes(rowCode) ? `(row) => \`${counted}\`` : `() => \`${counted}\``;
    return [
      propertyKey(column),
      objectOf([
        ["of", text(related.table)],
        ["via", text(columnNamed(related, things.via ?? ""))],
        ["reads", literal([...new Set(reads)].map((name) => columnNamed(related, name)))],
        ["amount", code],
      ]),
    ];
  });
  if (stored.length > 0) entries.push(["stored", objectOf(stored)]);
  if (model.cachesLists) entries.push(["cachesLists", "true"]);
  return entries;
}
