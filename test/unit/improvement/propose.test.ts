import fc from "fast-check";
import { expect, test } from "vitest";
import { designProblems } from "../../../shared/design/fit.ts";
import { nextAlpha } from "../../../shared/improvement/budget.ts";
import { changed, inverse } from "../../../shared/improvement/change.ts";
import { diagnose } from "../../../shared/improvement/diagnose.ts";
import type { Measured } from "../../../shared/improvement/measured.ts";
import type { ArchiveEntry, Proposal } from "../../../shared/improvement/proposal.ts";
import { propose } from "../../../shared/improvement/propose.ts";
import { randomProposals } from "../../../shared/improvement/random-proposals.ts";
import {
  booksOfShelf,
  cost,
  design,
  filtered,
  hypothesis,
  library,
  measured,
  now,
  outcome,
  statement,
  usage,
} from "./library.ts";

const where = { service: "library", release: "r1", registeredAt: now };
const proposals = (of: Measured, archive: ArchiveEntry[] = [], release = "r1") =>
  propose({ ...of, ...where, release, findings: diagnose(of), archive });
const failed = (proposal: Proposal | undefined): ArchiveEntry[] =>
  proposal === undefined
    ? []
    : [{ proposal, search: outcome("inconclusive", 0), fate: "tried", why: "", at: now }];
const titles = (of: readonly Proposal[]) => of.map(({ title }) => title);

test("exact filters that come together get an index over both with the list's order, before all else", () => {
  const [first] = proposals(filtered);
  expect(first).toMatchObject({
    title: "Index books by state, language and title",
    because: "reads GET /books",
    change: {
      kind: "add-index",
      index: { entity: "book", by: [{ field: "state" }, { field: "language" }, { field: "title" }] },
    },
    hypothesis: { least: 0.1, guard: 1.2, alpha: nextAlpha([], "library"), registeredAt: now },
  });
});

test("a range among exact filters gets an index that ends with it", () => {
  const together = measured({
    routes: [
      usage("GET /books", cost(100, 50_000), {
        shown: 400,
        parameters: [{ names: ["from", "state"], cost: cost(100, 50_000) }],
      }),
    ],
  });
  expect(titles(proposals(together))).toContain("Index books by state and year");
});

test("an order that is asked for within a filter gets an index of both", () => {
  const sorted = measured({
    routes: [
      usage("GET /shelves", cost(100, 50_000), {
        shown: 400,
        parameters: [{ names: ["code", "sort"], cost: cost(100, 50_000) }],
      }),
    ],
  });
  expect(titles(proposals(sorted))).toContain("Index shelves by code and weight");
});

test("a count that a costly list shows may be kept, and an index may serve it", () => {
  const counting = measured({
    routes: [
      usage("GET /shelves", cost(200, 200_000), {
        shown: 4000,
        parameters: [{ names: [], cost: cost(200, 200_000) }],
      }),
    ],
    statements: [
      statement("SELECT", {
        routes: ["GET /shelves"],
        runs: 200,
        rowsRead: 200_000,
        rowsGiven: 4000,
        plan: [
          "SCAN shelves USING INDEX shelves-by-code",
          "CORRELATED SCALAR SUBQUERY 1",
          "SEARCH books_1 USING INDEX books-by-shelf (shelf=?)",
        ],
      }),
    ],
  });
  expect(titles(proposals(counting)).slice(0, 2)).toEqual([
    "Keep `count of its books where state is in` with each shelf",
    "Index books by shelf and state",
  ]);
});

test("what a rule looks up by gets an index of the reference and the condition", () => {
  const limited = measured({
    routes: [usage("POST /loans", cost(200, 60_000, 800))],
    statements: [
      statement("SELECT", {
        routes: ["POST /loans"],
        runs: 200,
        rowsRead: 58_000,
        plan: ["SEARCH loans_others USING INDEX loans-by-member (member=?)"],
      }),
    ],
  });
  expect(proposals(limited)[0]?.change).toEqual({
    kind: "add-index",
    index: { entity: "loan", by: [{ field: "member" }, { field: "state" }] },
  });
});

