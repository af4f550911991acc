import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";

const spec = (lines: string) => `# Pots

## Kiln
- name: text
- closedOn: date

## Pot
- kiln: kiln
- dueOn: date
- at: moment
- days: whole number
- state: state of drying, cracked or dust
${lines}
`;

function compiled(lines: string, previous?: Parameters<typeof implementService>[0]["previous"]) {
  const blueprint = blueprintOf(spec(lines));
  const { files, migrations } = implementService({ blueprint, requirement: "", previous });
  return { blueprint, migrations, code: files.find(({ path }) => path === "src/pots.ts")?.content ?? "" };
}

/** How SQLite finds what is due by generated code. */
function planOf(lines: string): string[] {
  const { code, migrations } = compiled(lines);
  const database = new DatabaseSync(":memory:");
  for (const { statements } of migrations) for (const statement of statements) database.exec(statement);
  const indexes = /indexes: (\{.*?\}), (?:fill|since|lapses|unique|dependents)/.exec(code)?.[1] ?? "{}";
  for (const [name, by] of Object.entries<string[]>(JSON.parse(indexes)))
    database.exec(`CREATE INDEX "${name}" ON "pots" (${by.join(", ")})`);
  return [...code.matchAll(/due: \(.*?\) => sql`(.*?)`, at/g)].map(([, due = ""]) => {
    const query = `EXPLAIN QUERY PLAN SELECT 1 FROM "pots" WHERE ${due.replace(/\$\{.*?\}/g, "?")} LIMIT 1`;
    const values = (due.match(/\$\{/g) ?? []).map(() => "x");
    return database
      .prepare(query)
      .all(...values)
      .map(({ detail }) => String(detail))
      .join("; ");
  });
}

test.each([
  ["a duration", "- Moves state from drying to cracked by itself after 45 minutes", "state=? AND <expr><?"],
  [
    "a duration of its own",
    "- Moves state from drying to cracked by itself after days days",
    "state=? AND <expr><?",
  ],
  ["months", "- Moves state from drying or cracked to dust by itself after 3 months", "state=? AND <expr><?"],
  ["a day", "- Moves state from drying to cracked by itself when dueOn < today", "state=? AND <expr><?"],
  [
    "two times",
    "- Moves state from drying to cracked by itself when dueOn <= today - 2 weeks and now > at + 1 month",
    "state=? AND <expr><?",
  ],
  [
    "a time and more",
    "- Moves state from drying to cracked by itself when at < now and days > 3",
    "state=? AND <expr>=? AND <expr><?",
  ],
  ["another thing", "- Moves state from drying to cracked by itself when kiln.closedOn < today", "state=?"],
  ["a condition of its own", "- Deleted by itself when state is dust or days > 3", "<expr>=?"],
  ["creation", "- Deleted by itself after 1 year", "<expr><?"],
  ["a moment, for deletion", "- Deleted by itself when at <= now + 1 hour", "<expr><?"],
])("what is due by %s is found by an index", (_, lines, searched) => {
  expect(planOf(lines)[0]).toMatch(`INDEX pots-lapsing-1 (${searched})`);
});

test("what hangs on other things and no state is looked at for each", () => {
  expect(planOf("- Deleted by itself when kiln.name is empty")[0]).toMatch(/^SCAN pots/);
});

test("a state that lapses from now on gets a column beside it, which stays", () => {
  const before = compiled("");
  const lapsing = "- Moves state from drying to cracked by itself after 45 minutes";
  const after = compiled(lapsing, before);
  expect(after.migrations.slice(before.migrations.length)).toMatchObject([
    { statements: ['ALTER TABLE "pots" ADD COLUMN "state since" TEXT'] },
  ]);
  const again = compiled(`${lapsing}\n- Deleted by itself after 2 days`, {
    ...after,
    blueprint: after.blueprint,
  });
  expect(again.migrations.slice(after.migrations.length)).toMatchObject([
    { statements: ['ALTER TABLE "pots" ADD COLUMN "there since" TEXT'] },
  ]);
  expect(compiled("", again).migrations).toEqual(again.migrations);
});

test("a table of what only lapses defines nothing that hangs on the call", () => {
  const [lapsing, worked] = ["- Deleted by itself after 1 year", "- late = dueOn < today"];
  expect(compiled(lapsing).code).not.toMatch(/\blive:/);
  expect(compiled(`${lapsing}\n${worked}`).code).toMatch(/\blive: \{ computed:/);
});

test("what others keep is not due while they do, but for those that may go with it", () => {
  const blueprint = blueprintOf(`# Sessions

## Session
- name: text
- Deleted by itself after 30 minutes

## Stay
- session: session, keeps it

## Visit
- session: session, keeps it
- other: session, deleted with it
`);
  const { files } = implementService({ blueprint, requirement: "" });
  const code = files.find(({ path }) => path === "src/sessions.ts")?.content ?? "";
  expect([...code.matchAll(/NOT EXISTS \(.*?\)/g)].map(([text]) => text)).toEqual([
    'NOT EXISTS (SELECT 1 FROM "stays" WHERE "stays"."session" = "sessions"."id")',
  ]);
});
