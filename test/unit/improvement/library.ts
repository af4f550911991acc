import type { Cost } from "../../../shared/delivery/cost.ts";
import type { Design, StoredValue } from "../../../shared/design/design.ts";
import { designByRule } from "../../../shared/design/rule.ts";
import { namedIndexes } from "../../../shared/design/sql-names.ts";
import { parseDesign } from "../../../shared/design/text.ts";
import type { Measured } from "../../../shared/improvement/measured.ts";
import type { Hypothesis, TrialOutcome } from "../../../shared/improvement/proposal.ts";
import type { Profile, RouteUsage, StatementUsage } from "../../../shared/improvement/trace.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";

export const library = blueprintOf(`# Library

## Member
- email: email, required, unique

## Shelf
- code: text, required
- weight: whole number
- room: text
- books = count of its books where state is in
- Listed by code
- \`?code\` is code
- \`?sort\` sorts by code, weight, room
- Pages of 20 by offset \`?offset\`, size \`?limit\` up to 100

## Book
- shelf: shelf, required
- title: text, required
- state: state of in or out
- language: text
- year: whole number
- Listed by title
- \`?q\` part of title
- \`?state\` is state
- \`?language\` is language
- \`?from\` at least year

## Loan
- book: book, required
- member: member, required
- state: state of open or returned
- At most 3 for each member where state is open (409 \`limit\`)
`);

export const design: Design = designByRule(library);
const [onlyCount] = parseDesign(
  '{ "stored": [{ "entity": "shelf", "value": "count of its books where state is in" }] }',
  library,
).stored;
if (onlyCount === undefined) throw new Error("A shelf counts its books.");
export const booksOfShelf: StoredValue = onlyCount;
export const now = "2026-11-26T12:00:00.000Z";

export function cost(requests: number, rowsRead: number, rowsWritten = 0): Cost {
  return { requests, rowsRead, rowsWritten };
}

export function usage(route: string, of: Cost, more: Partial<RouteUsage> = {}): RouteUsage {
  return { route, cost: of, median: 1, p95: 2, shown: null, readAgain: 0, parameters: [], ...more };
}

export function statement(sql: string, more: Partial<StatementUsage>): StatementUsage {
  return { sql, routes: [], runs: 0, rowsRead: 0, rowsWritten: 0, rowsGiven: 0, plan: [], ...more };
}

/** What a release of the library has measured; indexes that are not named are not used. */
export function measured(
  parts: Partial<Pick<Profile, "routes" | "statements" | "rows">> & {
    design?: Design;
    uses?: Record<string, number>;
  },
): Measured {
  const of = parts.design ?? design;
  const indexes = namedIndexes(library, of).map(({ name, table }) => ({
    table,
    name,
    uses: parts.uses?.[name] ?? 0,
  }));
  const trace = {
    trace: "t1",
    release: "r1",
    digest: "0".repeat(64),
    startedAt: now,
    search: 500,
    heldOut: 500,
    dropped: 0,
    isWhole: true,
    heldOutTrial: null,
  };
  const { routes = [], statements = [], rows = {} } = parts;
  return { profile: { trace, routes, statements, indexes, rows }, blueprint: library, design: of };
}

/** Books are looked for by state and language together: an index of either reads too many. */
export const filtered = measured({
  routes: [
    usage("GET /books", cost(400, 80_000), {
      shown: 1600,
      parameters: [
        { names: ["language", "state"], cost: cost(300, 78_000) },
        { names: ["state"], cost: cost(100, 2000) },
      ],
    }),
    usage("POST /books", cost(50, 100, 300)),
  ],
  statements: [
    statement('SELECT "books".* FROM "books" WHERE "books"."state" = ? AND "books"."language" = ?', {
      routes: ["GET /books"],
      runs: 300,
      rowsRead: 78_000,
      rowsGiven: 1200,
      plan: ["SEARCH books USING INDEX books-by-state-title (state=?)"],
    }),
    statement('INSERT INTO "books" ("id") VALUES (?)', {
      routes: ["POST /books"],
      runs: 50,
      rowsWritten: 300,
    }),
  ],
  uses: { "books-by-state-title": 400 },
  rows: { books: 5000 },
});

export const hypothesis: Hypothesis = { least: 0.1, alpha: 0.05, guard: 1.2, registeredAt: now };

export function outcome(kind: TrialOutcome["outcome"], gain: number): TrialOutcome {
  return {
    outcome: kind,
    control: cost(100, 1000),
    candidate: cost(100, Math.max(0, Math.round(1000 * (1 - gain)))),
    gain,
    interval: [gain - 0.05, gain + 0.05],
    evidence: kind === "benefit" ? 100 : 1,
    text: kind,
  };
}
