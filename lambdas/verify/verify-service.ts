import type ts from "typescript";
import { Verdicts } from "../../shared/agents/finding.ts";
import { Implementation, ServiceTests } from "../../shared/agents/source.ts";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { counted } from "../../shared/counted.ts";
import { bundleDigest } from "../../shared/delivery/bundle.ts";
import { type FailedTest, type GateReport, type GateResult, recordKeys } from "../../shared/runs/run.ts";
import { shortened } from "../../shared/shortened.ts";
import { getArtifact, putArtifact } from "../runtime/artifacts.ts";
import { makeBundle, putBundle } from "../runtime/bundle.ts";
import { ClauseList } from "../runtime/clause-list.ts";
import { readLiveService } from "../runtime/live-service.ts";
import { isByHand, judgeable, spuriouslyUnmet } from "../runtime/mending.ts";
import { changeRecord } from "../runtime/records.ts";
import { readRun } from "../runtime/runs.ts";
import { withKnownFailures } from "../runtime/test-source.ts";
import { readToolbox } from "../runtime/toolbox.ts";
import { problemsOf, programOf, type TypeProblem } from "../runtime/type-check.ts";
import type { TestOutcome, TestRun } from "./bench.ts";
import { coverClauses } from "./clause-coverage.ts";
import { withoutFaultyTests } from "./faulty-tests.ts";
import { lintGate, privateFieldsOf } from "./lint-gate.ts";
import { tryRelease } from "./try-release.ts";

export interface VerifyInput {
  run: string;
  service: string;
  /** Digests. */
  blueprint: string;
  clauses: string;
  source: string;
  tests: string;
  /** Whether people have changed what was generated. */
  edited: boolean;
  /** Digest of what was decided in the rounds before. */
  verdicts: string | null;
}

/** Gates without which nothing is delivered, whatever a person consents to. */
const needed = new Set<GateResult["gate"]>(["types", "lint", "privacy", "cost", "migration"]);

/** Failed tests whose exchanges a report keeps. */
const failedTestsKept = 60;

/**
 * Runs the gates in the order of their cost. What cannot be tried because an earlier gate failed is not reported as
 * passed: it has no result. Says besides whether the service is sound, which is all but its unmet clauses, and whether
 * another round could mend something. The tests that are given back have their known failures marked.
 */
export async function verifyService(input: VerifyInput) {
  const list = await getArtifact(input.clauses, ClauseList);
  const blueprint = await getArtifact(input.blueprint, Blueprint);
  const { files } = await getArtifact(input.source, Implementation);
  const written = await getArtifact(input.tests, ServiceTests);
  const verdicts = input.verdicts === null ? [] : (await getArtifact(input.verdicts, Verdicts)).verdicts;
  const toolbox = await readToolbox();
  const byHand = files.some(({ path }) => isByHand(path));

  const program = programOf({ files: [...files, ...written.files], toolbox });
  const { tests, problems } = withoutFaultyTests(written, problemsOf(program));
  const types = typesGate(program, problems);
  const privateFields = privateFieldsOf(blueprint);
  const rules = lintGate({ program, privateFields, toolbox });
  const gates: GateResult[] = [types.gate, rules.gate];
  let bundle: string | null = null;
  let outcome: TestRun | undefined;
  if (types.gate.passed && rules.gate.passed) {
    const made = makeBundle({ files, toolbox });
    bundle = await bundleDigest(made);
    await putBundle(bundle, made);
    const run = await readRun(input.run);
    const live = await readLiveService(input.service, run);
    const tried = await tryRelease({
      bundle: made,
      digest: bundle,
      files,
      blueprint,
      tests,
      toolbox,
      privateFields,
      live,
      mutation: run.mutation === true,
    });
    outcome = tried.outcome;
    gates.push(statementsGate(outcome.statements, byHand || input.edited));
    if (list.written === "text" || tests.acceptance.length > 0)
      gates.push(acceptanceGate(outcome.acceptance, tests));
    gates.push(...tried.gates);
  }
  const sound = gates.every(({ gate, passed }) => passed || !needed.has(gate));
  const failedTests = [...(outcome?.statements.failed ?? []), ...(outcome?.acceptance.failed ?? [])];
  const passedTests = list.written === "spec" ? outcome?.statements.passed : outcome?.acceptance.passed;
  const coverage = coverClauses({
    list,
    trace: blueprint.trace,
    covers: tests.covers,
    passedTests: passedTests ?? new Set(),
    failedTests,
    verdicts,
  });
  if (sound) gates.push(coverage.gate);

  const report: GateReport = {
    gates,
    clauses: coverage.clauses,
    failedTests: failedTests.slice(0, failedTestsKept),
    lostTests: tests.lost,
    verdicts,
    contradictions: list.contradictions,
  };
  const reportDigest = await putArtifact(report);
  await changeRecord(recordKeys.run(input.run), { report: reportDigest });
  const failed = gates.filter((gate) => !gate.passed);
  const met = coverage.clauses.filter(({ trace }) => trace.outcome === "met").length;
  const said = gates.map((gate) => `${gate.gate}: ${gate.summary}`).join("; ");
  const result = {
    passed: failed.length === 0,
    sound: sound && met > 0,
    mendable: isMendable(),
    summary: summaryOf(failed, sound) || said,
    report: reportDigest,
    bundle,
    tests: await putArtifact(marked(tests, failedTests)),
  };
  return { result, said };

  function isMendable(): boolean {
    if (outcome === undefined) return [...types.files, ...rules.files].every(isByHand);
    if (byHand && judgeable(report, outcome.statements.failed).length > 0) return true;
    if (outcome.acceptance.failed.length > 0) return judgeable(report, outcome.acceptance.failed).length > 0;
    return input.verdicts === null && spuriouslyUnmet(list, report).length > 0;
  }
}

