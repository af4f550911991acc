import * as z from "zod";
import { clausesOfTest } from "../../shared/agents/acceptance.ts";
import { type Finding, type Findings, Verdicts } from "../../shared/agents/finding.ts";
import { Implementation, ServiceTests } from "../../shared/agents/source.ts";
import { withUnmetLines } from "../../shared/agents/spec-draft.ts";
import { arbitrate as arbitrateTask } from "../../shared/agents/tasks/arbitrate.ts";
import type { TestExchange } from "../../shared/agents/test-exchange.ts";
import type { Clause } from "../../shared/blueprint/clause.ts";
import { counted } from "../../shared/counted.ts";
import { type FailedTest, GateReport } from "../../shared/runs/run.ts";
import { performFor } from "../runtime/agent.ts";
import { getArtifact, putArtifact } from "../runtime/artifacts.ts";
import { ClauseList } from "../runtime/clause-list.ts";
import { isByHand, judgeable, mend, spuriouslyUnmet } from "../runtime/mending.ts";
import { sourceOfTest } from "../runtime/test-source.ts";
import { Concerned } from "./concerned.ts";

/** Failures that one answer judges, and answers that one round asks for: what is beyond waits for the next round. */
const failuresPerAnswer = 12;
const mostAnswers = 4;

/** Exchanges of a test that the reviewer sees, its last ones, and characters of each text in them. */
const exchangesShown = 8;
const textLimit = 600;

/** Most characters of a failure's message, and of the evidence of a finding. */
const messageLimit = 2_000;
const evidenceLimit = 6_000;

export interface ArbitrateInput {
  /** Digests. */
  clauses: string;
  spec: string;
  source: string;
  tests: string;
  report: string;
  /** Digest of what was decided in the rounds before. */
  verdicts: string | null;
}

/**
 * Says of each failure whose work is at fault. Failing tests are read by the reviewer against their clauses; a failing
 * test of a statement is at the code's fault or AIDevOS's own, and a type error in a function by hand is at the code's.
 * In the first round, clauses that are unmet though nobody has said why go back to those whose work they are.
 */
export async function arbitrate(input: ArbitrateInput) {
  const list = await getArtifact(input.clauses, ClauseList);
  const report = await getArtifact(input.report, GateReport);
  const before = input.verdicts === null ? [] : (await getArtifact(input.verdicts, Verdicts)).verdicts;
  const found: Finding[] = [
    ...typeErrors(report),
    ...(await judged(input, list, report)),
    ...(input.verdicts === null ? spuriouslyUnmet(list, report) : []),
  ];
  const round = Math.max(0, ...before.map((verdict) => verdict.round)) + 1;
  const findings: Findings = { findings: found };
  const verdicts: Verdicts = { verdicts: [...before, ...found.map((finding) => ({ ...finding, round }))] };
  const at = (whose: Finding["at"]) => found.filter((finding) => finding.at === whose).length;
  const own = at("compiler");
  return {
    result: {
      findings: await putArtifact(findings),
      verdicts: await putArtifact(verdicts),
      count: found.length,
    },
    said: `${counted(found.length, "finding")}: ${at("test")} at tests, ${at("spec")} at the spec, ${at("code")} at code${own === 0 ? "" : `, ${own} at AIDevOS itself`}`,
  };
}

/** A function by hand that does not fit its types, or does what services must not. */
function typeErrors({ gates }: GateReport): Finding[] {
  const failures = gates.flatMap(({ gate, failures: own }) =>
    gate === "types" || gate === "lint" ? own : [],
  );
  const byFile = Map.groupBy(failures, (failure) => failure.slice(0, failure.indexOf(":")));
  return [...byFile]
    .filter(([file]) => isByHand(file))
    .map(([file, problems]) => ({
      at: "code",
      file,
      reason: "Its types do not fit, or it does what services must not.",
      evidence: problems.join("\n").slice(0, evidenceLimit),
    }));
}

