import * as z from "zod";
import { latencyBounds, Meter } from "../../shared/delivery/evidence.ts";
import { routesOf } from "../../shared/delivery/route-of.ts";
import type { Rows } from "../metered-code.ts";
import { isMigrated } from "../storage/migrate.ts";
import type { Failure } from "./failure.ts";

/** What came of one caller's request. */
export interface Answered {
  method: string;
  path: string;
  status: number;
  /** Until the answer began. */
  milliseconds: number;
  /** The request's id. */
  request: string;
  /** Why it failed and in which trace, if it did. */
  failed?: { failure: Failure; traceId: string | null } | undefined;
}

/** The methods of each path of an OpenAPI document, which say what the routes are. */
const Paths = z.record(z.string(), z.record(z.string(), z.unknown()));

/**
 * Counts what the releases have answered to callers, by route. Counts are kept in memory and written when they are
 * asked to be: a crash loses those since.
 */
export class Meters {
  readonly #storage: DurableObjectStorage;
  readonly #releases = new Map<string, Map<string, Meter>>();
  readonly #unwritten = new Set<Meter>();
  /** Undefined: it is not known what an earlier process has told. */
  #untold: Set<Meter> | undefined;
  readonly #routes = new Map<string, ReturnType<typeof routesOf>>();

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** Keeps what a release documents, so that its routes have names; of others than `known` nothing is kept. */
  document(digest: string, paths: Record<string, unknown>, known: readonly string[]): void {
    const methods = Object.fromEntries(
      Object.entries(paths).map(([path, operations]) => [
        path,
        Object.fromEntries(Object.keys(operations ?? {}).map((method) => [method, {}])),
      ]),
    );
    const { sql } = this.#storage;
    sql.exec("INSERT OR REPLACE INTO documents VALUES (?, ?)", digest, JSON.stringify(methods));
    sql.exec(
      "DELETE FROM documents WHERE digest NOT IN (SELECT value FROM json_each(?))",
      JSON.stringify([...known, digest]),
    );
    this.#routes.clear();
  }

  /** The route that a call goes to, as the first of the releases of these digests that has one documents it. */
  route(digests: readonly string[], method: string, path: string): string {
    const key = digests.join();
    let routes = this.#routes.get(key);
    if (routes === undefined) {
      routes = routesOf(...digests.map((digest) => this.#paths(digest)));
      this.#routes.set(key, routes);
    }
    return routes(method, path);
  }

  /** Counts it; what is given back counts its rows. */
  count({ release, digest }: { release: string; digest: string }, answered: Answered): (rows: Rows) => void {
    const { method, path, status, milliseconds } = answered;
    const meter = this.#meter(release, this.route([digest], method, path));
    meter.requests++;
    if (status >= 500) meter.failures++;
    else if (status >= 400) meter.refusals++;
    const bucket = latencyBounds.findIndex((bound) => milliseconds <= bound);
    const index = bucket === -1 ? latencyBounds.length : bucket;
    meter.latency[index] = (meter.latency[index] ?? 0) + 1;
    this.#changed(meter);
    return ({ read, written }) => {
      meter.rowsRead += read;
      meter.rowsWritten += written;
      this.#changed(meter);
    };
  }

  #changed(meter: Meter): void {
    this.#unwritten.add(meter);
    this.#untold?.add(meter);
  }

  /** Whether anything was counted since it was written last. */
  get isChanged(): boolean {
    return this.#unwritten.size > 0;
  }

  /** What has changed since it was taken last; at first, all that is written. */
  takeUntold(): Meter[] {
    const taken = this.#untold ?? this.#everything();
    this.#untold = new Set();
    return [...taken];
  }

  /** These could not be told. */
  putBack(meters: readonly Meter[]): void {
    for (const meter of meters) this.#untold?.add(meter);
  }

  /** Writes what was counted since it was written last. */
  write(): void {
    for (const meter of this.#unwritten) {
      this.#storage.sql.exec(
        "INSERT OR REPLACE INTO meters VALUES (?, ?, ?)",
        meter.release,
        meter.route,
        JSON.stringify(meter),
      );
    }
    this.#unwritten.clear();
  }

  /** All counts of a release. */
  of(release: string): Meter[] {
    return [...this.#of(release).values()];
  }

  #everything(): Meter[] {
    if (!isMigrated(this.#storage)) return [];
    return this.#storage.sql
      .exec<{ release: string }>("SELECT DISTINCT release FROM meters")
      .toArray()
      .flatMap(({ release }) => this.of(release));
  }

  #paths(digest: string): z.infer<typeof Paths> {
    const [row] = this.#storage.sql
      .exec<{ paths: string }>("SELECT paths FROM documents WHERE digest = ?", digest)
      .toArray();
    return row === undefined ? {} : Paths.parse(JSON.parse(row.paths));
  }

  #meter(release: string, route: string): Meter {
    const meters = this.#of(release);
    const known = meters.get(route);
    if (known !== undefined) return known;
    const meter: Meter = {
      release,
      route,
      requests: 0,
      refusals: 0,
      failures: 0,
      latency: Array.from({ length: latencyBounds.length + 1 }, () => 0),
      rowsRead: 0,
      rowsWritten: 0,
    };
    meters.set(route, meter);
    return meter;
  }

  #of(release: string): Map<string, Meter> {
    let meters = this.#releases.get(release);
    if (meters === undefined) {
      const rows = isMigrated(this.#storage)
        ? this.#storage.sql
            .exec<{ counts: string }>("SELECT counts FROM meters WHERE release = ?", release)
            .toArray()
        : [];
      const read = rows.map(({ counts }) => Meter.parse(JSON.parse(counts)));
      meters = new Map(read.map((meter) => [meter.route, meter]));
      this.#releases.set(release, meters);
    }
    return meters;
  }
}
