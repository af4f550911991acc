import type * as z from "zod";
import type { Finding } from "../../shared/agents/finding.ts";
import type { LostTest, SourceFile } from "../../shared/agents/source.ts";
import { writeTests } from "../../shared/agents/tasks/write-tests.ts";
import { performFor } from "../runtime/agent.ts";
import type { ClauseList } from "../runtime/clause-list.ts";
import { mend } from "../runtime/mending.ts";
import {
  problemsByTest,
  sourceOfTest,
  type TestInSource,
  testsIn,
  withoutTests,
} from "../runtime/test-source.ts";
import { readToolbox } from "../runtime/toolbox.ts";
import { checkTypes } from "../runtime/type-check.ts";

/**
 * Clauses whose tests one answer has room for. A plain one takes 150 tokens of tests, one with a rule up to three times
 * that: so many stay below half of what an answer may have.
 */
const clausesPerAnswer = 30;

/** Most answers that a suite is written in; of more clauses, each answer has more. */
const mostAnswers = 8;

/** Times that a file goes back to the tester with what is wrong with it. */
const mostReturns = 2;

/** Most problems of a file that are told at once. */
const problemsTold = 20;

export interface AcceptanceTask {
  service: string;
  list: ClauseList;
}

export interface AcceptanceTests {
  files: SourceFile[];
  lost: LostTest[];
}

type Request = Pick<z.input<typeof writeTests.input>, "test" | "wrong">;

/** Writes acceptance tests of all clauses, in as many answers as they take. */
export async function writeAcceptanceTests(task: AcceptanceTask): Promise<AcceptanceTests> {
  const ids = task.list.clauses.filter(({ kind }) => kind !== "remark").map(({ id }) => id);
  const parts = inParts(ids);
  const written = await Promise.all(
    parts.map((test, index) => writeFile(task, `test/acceptance.${index + 1}.test.ts`, { test })),
  );
  return { files: written.flatMap(({ files }) => files), lost: written.flatMap(({ lost }) => lost) };
}

/** Clauses by the answer that writes their tests: neighbours together, and to each answer as many. */
export function inParts(ids: readonly string[]): string[][] {
  const answers = Math.min(mostAnswers, Math.ceil(ids.length / clausesPerAnswer));
  const cut = (part: number) => Math.round((part * ids.length) / answers);
  return Array.from({ length: answers }, (_, part) => ids.slice(cut(part), cut(part + 1)));
}

/**
 * Has tests that were found wrong written anew, and tests of clauses that have none. One that is found wrong goes when its
 * clauses are shown by new tests; else it stays as it is, and fails.
 */
export async function mendAcceptanceTests(
  task: AcceptanceTask,
  { files, lost }: AcceptanceTests,
  findings: readonly Finding[],
): Promise<AcceptanceTests> {
  const wrong = files.flatMap(({ path, content }) =>
    testsIn(content).tests.flatMap((test) => {
      const finding = findings.find((each) => each.file === path && each.test === test.name);
      return finding === undefined
        ? []
        : [{ path, test, source: sourceOfTest(content, test.name) ?? "", reason: finding.reason }];
    }),
  );
  const untested = findings.flatMap(({ test, clause }) =>
    test === undefined && clause !== undefined ? [clause] : [],
  );
  const known = new Set(task.list.clauses.map(({ id }) => id));
  const clauses = [...new Set([...wrong.flatMap(({ test }) => test.clauses), ...untested])];
  const asked = clauses.filter((id) => known.has(id));
  if (asked.length === 0) return { files, lost };

  const path = `test/acceptance.${nextNumber(files)}.test.ts`;
  const request = {
    test: asked,
    ...(wrong.length === 0
      ? {}
      : { wrong: wrong.map(({ test, source, reason }) => ({ test: test.name, source, reason })) }),
  };
  const writing = await mend(() => writeFile(task, path, request));
  if (writing.outcome === "gave up") return { files, lost };
  const mended = writing.result;
  // What was not asked for is shown by tests that stand already.
  const added = withoutTestsOf(
    mended.files,
    (test) => !test.clauses.some((clause) => asked.includes(clause)),
  );
  const shown = new Set(
    added.flatMap(({ content }) => testsIn(content).tests.flatMap((test) => test.clauses)),
  );
  const replaced = (file: string, test: TestInSource) =>
    wrong.some((each) => each.path === file && each.test.name === test.name) &&
    test.clauses.every((clause) => shown.has(clause));
  const kept = withoutTestsOf(files, (test, file) => replaced(file, test));
  return { files: [...kept, ...added], lost: [...lost, ...mended.lost] };
}

/** The files without some of their tests, and without those that hold none then. */
function withoutTestsOf(
  files: readonly SourceFile[],
  isGone: (test: TestInSource, path: string) => boolean,
): SourceFile[] {
  return files
    .map(({ path, content }) => ({ path, content: withoutTests(content, (test) => isGone(test, path)) }))
    .filter(({ content }) => testsIn(content).tests.length > 0);
}

function nextNumber(files: readonly SourceFile[]): number {
  const numbers = files.map(({ path }) => Number(/\.(\d+)\.test\.ts$/.exec(path)?.[1] ?? 0));
  return Math.max(0, ...numbers) + 1;
}

/** Has one file written. What stays wrong with it after it went back to the tester takes the tests that it is in away. */
async function writeFile(task: AcceptanceTask, path: string, request: Request): Promise<AcceptanceTests> {
  const { clauses, contradictions } = task.list;
  const input = {
    name: task.service,
    clauses,
    ...(contradictions.length === 0 ? {} : { contradictions }),
    ...request,
  };
  let { content } = await performFor(writeTests, input);
  let problems = await problemsOf(path, content);
  for (let returns = 0; returns < mostReturns && problems.length > 0; returns++) {
    const told = problems.slice(0, problemsTold).map(({ line, message }) => `line ${line}: ${message}`);
    const former = { content, problems: told };
    const mended = await mend(() => performFor(writeTests, { ...input, former }));
    if (mended.outcome === "gave up") break;
    ({ content } = mended.result);
    problems = await problemsOf(path, content);
  }
  const lost: LostTest[] = [];
  while (problems.length > 0) {
    const { tests } = testsIn(content);
    const reasons = problemsByTest(tests, problems);
    const reason = problems[0]?.message ?? "";
    // What is wrong outside of all tests, every test may need.
    if (reasons.size === 0) for (const { name } of tests) reasons.set(name, reason);
    if (reasons.size === 0) return { files: [], lost: [{ test: path, reason }, ...lost] };
    lost.push(...[...reasons].map(([test, why]) => ({ test, reason: why })));
    content = withoutTests(content, ({ name }) => reasons.has(name));
    if (testsIn(content).tests.length === 0) return { files: [], lost };
    problems = await problemsOf(path, content);
  }
  return soundFile(path, content, lost);
}

function soundFile(path: string, content: string, lost: LostTest[]): AcceptanceTests {
  if (testsIn(content).tests.length === 0) {
    return { files: [], lost: [...lost, { test: path, reason: "the file holds no test" }] };
  }
  return { files: [{ path, content }], lost };
}

async function problemsOf(path: string, content: string): Promise<{ line: number; message: string }[]> {
  const types = checkTypes({ files: [{ path, content }], toolbox: await readToolbox() });
  return [...testsIn(content).problems, ...types];
}
