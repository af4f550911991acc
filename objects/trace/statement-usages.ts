import { unitCost } from "../../shared/delivery/cost.ts";
import type { StatementUsage } from "../../shared/improvement/trace.ts";
import type { Explained } from "./inspect.ts";
import type { Told } from "./profiled-code.ts";
import { statementShape } from "./statement-shape.ts";

/** Most statements that are listed, and most characters of one. */
const limits = { listed: 100, text: 4_000 };

type Usage = Omit<StatementUsage, "plan" | "routes"> & { routes: Set<string>; first: number };

/** What statements have cost, over all requests of a replay. */
export class StatementUsages {
  readonly #told: Explained[] = [];
  readonly #shapes: string[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #usages = new Map<string, Usage>();
  /** By their places in what the running code has told. */
  #places: number[] = [];

  /** Only learns which statements there are. */
  learn({ texts }: Told): void {
    for (const [text, parameters] of texts) {
      const known = this.#indexes.get(text);
      if (known === undefined) {
        this.#indexes.set(text, this.#told.length);
        this.#told.push({ text, parameters });
        this.#shapes.push(statementShape(text));
      }
      this.#places.push(known ?? this.#told.length - 1);
    }
  }

  /** The code was started anew, and numbers its statements from the first. */
  restarted(): void {
    this.#places = [];
  }

  /** Counts what a request of the route has run. */
  add(route: string, told: Told): void {
    this.learn(told);
    for (const [place, runs, read, written, given] of told.runs) {
      const first = this.#places[place];
      const sql = first === undefined ? undefined : this.#shapes[first];
      if (first === undefined || sql === undefined) continue;
      const usage = this.#usages.get(sql) ?? {
        sql: sql.slice(0, limits.text),
        routes: new Set(),
        runs: 0,
        rowsRead: 0,
        rowsWritten: 0,
        rowsGiven: 0,
        first,
      };
      usage.routes.add(route);
      usage.runs += runs;
      usage.rowsRead += read;
      usage.rowsWritten += written;
      usage.rowsGiven += given;
      this.#usages.set(sql, usage);
    }
  }

  /** All statements as they were run, to have their plans explained. They hold values: they stay in the object. */
  get explained(): Explained[] {
    return this.#told;
  }

  /** Those that read or write most, with the plans of all that are {@link explained}. */
  costliest(plans: readonly string[][]): StatementUsage[] {
    return [...this.#usages.values()]
      .toSorted((left, right) => costOf(right) - costOf(left))
      .slice(0, limits.listed)
      .map(({ first, routes, ...usage }) => ({ ...usage, routes: [...routes], plan: plans[first] ?? [] }));
  }

  /** How often statements were run whose plan uses the index. */
  usesOf(index: string, plans: readonly string[][]): number {
    let uses = 0;
    for (const { first, runs } of this.#usages.values()) {
      const isUsed = plans[first]?.some((line) => `${line} `.includes(` INDEX ${index} `));
      if (isUsed) uses += runs;
    }
    return uses;
  }
}

function costOf({ rowsRead, rowsWritten }: Usage): number {
  return unitCost({ requests: 1, rowsRead, rowsWritten });
}
