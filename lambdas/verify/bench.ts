import { basename } from "node:path";
import type { ServiceTests, SourceFile } from "../../shared/agents/source.ts";
import { BenchReport, type BenchRequest } from "../../shared/delivery/control.ts";
import type { Toolbox } from "../../shared/delivery/toolbox.ts";
import type { FailedTest } from "../../shared/runs/run.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { testsIn } from "../runtime/test-source.ts";
import { makeTestModules } from "./test-modules.ts";

export interface BenchInput {
  digest: string;
  tests: ServiceTests;
  toolbox: Toolbox;
  /** Names of the fields whose values must not come out in the console. */
  privateFields: ReadonlySet<string>;
}

/** What became of one kind of tests. A name stands in `passed` only if no test of that name failed. */
export interface TestOutcome {
  count: number;
  passed: ReadonlySet<string>;
  failed: FailedTest[];
  /** What kept tests from running at all. */
  failures: string[];
}

/** Has the Bench do what a request asks. */
export function runBench(request: BenchRequest): Promise<BenchReport> {
  return callDataPlane({
    method: "POST",
    path: "/bench",
    body: request,
    answer: BenchReport,
    timeout: 100_000,
  });
}

export interface TestRun {
  statements: TestOutcome;
  acceptance: TestOutcome;
  /** What the tests of statements had the service write to the console. */
  console: BenchReport["console"];
}

/** Has the Bench run the tests against a bundle that has been put there. */
export async function runTests({ digest, tests, toolbox, privateFields }: BenchInput): Promise<TestRun> {
  const bench = (files: readonly SourceFile[]) =>
    runBench({
      bundle: digest,
      tests: { modules: makeTestModules({ files, toolbox }) },
      privateFields: [...privateFields],
    });
  const paths = new Set(tests.acceptance);
  const written = tests.files.filter(({ path }) => paths.has(path));
  const made = tests.files.filter(({ path }) => !paths.has(path));
  const report = await bench(made);
  const statements = outcomeOf("statement", [{ files: made, report }]);
  const reports: { files: SourceFile[]; report: BenchReport }[] = [];
  // Each apart: a file that can't be loaded takes no other with it.
  for (const file of written) reports.push({ files: [file], report: await bench([file]) });
  return { statements, acceptance: outcomeOf("acceptance", reports), console: report.console };
}

function outcomeOf(
  kind: FailedTest["kind"],
  reports: readonly { files: readonly SourceFile[]; report: BenchReport }[],
): TestOutcome {
  const failed: FailedTest[] = [];
  const failures: string[] = [];
  const passed = new Set<string>();
  for (const { files, report } of reports) {
    const pathOf = new Map(files.map(({ path }) => [basename(path), path]));
    if (report.failure !== undefined) {
      failures.push(report.failure);
      for (const { path, content } of kind === "acceptance" ? files : []) {
        for (const { name } of testsIn(content).tests) {
          failed.push({ kind, file: path, name, message: report.failure, exchanges: [] });
        }
      }
    }
    for (const { file, name, outcome, message = "failed", exchanges = [] } of report.tests) {
      if (outcome === "passed") passed.add(name);
      else failed.push({ kind, file: pathOf.get(file) ?? file, name, message, exchanges });
    }
  }
  for (const { name } of failed) passed.delete(name);
  const count = reports.reduce((sum, { report }) => sum + report.tests.length, 0);
  if (reports.length > 0 && count === 0 && failures.length === 0) {
    failures.push("No test ran: the suite is empty or could not be loaded.");
  }
  return { count, passed, failed, failures };
}
