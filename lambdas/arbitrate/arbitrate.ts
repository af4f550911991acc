import * as z from "zod";
import { clausesOfTest } from "../../shared/agents/acceptance.ts";
import { type Finding, type Findings, Verdicts } from "../../shared/agents/finding.ts";
import { Implementation, ServiceTests } from "../../shared/agents/source.ts";
import { arbitrate as arbitrateTask } from "../../shared/agents/tasks/arbitrate.ts";
import type { TestExchange } from "../../shared/agents/test-exchange.ts";
import type { Clause } from "../../shared/blueprint/clause.ts";
import { counted } from "../../shared/counted.ts";
import { GateReport } from "../../shared/runs/run.ts";
import { parseSpec } from "../../shared/spec/parse.ts";
import { performFor } from "../runtime/agent.ts";
import { getArtifact, putArtifact } from "../runtime/artifacts.ts";
import { ClauseList } from "../runtime/clause-list.ts";
import { isByHand, judgeable, mend, spuriouslyUnmet } from "../runtime/mending.ts";
import { sourceOfTest } from "../runtime/test-source.ts";

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
  run: string;
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
 * test of a statement is at the code's fault, and so is a type error in a function by hand. In the first round, clauses
 * that are unmet though nobody has said why go back to those whose work they are.
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
  return {
    result: {
      findings: await putArtifact(findings),
      verdicts: await putArtifact(verdicts),
      count: found.length,
    },
    said: `${counted(found.length, "finding")}: ${at("test")} at tests, ${at("spec")} at the spec, ${at("code")} at code`,
  };
}

/** A function by hand that does not fit its types. */
function typeErrors({ gates }: GateReport): Finding[] {
  const failures = gates.find(({ gate }) => gate === "types")?.failures ?? [];
  const byFile = Map.groupBy(failures, (failure) => failure.slice(0, failure.indexOf(":")));
  return [...byFile]
    .filter(([file]) => isByHand(file))
    .map(([file, problems]) => ({
      at: "code",
      file,
      reason: "Its types do not fit.",
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
  const byHand = files.map(({ path }) => path).filter(isByHand);
  // Where nothing is written by hand, a failing test of a statement is nobody's fault here but AIDevOS's own.
  const failed = judgeable(report.clauses, report.failedTests).filter(
    ({ kind }) => kind === "acceptance" || byHand.length > 0,
  );
  if (failed.length === 0) return [];
  const statementsOf = citing(spec);
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
      statements: cited.flatMap(statementsOf),
    };
  });
  const parts = Array.from({ length: Math.ceil(failures.length / failuresPerAnswer) }, (_, part) =>
    failures.slice(part * failuresPerAnswer, (part + 1) * failuresPerAnswer),
  );
  const answers = await Promise.all(
    parts.map((part) => mend(() => performFor(input.run, arbitrateTask, { failures: part, spec, byHand }))),
  );
  const given = answers.flatMap((answer) => (answer.outcome === "mended" ? answer.result.verdicts : []));
  const verdicts = new Map(given.map((each) => [each.test, each]));
  return failures.flatMap(({ test, kind, title, clauses: shown, message, exchanges }): Finding[] => {
    const verdict = verdicts.get(test);
    if (verdict === undefined) return [];
    const at = kind === "statement" ? "code" : verdict.at;
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

/** The statements of a spec that cite a clause. */
function citing(spec: string): (clause: string) => string[] {
  const reading = parseSpec(spec);
  const statements = reading.outcome === "read" ? reading.statements : [];
  return (clause) => statements.filter(({ clauses }) => clauses.includes(clause)).map(({ text }) => text);
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
