import type { MeterList } from "../../shared/delivery/control.ts";
import { Meter } from "../../shared/delivery/evidence.ts";
import { growth, type MeterCounts, sumOf } from "../../shared/telemetry/growth.ts";
import { tenantMark } from "./fleet.ts";

/** Most services that one answer lists, and most releases of one that are told apart. */
const limits = { services: 100, releases: 10 };

/** Stands for the releases that were called longest ago. */
const earlier = "earlier";

/** What one object has counted, as it tells it. */
export interface Told {
  object: string;
  /** When, in milliseconds since the epoch, by the object's clock: what comes late is older than what is known. */
  at: number;
  /** Totals, not differences: those that may have changed since it told its last. */
  meters: readonly Meter[];
}

type Row = { release: string; route: string; counts: string };

/**
 * Sums of what the objects of all services have counted. They only grow, also when an object loses its data and counts
 * anew. Nothing is counted twice, however often it is told.
 */
export class Totals {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  take({ object, at, meters }: Told): void {
    const { sql } = this.#storage;
    const [service = object] = object.split(tenantMark);
    this.#storage.transactionSync(() => {
      const [last] = sql.exec<{ at: number }>("SELECT at FROM tellers WHERE object = ?", object).toArray();
      if (last !== undefined && at < last.at) return;
      sql.exec("INSERT OR REPLACE INTO tellers VALUES (?, ?)", object, at);
      const sequence = this.#newest() + 1;
      const changed = meters.filter((meter) => this.#add(service, object, { meter, sequence }));
      if (changed.length > 0) sql.exec("INSERT OR REPLACE INTO totalled VALUES (?, ?)", service, sequence);
    });
  }

  /** A service's totals by release and route. */
  of(service: string): Meter[] {
    const rows = this.#storage.sql
      .exec<Row>(
        `SELECT release, route, counts FROM totals JOIN
           (SELECT release, max(sequence) AS last FROM totals WHERE service = ?1 GROUP BY release) USING (release)
         WHERE service = ?1 ORDER BY last DESC, release, route`,
        service,
      )
      .toArray();
    const releases = [...new Set(rows.map(({ release }) => release))].slice(0, limits.releases);
    const meters = new Map<string, Meter>();
    for (const { counts } of rows) {
      const meter = Meter.parse(JSON.parse(counts));
      const release = releases.includes(meter.release) ? meter.release : earlier;
      const key = `${release} ${meter.route}`;
      const sum = meters.get(key);
      meters.set(key, sum === undefined ? { ...meter, release } : sumOf(sum, meter));
    }
    return [...meters.values()];
  }

  /** Totals of services that have changed after a sequence number. */
  after(sequence: number): MeterList {
    const rows = this.#storage.sql
      .exec<{ service: string; sequence: number }>(
        "SELECT service, sequence FROM totalled WHERE sequence > ? ORDER BY sequence LIMIT ?",
        sequence,
        limits.services + 1,
      )
      .toArray();
    const listed = rows.slice(0, limits.services);
    return {
      services: listed.map(({ service }) => ({ service, meters: this.of(service) })),
      next: listed.at(-1)?.sequence ?? sequence,
      newest: this.#newest(),
      more: rows.length > listed.length,
    };
  }

  #newest(): number {
    return this.#storage.sql
      .exec<{ newest: number }>("SELECT coalesce(max(sequence), 0) AS newest FROM totalled")
      .one().newest;
  }

  /** Adds what has come since the object told this meter last; says whether anything has. */
  #add(service: string, object: string, { meter, sequence }: { meter: Meter; sequence: number }): boolean {
    const { sql } = this.#storage;
    const { release, route } = meter;
    const known = this.#counts("SELECT counts FROM told WHERE object = ? AND release = ? AND route = ?", [
      object,
      release,
      route,
    ]);
    if (known !== undefined && isSame(known, meter)) return false;
    sql.exec(
      "INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?)",
      object,
      release,
      route,
      JSON.stringify(meter),
    );
    const since = { ...meter, ...growth(known, meter) };
    const before = this.#counts("SELECT counts FROM totals WHERE service = ? AND release = ? AND route = ?", [
      service,
      release,
      route,
    ]);
    const total = before === undefined ? since : sumOf(since, before);
    sql.exec(
      "INSERT OR REPLACE INTO totals VALUES (?, ?, ?, ?, ?)",
      service,
      release,
      route,
      sequence,
      JSON.stringify(total),
    );
    return true;
  }

  #counts(query: string, key: string[]): Meter | undefined {
    const [row] = this.#storage.sql.exec<{ counts: string }>(query, ...key).toArray();
    return row === undefined ? undefined : Meter.parse(JSON.parse(row.counts));
  }
}

function isSame(one: MeterCounts, other: MeterCounts): boolean {
  return (
    one.requests === other.requests &&
    one.rowsRead === other.rowsRead &&
    one.rowsWritten === other.rowsWritten
  );
}
