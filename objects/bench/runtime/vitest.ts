import { expect } from "./expect.ts";

export { expect };

type Body = () => unknown;
interface Case {
  file: string;
  name: string;
  body: Body;
  before: Body[];
  after: Body[];
}
interface Group {
  name: string;
  before: Body[];
  after: Body[];
}

const cases: Case[] = [];
let groups: Group[] = [];
let file = "";

/** Names a group of tests. */
export function describe(name: string, body: () => void): void {
  groups.push({ name, before: [], after: [] });
  try {
    body();
  } finally {
    groups.pop();
  }
}

/** Adds a test. */
export function test(name: string, body: Body): void {
  const within = [...groups];
  cases.push({
    file,
    name: [...within.slice(1).map((group) => group.name), name].join(" > "),
    body,
    before: within.flatMap((group) => group.before),
    after: within.toReversed().flatMap((group) => group.after),
  });
}

/** Adds a test for each row; `%s` in its name stands for the row's values in turn, `$key` for a property. */
test.each = <Row>(rows: readonly Row[]) => {
  return (name: string, body: (...values: unknown[]) => unknown): void => {
    for (const row of rows) {
      const values: unknown[] = Array.isArray(row) ? row : [row];
      test(titled(name, row, values), () => body(...values));
    }
  };
};

export const it = test;

/** Runs before each test of the group. */
export function beforeEach(body: Body): void {
  groups.at(-1)?.before.push(body);
}

/** Runs after each test of the group, a failed one too. */
export function afterEach(body: Body): void {
  groups.at(-1)?.after.push(body);
}

/** Loads one test file and collects its tests. */
export async function collect(name: string, load: () => Promise<unknown>): Promise<void> {
  file = name;
  groups = [{ name: "", before: [], after: [] }];
  await load();
}

/** The tests collected so far, in order. */
export function collected(): { file: string; name: string }[] {
  return cases.map(({ file, name }) => ({ file, name }));
}

/** Runs one test with its hooks. Gives the failure's message, or null when it passed. */
export async function run(index: number): Promise<string | null> {
  const found = cases[index];
  if (found === undefined) return `There is no test ${index}.`;
  let failure: string | null = null;
  try {
    for (const hook of found.before) await hook();
    await found.body();
  } catch (error) {
    failure = told(error);
  }
  for (const hook of found.after) {
    try {
      await hook();
    } catch (error) {
      failure ??= told(error);
    }
  }
  return failure;
}

function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const values =
    "expected" in error && "actual" in error
      ? `\nexpected: ${shown(error.expected)}\nreceived: ${shown(error.actual)}`
      : "";
  return `${error.message}${values}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2) ?? String(value);
  return text.length > 2_000 ? `${text.slice(0, 2_000)}…` : text;
}

function titled(name: string, row: unknown, values: unknown[]): string {
  let next = 0;
  return name
    .replace(/%[sdifjo]/g, (mark) => {
      const value = values[next++];
      return typeof value === "string" ? value : (JSON.stringify(value) ?? mark);
    })
    .replace(/\$(\w+)/g, (mark, key: string) =>
      typeof row === "object" && row !== null && Object.hasOwn(row, key)
        ? String(Object.entries(row).find(([name]) => name === key)?.[1])
        : mark,
    );
}
