import type { Blueprint } from "../blueprint/blueprint.ts";
import { rowsPerWrittenRow } from "../delivery/cost.ts";
import type { StoredValue } from "../design/design.ts";
import { namedIndexes, tableNames } from "../design/sql-names.ts";
import { storableIn } from "./aggregates.ts";
import type { DesignChange } from "./change.ts";
import { insertedInto, type Measured, wholeOf } from "./measured.ts";
import { isNeeded } from "./needed-indexes.ts";
import type { Finding } from "./proposal.ts";
import { partsOf, workOf } from "./route-parts.ts";
import { titleOf } from "./title.ts";

/** With fewer requests than this, that something is not used says little. */
const leastRequests = 100;

/** Something that a design keeps and that costs more than it saves, with the change that takes it away. */
export interface KeptInVain {
  finding: Finding;
  change: DesignChange;
}

/**
 * Indexes, and counts and sums, whose upkeep costs more than doing without: nothing uses them (`unused`), or what uses
 * them would read less without them than their writes cost (`writes`). Never what guards uniqueness.
 */
export function keptInVain(measured: Measured): KeptInVain[] {
  if (wholeOf(measured.profile).requests < leastRequests) return [];
  return [...indexesInVain(measured), ...storedInVain(measured)];
}

function indexesInVain(measured: Measured): KeptInVain[] {
  const { profile, blueprint, design } = measured;
  return namedIndexes(blueprint, design).flatMap(({ name, table, index }) => {
    if (isNeeded(index, design, blueprint)) return [];
    const usage = profile.indexes.find((one) => one.name === name);
    if (usage === undefined) return [];
    const { rows } = insertedInto(table, profile);
    const readers = profile.statements.filter(({ plan }) => plan.some((line) => usesIndex(line, name)));
    const scans = readers.reduce((sum, { runs }) => sum + runs * (profile.rows[table] ?? 0), 0);
    const isUnused = usage.uses === 0 && readers.length === 0;
    // Statements that the profile left out may use it as well.
    if (!isUnused && readers.length === 0) return [];
    return inVain(
      measured,
      { kind: "drop-index", index },
      { upkeep: rows * rowsPerWrittenRow, worth: scans },
    );
  });
}

function storedInVain(measured: Measured): KeptInVain[] {
  const { profile, blueprint, design } = measured;
  const tables = tableNames(blueprint);
  return design.stored.flatMap((stored) => {
    const { entity, value } = stored;
    if (value.kind !== "aggregate" || "list" in value.things) return [];
    const [of, own] = [value.things.entity, entity].map((name) => tables.get(name) ?? "");
    const readers = profile.routes.filter(({ route }) => reads(route, stored, blueprint));
    const each = (profile.rows[of ?? ""] ?? 0) / Math.max(1, profile.rows[own ?? ""] ?? 0);
    // A list may look at the value of every row that it reads, to filter or to sort.
    const worth = readers.reduce(
      (sum, { cost, shown }) => sum + (shown === null ? cost.requests : cost.rowsRead) * each,
      0,
    );
    // A row that comes finds the row that it belongs to and writes it.
    const upkeep = insertedInto(of ?? "", profile).rows * (rowsPerWrittenRow + 1);
    return inVain(measured, { kind: "compute", stored }, { upkeep, worth });
  });
}

function reads(route: string, stored: StoredValue, blueprint: Blueprint): boolean {
  const parts = partsOf(route, blueprint);
  const text = JSON.stringify(stored);
  return (
    parts !== undefined &&
    storableIn(workOf(parts, blueprint), blueprint).some((one) => JSON.stringify(one) === text)
  );
}

function inVain(
  { profile, blueprint }: Measured,
  change: DesignChange,
  { upkeep, worth }: { upkeep: number; worth: number },
): KeptInVain[] {
  if (upkeep <= worth) return [];
  const { requests } = wholeOf(profile);
  const isUnused = worth === 0;
  const what = titleOf(change, blueprint);
  const costs = `its upkeep costs the like of ${Math.round(upkeep)} rows read in ${requests} requests`;
  const text = isUnused
    ? `${what}: nothing in the trace uses it, and ${costs}.`
    : `${what}: ${costs}, and doing without it some ${Math.round(worth)}.`;
  const kind = isUnused ? "unused" : "writes";
  return [
    {
      finding: { id: `${kind} ${what}`, kind, route: null, text, weight: (upkeep - worth) / requests },
      change,
    },
  ];
}

function usesIndex(line: string, name: string): boolean {
  return line.split(" ").includes(name) || line.includes(`"${name}"`);
}
