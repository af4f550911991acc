import { encodeFolded } from "./columns.ts";
import { fold } from "./compare.ts";
import { countRows, makeCounters } from "./counted.ts";
import { type AnyDefinition, columnOf } from "./definition.ts";
import { keepDesign } from "./design.ts";
import { inOrder, placeOf } from "./in-order.ts";
import { makeSlugs } from "./slugs.ts";
import { qualified, quoted, type Sql } from "./sql.ts";

/** Tells one way to fold from another, so that what an older kit has folded is folded anew. */
const foldingOf = fold("İSTANBUL ΟΔΟΣ Straße ﬁ");

/** Marks in `kept_values` what stands beside the rows. */
const besideRows = "design ";

/**
 * Values that a release keeps in every row are missing, or stale, in rows that another release has written. When the
 * data comes from such a one, they are filled and folded again, and what its design kept is exchanged for this one's.
 * `kept_values` says what the release kept that ran last.
 */
export function keepValues(sql: Sql, definitions: readonly AnyDefinition[]): void {
  sql.exec("CREATE TABLE IF NOT EXISTS kept_values (item TEXT PRIMARY KEY) WITHOUT ROWID").toArray();
  const before = new Set(
    sql
      .exec<{ item: string }>("SELECT item FROM kept_values")
      .toArray()
      .map(({ item }) => item),
  );
  const kept = new Set<string>();
  const isNew = (item: string) => {
    kept.add(item);
    return !before.has(item);
  };
  for (const definition of definitions) {
    const { name, fill = {}, folded = {} } = definition;
    const missing = Object.keys(fill).filter((field) => isNew(`fill ${name}.${columnOf(definition, field)}`));
    if (missing.length > 0) fillColumns(sql, definition, missing);
    for (const [field, counted] of Object.entries(definition.counted ?? {})) {
      makeCounters(sql);
      const within = columnOf(definition, counted.within);
      if (isNew(`count ${name}.${columnOf(definition, field)} within ${within}`))
        countRows(sql, definition, field, counted);
    }
    const remade = new Set<string>();
    for (const [field, slug] of Object.entries(definition.slugs ?? {})) {
      const { of, otherwise, apart, fixed } = slug;
      const said = `${columnOf(definition, of)} or ${otherwise}${apart ? " apart" : ""}${fixed ? " fixed" : ""}`;
      if (!isNew(`slug ${name}.${columnOf(definition, field)} of ${said}`)) continue;
      makeSlugs(sql, definition, field, slug);
      remade.add(field);
    }
    for (const [field, column] of Object.entries(folded)) {
      if (isNew(`fold ${name}.${column} as ${foldingOf}`) || remade.has(field))
        foldColumn(sql, definition, field, column);
    }
  }
  const designed = [...before].flatMap((item) =>
    item.startsWith(besideRows) ? [item.slice(besideRows.length)] : [],
  );
  for (const name of keepDesign(sql, definitions, designed)) kept.add(`${besideRows}${name}`);
  // Which of these are kept is for the first call to say: only it knows what time it is.
  for (const [item] of definitions.flatMap(sinceItems)) if (before.has(item)) kept.add(item);
  if (kept.size === before.size && [...kept].every((item) => before.has(item))) return;
  sql.exec("DELETE FROM kept_values").toArray();
  for (const item of kept) sql.exec("INSERT INTO kept_values (item) VALUES (?)", item).toArray();
}

/** The columns that keep since when rows have what they hold, each after what `kept_values` says of it once it is right. */
export function sinceItems({ name, since = {} }: AnyDefinition): [item: string, column: string][] {
  return Object.values(since).map((column) => [`since ${name}.${column}`, column]);
}

function fillColumns(sql: Sql, definition: AnyDefinition, fields: readonly string[]): void {
  const { name, fill = {} } = definition;
  const columns = fields.map((field) => columnOf(definition, field));
  const values = columns.map((column) => `${quoted(column)} = coalesce(${qualified(name, column)}, ?)`);
  const lacking = columns.map((column) => `${qualified(name, column)} IS NULL`);
  sql
    .exec(
      `UPDATE ${quoted(name)} SET ${values.join(", ")} WHERE ${lacking.join(" OR ")}`,
      ...fields.map((field) => fill[field] ?? null),
    )
    .toArray();
}

function foldColumn(sql: Sql, definition: AnyDefinition, field: string, folded: string): void {
  const { name } = definition;
  const read = { value: qualified(name, columnOf(definition, field)), folded: qualified(name, folded) };
  const query = `UPDATE ${quoted(name)} SET ${quoted(folded)} = ? WHERE ${placeOf(definition)} = ?`;
  for (const row of inOrder(sql, definition, read)) {
    const value = encodeFolded(row.value);
    if (value !== row.folded) sql.exec(query, value, row.place).toArray();
  }
}
