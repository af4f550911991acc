import type { StatementUsage } from "./trace.ts";

/** What a line of a query's plan goes through, by the name that it has in the query; undefined of other lines. */
export function sourceOf(line: string): string | undefined {
  return /\b(?:SCAN|SEARCH) "?([^\s"]+)/.exec(line)?.[1];
}

/** The table that a name in a query stands for: generated queries call its rows by it, with an ending. */
export function tableCalled(name: string, tables: Iterable<string>): string {
  const all = new Set(tables);
  return all.has(name) ? name : name.replace(/_(\d+|others|of_it)$/, "");
}

/**
 * Of a statement's plan, the line that most likely has it read what it reads: the scan of a table that is large enough for
 * it, else the sorting, else the first search that may find many rows.
 *
 * @param rows by table
 */
export function worstLine({ plan, runs, rowsRead }: StatementUsage, rows: Readonly<Record<string, number>>) {
  const isLarge = (line: string) => {
    const source = sourceOf(line);
    const size = source === undefined ? undefined : rows[tableCalled(source, Object.keys(rows))];
    return size === undefined || size * runs >= rowsRead / 2;
  };
  const scans = plan.filter((line) => /\bSCAN\b/.test(line) && isLarge(line));
  const line =
    scans.find((one) => !/ INDEX /.test(one)) ??
    plan.find((one) => one.includes("TEMP B-TREE")) ??
    scans[0] ??
    plan.find((one) => /\bSEARCH\b/.test(one) && !/sqlite_autoindex|PRIMARY KEY/.test(one)) ??
    plan[0];
  return line?.trim();
}
