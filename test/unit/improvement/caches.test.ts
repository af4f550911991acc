import { expect, test } from "vitest";
import { designByRule } from "../../../shared/design/rule.ts";
import type { DesignChange } from "../../../shared/improvement/change.ts";
import { designByLessons } from "../../../shared/improvement/design-by-lessons.ts";
import { diagnose } from "../../../shared/improvement/diagnose.ts";
import { refuseProposal } from "../../../shared/improvement/guards.ts";
import { learn } from "../../../shared/improvement/lesson.ts";
import type { ArchiveEntry } from "../../../shared/improvement/proposal.ts";
import { proposalOf } from "../../../shared/improvement/proposal-of.ts";
import { propose } from "../../../shared/improvement/propose.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";
import { cost, design, hypothesis, library, measured, now, outcome, usage } from "./library.ts";

const context = { service: "library", release: "r1", blueprint: library, hypothesis };
const ofBooks: DesignChange = { kind: "cache", cache: { entity: "book" } };
const notOfBooks: DesignChange = { kind: "uncache", cache: { entity: "book" } };
const cached = { ...design, caches: [{ entity: "book" }] };

/** Books are listed over and over: each answer shows all that it reads. */
const routes = [
  usage("GET /books", cost(90, 1800), { shown: 1800, readAgain: 1600 }),
  usage("GET /books/{id}", cost(100, 100), { readAgain: 80 }),
  usage("POST /books", cost(10, 20, 60)),
];

test("a list that reads again what it has read is named, with what that costs", () => {
  expect(diagnose(measured({ routes }))).toEqual([
    {
      id: "repeats GET /books",
      kind: "repeats",
      route: "GET /books",
      text: "GET /books: 1600 of the 1800 rows that 90 requests read, one before had read by the same statement with the same values, and nothing was written between.",
      weight: 8,
    },
  ]);
});

test("one that seldom does, or reads little, or has a cache, is fine, and so is what is no list", () => {
  const seldom = usage("GET /books", cost(90, 9000), { shown: 9000, readAgain: 800 });
  const little = usage("GET /books", cost(90, 360), { shown: 360, readAgain: 360 });
  for (const list of [seldom, little])
    expect(diagnose(measured({ routes: [list, ...routes.slice(1)] }))).toEqual([]);
  expect(diagnose(measured({ routes, design: cached }))).toEqual([]);
});

test("its cache is proposed, as saving what is read again", () => {
  const of = measured({ routes });
  const proposals = propose({
    ...of,
    service: "library",
    release: "r1",
    findings: diagnose(of),
    archive: [],
    registeredAt: now,
  });
  expect(proposals.map(({ title, because, change }) => ({ title, because, change }))).toEqual([
    { title: "Cache lists of books", because: "repeats GET /books", change: ofBooks },
  ]);
});

test("a cache that nothing is read from again is not proposed to go: that costs no row, so no trial could prove it", () => {
  const unused = [
    usage("GET /books", cost(200, 4000), { shown: 4000 }),
    usage("POST /books", cost(200, 200, 900)),
  ];
  expect(diagnose(measured({ routes: unused, design: cached }))).toEqual([]);
});

test("a cache waits while something else is to be tried for its list", () => {
  const of = measured({
    routes: [
      usage("GET /books", cost(90, 18_000), {
        shown: 900,
        readAgain: 16_000,
        parameters: [{ names: ["language", "state"], cost: cost(90, 18_000) }],
      }),
    ],
  });
  const proposed = (archive: ArchiveEntry[], release = "r1") =>
    propose({ ...of, service: "library", release, findings: diagnose(of), archive, registeredAt: now });
  const first = proposed([]);
  expect(first.length).toBeGreaterThan(0);
  expect(first.map(({ change }) => change.kind)).not.toContain("cache");
  const archive = first.map(
    (proposal): ArchiveEntry => ({
      proposal,
      search: outcome("inconclusive", 0),
      fate: "tried",
      why: "",
      at: now,
    }),
  );
  expect(proposed(archive).map(({ change }) => change)).toEqual([ofBooks]);
  expect(proposed(archive, "r2")[0]?.change).toEqual(ofBooks);
});

test("a cache passes the guards, and so does its way back; one that is there, or of what has no list, does not", () => {
  const of = (change: DesignChange) => proposalOf(change, "x", context);
  const live = { service: "library", release: "r1", blueprint: library, design, now };
  expect(refuseProposal(of(ofBooks), live)).toEqual({ proposal: of(ofBooks) });
  const back = of(notOfBooks);
  expect(back.title).toBe("Cache lists of books no more");
  expect(refuseProposal(back, { ...live, design: cached })).toEqual({ proposal: back });
  expect(refuseProposal(of(ofBooks), { ...live, design: cached })).toMatchObject({
    problems: [expect.stringMatching(/changes nothing/)],
  });
  expect(refuseProposal(back, live)).toMatchObject({ problems: [expect.stringMatching(/changes nothing/)] });
  const ofNothing = of({ kind: "cache", cache: { entity: "page" } });
  expect(refuseProposal(ofNothing, live)).toMatchObject({
    problems: [expect.stringMatching(/the spec has no page/)],
  });
  const bounded = { ...of(ofBooks), change: { ...ofBooks, cache: { entity: "book", seconds: 60 } } };
  expect(refuseProposal(bounded, live)).toMatchObject({
    problems: [expect.stringMatching(/Unrecognized key: "seconds"/)],
  });
});

test("what was learnt of a list in an order that is worked out, the next service's begins with", () => {
  const board = blueprintOf(`# Board

## Post
- title: text, required
- rating = average of points of its votes
- Listed by -rating

## Vote
- post: post, required
- points: whole number, required
`);
  const ofPosts: DesignChange = { kind: "cache", cache: { entity: "post" } };
  const entry = (change: DesignChange): ArchiveEntry => ({
    proposal: proposalOf(change, "x", { ...context, blueprint: board }),
    search: outcome("benefit", 0.9),
    heldOut: outcome("benefit", 0.9),
    fate: "live",
    why: "",
    at: now,
  });
  const learnt = learn([], [entry(ofPosts)], board);
  expect(learnt).toMatchObject([{ pattern: "cached-ranking", observations: [{ isConfirmed: true }] }]);
  expect(designByLessons(board, designByRule(board), learnt).caches).toEqual([{ entity: "post" }]);
  expect(designByLessons(library, design, learnt).caches).toEqual([]);
  const contradicted = learn([], [entry({ kind: "uncache", cache: { entity: "post" } })], board);
  expect(contradicted).toMatchObject([{ observations: [{ isConfirmed: false }] }]);
  expect(learn([], [entry({ kind: "cache", cache: { entity: "vote" } })], board)).toEqual([]);
});
