import { type AnyDefinition, columnOf, type StoredDefinition } from "./definition.ts";
import { quoted, type Sql } from "./sql.ts";

/** What a release has made beside its tables. */
interface Made {
  kind: "index" | "trigger";
  sql: string;
  /** Brings what is kept up to date with the rows that are there. */
  fill?: string[];
}

/**
 * Makes what the design of a release keeps beside its rows: its indexes, and its counts and sums, which triggers bring
 * up to date with every write, whatever release makes it. What an earlier release has kept so and this one does not, by
 * `before`, is taken away. Gives the names of what is kept now.
 */
export function keepDesign(
  sql: Sql,
  definitions: readonly AnyDefinition[],
  before: Iterable<string>,
): Set<string> {
  const wanted = new Map(
    definitions.flatMap((definition) => [...indexesOf(definition), ...storedOf(definition)]),
  );
  const found = new Map(
    sql
      .exec<{ name: string; kind: string; sql: string }>(
        "SELECT name, type AS kind, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL",
      )
      .toArray()
      .map((one) => [one.name, one]),
  );
  for (const name of new Set([...before, ...wanted.keys()])) {
    const old = found.get(name);
    if (old === undefined || old.sql === wanted.get(name)?.sql) continue;
    sql.exec(`DROP ${old.kind} ${quoted(name)}`).toArray();
    found.delete(name);
  }
  const missing = [...wanted].filter(([name]) => !found.has(name)).map(([, made]) => made);
  for (const statement of missing.map((made) => made.sql)) sql.exec(statement).toArray();
  const fills = new Set(missing.flatMap(({ fill }) => fill ?? []));
  for (const statement of fills) sql.exec(statement).toArray();
  return new Set(wanted.keys());
}

function indexesOf({ name: table, indexes = {} }: AnyDefinition): [string, Made][] {
  return Object.entries(indexes).map(([name, by]) => [
    name,
    { kind: "index", sql: `CREATE INDEX ${quoted(name)} ON ${quoted(table)} (${by.join(", ")})` },
  ]);
}

function storedOf(definition: AnyDefinition): [string, Made][] {
  return Object.entries(definition.stored ?? {}).flatMap(([column, stored]) =>
    triggersOf(definition, column, stored),
  );
}

/** A row that comes adds its amount to the row that it refers to, one that goes takes it away, one that changes both. */
function triggersOf(
  definition: AnyDefinition,
  column: string,
  { of, via, reads, amount }: StoredDefinition,
): [string, Made][] {
  const table = quoted(definition.name);
  const key = quoted(columnOf(definition, definition.key));
  const kept = quoted(column);
  const [added, removed] = [amount("NEW"), amount("OLD")];
  const add = `UPDATE ${table} SET ${kept} = ${kept} + (${added}) WHERE ${key} = NEW.${quoted(via)};`;
  const remove = `UPDATE ${table} SET ${kept} = ${kept} - (${removed}) WHERE ${key} = OLD.${quoted(via)};`;
  const changed = [...new Set([via, ...reads])].map(quoted).join(", ");
  const differs = `NEW.${quoted(via)} IS NOT OLD.${quoted(via)} OR (${added}) <> (${removed})`;
  const fill = [
    `UPDATE ${table} SET ${kept} = 0 WHERE ${kept} IS NOT 0`,
    `UPDATE ${table} SET ${kept} = "sums"."sum" FROM (SELECT ${quoted(via)} AS "of", sum(${amount(quoted(of))}) AS "sum"` +
      ` FROM ${quoted(of)} GROUP BY ${quoted(via)}) AS "sums" WHERE ${table}.${key} = "sums"."of"`,
  ];
  const events: [string, string, string][] = [
    ["comes", `INSERT ON ${quoted(of)} WHEN (${added}) <> 0`, add],
    ["goes", `DELETE ON ${quoted(of)} WHEN (${removed}) <> 0`, remove],
    ["changes", `UPDATE OF ${changed} ON ${quoted(of)} WHEN ${differs}`, `${remove} ${add}`],
  ];
  return events.map(([event, when, work]) => {
    const name = `${definition.name}-${column}-${event}`;
    return [
      name,
      { kind: "trigger", sql: `CREATE TRIGGER ${quoted(name)} AFTER ${when} BEGIN ${work} END`, fill },
    ];
  });
}