async function judged(
  input: ArbitrateInput,
  { clauses }: ClauseList,
  report: GateReport,
): Promise<Finding[]> {
  const { files } = await getArtifact(input.source, Implementation);
  const tests = await getArtifact(input.tests, ServiceTests);
  const spec = await getArtifact(input.spec, z.string());
  const functions = files.filter(({ path }) => isByHand(path));
  const byHand = functions.map(({ path }) => path);
  // Where nothing is written by hand, a failing test of a statement is nobody's fault here but AIDevOS's own.
  const failed = judgeable(report, report.failedTests).filter(
    ({ kind }) => kind === "acceptance" || byHand.length > 0,
  );
  if (failed.length === 0) return [];
  const concerned = new Concerned(spec, functions);
  const clauseById = new Map(clauses.map((clause) => [clause.id, clause]));
  const failures = failed.slice(0, failuresPerAnswer * mostAnswers).map((failure, index) => {
    const cited = clausesOfTest(failure.name);
    const file = tests.files.find(({ path }) => path === failure.file);
    return {
      test: index + 1,
      kind: failure.kind,
      title: failure.name,
      clauses: cited.flatMap((id) => textOf(clauseById.get(id))),
      source: (file && sourceOfTest(file.content, failure.name)) ?? "",
      message: failure.message.slice(0, messageLimit),
      exchanges: failure.exchanges.slice(-exchangesShown).map(shortened),
      statements: concerned.statements(failure),
    };
  });
  const parts = Array.from({ length: Math.ceil(failures.length / failuresPerAnswer) }, (_, part) =>
    failures.slice(part * failuresPerAnswer, (part + 1) * failuresPerAnswer),
  );
  const drafted = withUnmetLines(
    spec,
    report.clauses.flatMap(({ trace }) => (trace.outcome === "unmet" ? [trace] : [])),
  );
  const answers = await Promise.all(
    parts.map((part) => {
      const about = part.map(({ title, kind }) => ({ name: title, kind }));
      return mend(() =>
        performFor(arbitrateTask, {
          failures: part,
          spec: drafted,
          guide: concerned.guide(about),
          byHand,
          functions: concerned.functions(about),
        }),
      );
    }),
  );
  const given = answers.flatMap((answer) => (answer.outcome === "mended" ? answer.result.verdicts : []));
  const verdicts = new Map(given.map((each) => [each.test, each]));
  return failures.flatMap(({ test, kind, title, clauses: shown, message, exchanges }): Finding[] => {
    const verdict = verdicts.get(test);
    if (verdict === undefined) return [];
    const at = faultOf(verdict.at, kind, byHand);
    const [clause] = shown;
    const file = at === "code" ? byHand.find((path) => path === verdict.file) : failed[test - 1]?.file;
    return [
      {
        at,
        ...(clause === undefined ? {} : { clause: clause.id }),
        test: title,
        ...(file === undefined ? {} : { file }),
        reason: verdict.reason,
        evidence: evidenceOf(message, exchanges),
      },
    ];
  });
}

function textOf(clause: Clause | undefined): { id: string; text: string }[] {
  return clause === undefined ? [] : [{ id: clause.id, text: clause.text }];
}

/** A test of a statement is wrong by no opinion, and what nobody has written by hand is AIDevOS's own work. */
function faultOf(at: Finding["at"], kind: FailedTest["kind"], byHand: readonly string[]): Finding["at"] {
  if (at === "compiler" || (at === "code" && byHand.length === 0)) return "compiler";
  return kind === "statement" ? "code" : at;
}

function shortened(exchange: TestExchange): TestExchange {
  const { body, answer } = exchange;
  return { ...exchange, body: body?.slice(0, textLimit) ?? null, answer: answer.slice(0, textLimit) };
}

function evidenceOf(message: string, exchanges: readonly TestExchange[]): string {
  const said = exchanges.map(({ method, path, headers, body, status, answer }) => {
    const sent = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    return [
      `${method} ${path}`,
      ...sent,
      ...(body === null ? [] : [body]),
      `-> ${status ?? "none"} ${answer}`,
    ].join("\n");
  });
  return [message, ...said].join("\n\n").slice(0, evidenceLimit);
}
