import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { coverClauses } from "../../../lambdas/verify/clause-coverage.ts";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { checksFor } from "../../../shared/tester/coverage.ts";
import { writeTestsOfReading } from "../../../shared/tester/tests-of-reading.ts";
import { readSpec, specs } from "./specs.ts";

const root = new URL("../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const examples = readdirSync(new URL("examples/", root)).filter((name) => name.endsWith(".md"));
const fixtures = readdirSync(new URL("test/e2e/fixtures/", root), { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);

const texts: Record<string, string> = {
  ...specs,
  ...Object.fromEntries(examples.map((name) => [`examples/${name}`, read(`examples/${name}`)])),
  ...Object.fromEntries(fixtures.map(({ name }) => [name, read(`test/e2e/fixtures/${name}/spec.md`)])),
};

/** Words of a name as titles have them: `dueOn` and `due on`. */
function named(name: string): RegExp {
  const words = name.replace(/_+/g, " ").replace(/([a-z0-9])([A-Z])/g, "$1 $2");
  return new RegExp(`\\b(${name}|${words})\\b`, "i");
}

/** What a title must say to be about a part of the reading, whatever the tester says that its test shows. */
const about: [part: RegExp, says: (parts: string[], blueprint: Blueprint) => RegExp | undefined][] = [
  [/\/limits\/\d+$/, () => /are limited/],
  [/\/rules\/(\d+)$/, ([, index]) => new RegExp(`^rule ${Number(index) + 1} of .* always holds`)],
  [/\/noOverlaps\/\d+$/, () => /never overlap/],
  [/\/lapses\/\d+$/, () => / by itself /],
  [/\/comparisons\/\d+$/, () => / is (not the same as|less than|at most|greater than|at least) /],
  [/\/uniqueTogether\/\d+$/, () => /cannot share .* together|is refused that would give two /],
  [/\/fields\/[^/]+\/seenWhere$/, () => /is shown only to those who may see it/],
  [/\/seenWhere$/, () => /are there only for those for whom the condition is true/],
  [/^entities\/[^/]+\/seenBy$/, () => /are there only for who may see them/],
  [/\/notFound$/, () => /not found$|is gone$/],
  [/\/unknownProperties$/, () => /a property that is not known/],
  [/\/setByService$/, () => /is not created with .* which the service sets|no change may hold/],
  [/\/list\/sort\/default$/, () => /listed by|is listed first/],
  [/\/list\/sort$/, () => /sorted by|listed by/],
  [/\/list\/comparisons\/\d+$/, () => /are listed only where/],
  [/\/list\/pages$/, () => /page/],
  [/\/list\/envelope$/, () => /^the list of|come in pages/],
  [/\/list\/totalHeader$/, () => /gives the total in/],
  [/\/list\/filters\/\d+$/, () => /filtered by|searched by|narrows the list/],
  [
    /actions\/([^/]+)\/guards\/(\d+)$/,
    ([, , index]) => new RegExp(`(has|answers at once where) its condition ${Number(index) + 1}`),
  ],
  [
    /^callers\/roles\//,
    () =>
      /^only who may |are there only for |is who has it said of the account|is shown only to those who may see it/,
  ],
  [/actions\/([^/]+)\/by$/, () => /^only who may can/],
  [/actions\/([^/]+)\/move$/, () => / moves .* to .*, and only from /],
  [/actions\/([^/]+)\/(effects|values)\/[^/]+$/, () => /does what it says| finds |^a session of .* lasts /],
  [/actions\/([^/]+)\/inputs\/[^/]+$/, () => /does what it says|takes .* only as they must be/],
  [/\/operations$/, () => /have no routes/],
  [/\/operations\/create$/, () => /is created|can make|shows only/],
  [/\/operations\/list$/, () => /are listed|can list|the list shows only/],
  [
    /\/operations\/read$/,
    () => /and is kept|can see|seen only|shown|shows only|is answered under|own absolute URL/,
  ],
  [
    /\/operations\/update$/,
    () =>
      /can be changed|changed by calls that come at once|a change of no field|held to the same rules|can change|changed only|is answered|shows only/,
  ],
  [/\/operations\/replace$/, () => /replace/],
  [/\/operations\/delete$/, () => /delete/],
  [/\/operations\/clear$/, () => /all .* can be deleted at once|can clear/],
];

describe.each(Object.entries(texts))("%s", (_, text) => {
  const { blueprint, clauses } = readSpec(text);
  const { covers } = writeTestsOfReading(blueprint, clauses);

  test("no statement is shown by a test that is not about it", () => {
    const strange = covers.flatMap(({ clause, tests }) => {
      const entry = blueprint.trace.find((each) => each.clause === clause);
      if (entry?.outcome !== "met" || entry.by.length !== 1) return [];
      const [part = ""] = entry.by;
      const [pattern, says] = about.find(([each]) => each.test(part)) ?? [];
      const wanted = pattern && says?.([...(pattern.exec(part) ?? [])], blueprint);
      const titles = tests.map((name) => name.slice(name.indexOf(" > ") + 3));
      return wanted === undefined
        ? []
        : titles.filter((title) => !wanted.test(title)).map((title) => [part, title]);
    });
    expect(strange).toEqual([]);
  });

  test("a field is shown by tests that name it, make it or change it", () => {
    const strange = covers.flatMap(({ clause, tests }) => {
      const entry = blueprint.trace.find((each) => each.clause === clause);
      const field =
        entry?.outcome === "met" && entry.by.length === 1 && /\/fields\/(\w+)$/.exec(entry.by[0] ?? "");
      if (!field) return [];
      const isAbout =
        /is created with what is given|does what it says|below their own|does not exist are not found/;
      return tests.some((title) => named(field[1] ?? "").test(title)) ||
        tests.some((title) => isAbout.test(title))
        ? []
        : [[field[1], tests]];
    });
    expect(strange).toEqual([]);
  });
});

describe("what a test shows", () => {
  const { blueprint } = readSpec(texts["examples/bookings.md"] ?? "");
  const check = (...shows: string[]) => ({ title: shows.join(), lines: [], shows });

  test("is its own part, by name or by position", () => {
    const limit = check("entities/booking/limits/0");
    const title = check("entities/booking/fields/title");
    expect(checksFor("entities/booking/limits/0", [limit, title], blueprint)).toEqual([limit]);
    expect(checksFor("/entities/1/fields/2", [limit, title], blueprint)).toEqual([title]);
  });

  test("is nothing of what it is a part of, or stands beside", () => {
    const whole = check("entities/booking", "entities/booking/list", "entities/booking/limits", "service");
    const other = check(
      "entities/booking/limits/1",
      "entities/booking/limits/0/where",
      "entities/room/limits/0",
    );
    expect(checksFor("entities/booking/limits/0", [whole, other], blueprint)).toEqual([]);
    expect(checksFor("entities/booking/list/sort/default", [whole, other], blueprint)).toEqual([]);
  });
});

describe("a statement of which no test can be made", () => {
  const spec = `# Bins

## Bin
- name: text, required
- At most 5000 in all (409)

### Toss: \`POST /bins/{id}/toss\`
- Only if name is not empty (409 \`nameless\`)
- Answers nothing (204)
`;
  const { blueprint, clauses } = readSpec(spec);
  const { covers, files } = writeTestsOfReading(blueprint, clauses);
  const unshown = clauses.filter(({ id }) => covers.every(({ clause }) => clause !== id));

  test("is covered by no other", () => {
    expect(unshown.map(({ text }) => text)).toEqual([
      "At most 5000 in all (409)",
      "Only if name is not empty (409 `nameless`)",
    ]);
    expect(files).not.toEqual([]);
  });

  test("is reported as not shown, though all tests pass", () => {
    const passedTests = new Set(covers.flatMap(({ tests }) => tests));
    const { gate, clauses: judged } = coverClauses({
      list: { clauses, written: "spec" },
      trace: blueprint.trace,
      covers,
      passedTests,
      failedTests: [],
      verdicts: [],
    });
    expect(gate.failures).toEqual([]);
    expect(gate.summary).toMatch(/, 2 not shown$/);
    for (const { id } of unshown)
      expect(judged.find((clause) => clause.id === id)?.trace).toMatchObject({
        outcome: "not-shown",
      });
  });
});

test("limits that count the same for other things have titles of their own", () => {
  const spec = `# Rooms

## Room
- name: text, required
- places: whole number, required, 1 to 5

## Booking
- room: room, required
- kind: one of talk or party, required
- At most 2 for each room where kind is talk (409)
- At most 2 for each room where kind is party (409)
- At most 3 for each room (409)
- At most places for each room (410)
`;
  const { blueprint, clauses } = readSpec(spec);
  const { covers, files } = writeTestsOfReading(blueprint, clauses);
  for (const { content } of files) {
    const titles = [...content.matchAll(/^ {2}test\((".*"), async/gm)].map(([, title]) => title);
    expect(new Set(titles).size).toBe(titles.length);
  }
  const tests = (words: string) =>
    covers.find(({ clause }) => clauses.find(({ id }) => id === clause)?.text.includes(words))?.tests ?? [];
  expect(tests("where kind is talk")[0]).toBe(
    "bookings > bookings are limited for one room where kind is talk",
  );
  expect(tests("where kind is party")[0]).toBe(
    "bookings > bookings are limited for one room where kind is party",
  );
  expect(tests("At most 3")[0]).toBe("bookings > bookings are limited for one room");
  expect(tests("At most places")).toEqual([
    "bookings > bookings are limited for one room (3)",
    "bookings > bookings are limited for one room, however many come at once",
  ]);
});
