import { quantileSorted } from "simple-statistics";
import { type Cost, noCost, sumOfCosts, unitCost } from "../../shared/delivery/cost.ts";
import type { RouteUsage } from "../../shared/improvement/trace.ts";
import type { TwinAnswer } from "../service-host/twin.ts";
import type { DocumentedCall } from "../traffic/openapi.ts";

/** Most combinations of query parameters that are listed of a route. */
const combinationLimit = 50;

interface Usage {
  cost: Cost;
  times: number[];
  shown: number | null;
  readAgain: number;
  combinations: Map<string, { names: string[]; cost: Cost }>;
}

/** How callers use the routes, over all requests of a replay. */
export class RouteUsages {
  readonly #usages = new Map<string, Usage>();
  readonly #parameters: Map<string, Set<string>>;

  /** Only names of parameters that are documented are told: others may be anything that a caller has sent. */
  constructor(documented: readonly DocumentedCall[]) {
    this.#parameters = new Map(
      documented.map(({ method, path, query }) => [
        `${method} ${path}`,
        new Set(query.map(({ name }) => name)),
      ]),
    );
  }

  /** Counts an answer to a request that had these query parameters. */
  add(route: string, answer: TwinAnswer, given: ReadonlySet<string>): void {
    const { rows, milliseconds } = answer;
    const cost: Cost = { requests: 1, rowsRead: rows.read, rowsWritten: rows.written };
    const usage: Usage = this.#usages.get(route) ?? {
      cost: noCost,
      times: [],
      shown: null,
      readAgain: 0,
      combinations: new Map(),
    };
    usage.cost = sumOfCosts([usage.cost, cost]);
    usage.times.push(milliseconds);
    const shown = shownIn(route, answer);
    if (shown !== undefined) usage.shown = (usage.shown ?? 0) + shown;
    const documented = this.#parameters.get(route);
    if (documented !== undefined && documented.size > 0) {
      const names = [...given].filter((name) => documented.has(name)).toSorted();
      const key = JSON.stringify(names);
      const before = usage.combinations.get(key)?.cost ?? noCost;
      usage.combinations.set(key, { names, cost: sumOfCosts([before, cost]) });
    }
    this.#usages.set(route, usage);
  }

  /** Counts rows that a request of the route has read as one before it had. */
  readAgain(route: string, rows: number): void {
    const usage = this.#usages.get(route);
    if (usage !== undefined) usage.readAgain += rows;
  }

  all(): RouteUsage[] {
    return [...this.#usages].map(([route, { cost, times, shown, readAgain, combinations }]) => {
      const sorted = times.toSorted((one, other) => one - other);
      return {
        route,
        cost,
        median: quantileSorted(sorted, 0.5),
        p95: quantileSorted(sorted, 0.95),
        shown,
        readAgain,
        parameters: [...combinations.values()]
          .toSorted((left, right) => total(right.cost) - total(left.cost))
          .slice(0, combinationLimit),
      };
    });
  }
}

function total(cost: Cost): number {
  return cost.requests * unitCost(cost);
}

/**
 * The elements of a list's answer: its body is an array, or an object in which one property is. One thing is no list,
 * whatever it holds: its route ends with its key.
 */
function shownIn(route: string, { status, text, headers }: TwinAnswer): number | undefined {
  const isJson = headers.some(([name, value]) => /^content-type$/i.test(name) && /[/+]json\b/i.test(value));
  if (!route.startsWith("GET ") || route.endsWith("}") || status !== 200 || !isJson) return undefined;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (Array.isArray(body)) return body.length;
  if (typeof body !== "object" || body === null) return undefined;
  const lists = Object.values(body).filter((value) => Array.isArray(value));
  return lists.length === 1 ? lists[0]?.length : undefined;
}