/** Lines of a summary for each gate, and characters of each: two lines of a terminal, or three. */
const linesTold = { clauses: 30, other: 5 };
const lineLimit = 240;

/** What a person reads of it: each clause that is not met, or what failed first, one a line. The report has it whole. */
function summaryOf(failed: readonly GateResult[], sound: boolean): string {
  // Where clauses are unmet, they say which acceptance tests fail.
  const isTold = sound && failed.some(({ gate }) => gate === "clauses");
  const said = isTold ? failed.filter(({ gate }) => gate !== "acceptance") : failed;
  return said
    .flatMap(({ gate, failures }) => {
      const told = sound && gate === "clauses" ? linesTold.clauses : linesTold.other;
      const more = failures.length - told;
      return [
        ...failures.slice(0, told).map((failure) => shortened(failure.split("\n")[0] ?? "", lineLimit)),
        ...(more > 0 ? [`and ${counted(more, "failure")} more (${gate})`] : []),
      ];
    })
    .join("\n");
}

function typesGate(
  program: ts.Program,
  problems: readonly TypeProblem[],
): { gate: GateResult; files: string[] } {
  const checked = counted(program.getRootFileNames().length, "file");
  const failures = problems.map(({ file, line, message }) => `${file}:${line} ${message}`);
  const passed = failures.length === 0;
  const summary = passed ? `${checked} sound` : counted(failures.length, "error");
  return {
    gate: { gate: "types", passed, summary, failures: failures.slice(0, 50) },
    files: [...new Set(problems.map(({ file }) => file))],
  };
}

function statementsGate(outcome: TestOutcome, byHand: boolean): GateResult {
  const blame = byHand ? "" : "a fault of AIDevOS, please report it: ";
  const failures = [
    ...outcome.failures,
    ...outcome.failed.map(({ file, name, message }) => `${blame}${file}: ${name}: ${message}`),
  ];
  return {
    gate: "statements",
    passed: failures.length === 0,
    summary: `${outcome.passed.size} of ${outcome.count} tests pass`,
    failures: failures.slice(0, 50),
  };
}

function acceptanceGate(outcome: TestOutcome, { lost }: ServiceTests): GateResult {
  const failures = [
    ...outcome.failures,
    ...outcome.failed.map(({ file, name, message }) => `${file}: ${name}: ${message}`),
    ...lost.map(({ test, reason }) => `lost, since it could not be brought into order: ${test}: ${reason}`),
  ];
  const lostTests = lost.length === 0 ? "" : `, ${lost.length} lost`;
  return {
    gate: "acceptance",
    passed: outcome.failures.length + outcome.failed.length === 0,
    summary: `${outcome.passed.size} of ${outcome.count} tests pass${lostTests}`,
    failures: failures.slice(0, 50),
  };
}

function marked(tests: ServiceTests, failed: readonly FailedTest[]): ServiceTests {
  if (failed.length === 0) return tests;
  const files = tests.files.map(({ path, content }) => ({
    path,
    content: withKnownFailures(content, ({ name }) =>
      failed.some((test) => test.file === path && test.name === name),
    ),
  }));
  return { ...tests, files };
}