test("what upkeep eats up is not proposed", () => {
  const { profile } = filtered;
  const [insert] = profile.statements.slice(1);
  const busy = insert === undefined ? [] : [{ ...insert, runs: 50_000 }];
  const written = {
    ...filtered,
    profile: { ...profile, statements: [...profile.statements.slice(0, 1), ...busy] },
  };
  expect(titles(proposals(written)).filter((title) => title.startsWith("Index books"))).toEqual([]);
});

test("what is kept in vain goes, but never what keeps values apart", () => {
  const busy = measured({
    routes: [usage("POST /shelves", cost(300, 300, 1200)), usage("POST /members", cost(300, 600, 900))],
    statements: [
      statement('INSERT INTO "shelves" ("id") VALUES (?)', { runs: 300, rowsWritten: 1200 }),
      statement('INSERT INTO "members" ("id") VALUES (?)', { runs: 300, rowsWritten: 600 }),
    ],
  });
  const changes = proposals(busy).map(({ change }) => change);
  expect(changes.length).toBe(3);
  expect(changes.every((change) => change.kind === "drop-index" && change.index.entity === "shelf")).toBe(
    true,
  );
});

test("only a person may mend a spec", () => {
  const walking = measured({
    routes: [
      usage("GET /shelves", cost(100, 100_000), {
        shown: 99_000,
        parameters: [{ names: ["offset"], cost: cost(100, 100_000) }],
      }),
    ],
  });
  expect(diagnose(walking).map(({ kind }) => kind)).toContain("spec");
  expect(proposals(walking)).toEqual([]);
});

test("what the release has had tried is not proposed again; what failed before comes last", () => {
  const [first, second] = proposals(filtered);
  const again = proposals(filtered, failed(first));
  expect(again[0]?.id).toBe(second?.id);
  expect(again.map(({ id }) => id)).not.toContain(first?.id);
  const next = proposals(filtered, failed(first), "r2");
  expect(next.at(-1)?.change).toEqual(first?.change);
  expect(next[0]?.change).toEqual(second?.change);
});

test("what was registered, and not tried, is proposed again", () => {
  const [first] = proposals(filtered);
  const registered = failed(first).map(({ search, ...entry }) => entry);
  expect(proposals(filtered, registered)[0]?.id).toBe(first?.id);
});

test("the same measurements give the same proposals, at most so many", () => {
  expect(proposals(filtered)).toEqual(proposals(filtered));
  const few = propose({ ...filtered, ...where, findings: diagnose(filtered), archive: [], most: 2 });
  expect(few.length).toBe(2);
});

test("whatever is proposed fits, does something, and can be taken back", () => {
  const stored = { ...design, stored: [booksOfShelf] };
  fc.assert(
    fc.property(fc.nat(), fc.boolean(), (seed, isStored) => {
      const of = isStored ? stored : design;
      const made = randomProposals({
        service: "library",
        release: "r1",
        blueprint: library,
        hypothesis,
        design: of,
        count: 5,
        seed,
      });
      for (const { change } of made) {
        const after = changed(of, change);
        expect(after && designProblems(after, library)).toEqual([]);
        const back = after && changed(after, inverse(change));
        expect(back && sorted(back)).toEqual(sorted(of));
      }
    }),
    { numRuns: 40 },
  );
});

function sorted({ indexes, stored, caches }: typeof design): string[] {
  return [...indexes, ...stored, ...caches].map((one) => JSON.stringify(one)).sort();
}

test("chance makes the same proposals of a seed, others of another, and all kinds of them", () => {
  const made = (seed: number, count = 10) =>
    randomProposals({
      service: "library",
      release: "r1",
      blueprint: library,
      hypothesis,
      design: { ...design, stored: [booksOfShelf], caches: [{ entity: "book" }] },
      count,
      seed,
    });
  expect(made(1)).toEqual(made(1));
  expect(titles(made(1))).not.toEqual(titles(made(2)));
  expect(new Set(made(3, 40).map(({ change }) => change.kind))).toEqual(
    new Set(["add-index", "drop-index", "compute", "cache", "uncache"]),
  );
  expect(new Set(made(1).map(({ id }) => id)).size).toBe(10);
});
