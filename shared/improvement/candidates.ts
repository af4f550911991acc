import { rowsPerWrittenRow } from "../delivery/cost.ts";
import type { Index } from "../design/design.ts";
import { covers, isCreationOrder } from "../design/rule.ts";
import { tableNames } from "../design/sql-names.ts";
import { storableIn } from "./aggregates.ts";
import { changed, type DesignChange } from "./change.ts";
import { excessOf } from "./costly-reads.ts";
import { keptInVain } from "./kept-in-vain.ts";
import { listIndexes } from "./list-indexes.ts";
import { lookupIndexes } from "./lookups.ts";
import { insertedInto, type Measured, wholeOf } from "./measured.ts";
import { sourceOf, tableCalled } from "./plan-line.ts";
import type { Finding } from "./proposal.ts";
import { cacheOf } from "./repeated-reads.ts";
import { partsOf, workOf } from "./route-parts.ts";
import type { RouteUsage } from "./trace.ts";

/** A change that could mend a finding, with what it saves a request at best, in rows read or their like. */
export interface Candidate {
  change: DesignChange;
  because: string;
  expected: number;
}

/** Of several ways to mend one thing, each is taken to be less likely than the one before by this factor. */
const nextWay = 0.9;

/** How likely a change helps a route of whose statements none reads the table that it is about. */
const elsewhere = 0.1;

/** The changes that could mend a finding; none of what only a person can. */
export function candidatesFor(finding: Finding, measured: Measured): Candidate[] {
  if (finding.kind === "spec") return [];
  if (finding.kind === "repeats") return ofRepeats(finding, measured);
  if (finding.kind !== "reads") {
    return keptInVain(measured)
      .filter((one) => one.finding.id === finding.id)
      .map(({ change }) => ({ change, because: finding.id, expected: finding.weight }));
  }
  const usage = measured.profile.routes.find(({ route }) => route === finding.route);
  return usage === undefined ? [] : ofReads(finding, usage, measured);
}

/** What is read again is all that a cache spares, and it has no upkeep. */
function ofRepeats({ id, route, weight }: Finding, { blueprint, design }: Measured): Candidate[] {
  const cache = route === null ? undefined : cacheOf(route, blueprint, design);
  if (cache === undefined) return [];
  return [{ change: { kind: "cache", cache }, because: id, expected: weight }];
}

/** A change of what is kept up to date with every write. */
type KeptChange = Extract<DesignChange, { kind: "add-index" | "store" }>;

function ofReads(finding: Finding, usage: RouteUsage, measured: Measured): Candidate[] {
  const { blueprint, design, profile } = measured;
  const parts = partsOf(usage.route, blueprint);
  if (parts === undefined) return [];
  const { requests } = wholeOf(profile);
  const tables = tableNames(blueprint);
  const read = tablesRead(usage.route, measured);
  const weigh = (change: KeptChange, saved: number): Candidate => {
    const table = tables.get(tableOf(change)) ?? "";
    const upkeep =
      insertedInto(table, profile).rows * (rowsPerWrittenRow + (change.kind === "store" ? 1 : 0));
    const likely = read.has(table) ? 1 : elsewhere;
    return { change, because: finding.id, expected: (likely * saved - upkeep) / requests };
  };
  const ways = (changes: readonly KeptChange[], saved: number) =>
    changes
      .filter((change) => changed(design, change) !== undefined)
      .map((change, at) => weigh(change, saved * nextWay ** at));
  const added = (indexes: readonly Index[]): KeptChange[] =>
    indexes
      .filter((index) => isOfUse(index, measured))
      .map((index): KeptChange => ({ kind: "add-index", index }));
  const { entity, operation } = parts;
  const excess = excessOf(usage);
  // A list without parameters is asked for in one way.
  const asked = usage.parameters.length > 0 ? usage.parameters : [{ names: [], cost: usage.cost }];
  const whole = asked.reduce((sum, { cost }) => sum + cost.rowsRead, 0);
  const listed =
    entity === undefined || operation?.kind !== "list"
      ? []
      : asked.flatMap(({ names, cost }) =>
          ways(added(listIndexes(entity, operation, names)), (excess * cost.rowsRead) / Math.max(1, whole)),
        );
  const work = workOf(parts, blueprint);
  const stored = storableIn(work, blueprint).map((one): KeptChange => ({ kind: "store", stored: one }));
  return [...listed, ...ways(stored, excess), ...ways(added(lookupIndexes(work, blueprint)), excess)];
}

/** Whether an index orders rows as neither they nor another index do already. */
function isOfUse({ entity: name, by }: Index, { blueprint, design }: Measured): boolean {
  const entity = blueprint.entities.find((one) => one.name === name);
  const [first] = by;
  if (entity === undefined || first === undefined) return false;
  if (first.field === entity.identifier.name || isCreationOrder(entity, first)) return false;
  return !design.indexes.some((index) => index.entity === name && covers(index.by, by));
}

/** The entity whose rows a change is read from or kept up to date by. */
function tableOf(change: KeptChange): string {
  if ("index" in change) return change.index.entity;
  const { value } = change.stored;
  return value.kind === "aggregate" && "entity" in value.things ? value.things.entity : change.stored.entity;
}

/** Tables that the plans of a route's statements go through; what stands for a table in a query may have an ending. */
function tablesRead(route: string, { profile, blueprint }: Measured): Set<string> {
  const lines = profile.statements.filter(({ routes }) => routes.includes(route)).flatMap(({ plan }) => plan);
  const tables = [...tableNames(blueprint).values()];
  return new Set(lines.flatMap((line) => sourceOf(line) ?? []).map((name) => tableCalled(name, tables)));
}
