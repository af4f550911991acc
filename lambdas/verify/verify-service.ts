import type * as z from "zod";
import { Implementation, TestSuite } from "../../shared/agents/source.ts";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { counted } from "../../shared/counted.ts";
import { bundleDigest } from "../../shared/delivery/bundle.ts";
import {
  type GateReport,
  type GateResult,
  recordKeys,
  type UnmetClausesPolicy,
} from "../../shared/runs/run.ts";
import { getArtifact, putArtifact } from "../runtime/artifacts.ts";
import { ClauseList } from "../runtime/clause-list.ts";
import { changeRecord } from "../runtime/records.ts";
import { readToolbox } from "../runtime/toolbox.ts";
import { checkTypes } from "../runtime/type-check.ts";
import { runAcceptanceTests } from "./acceptance.ts";
import { makeBundle } from "./bundle.ts";
import { coverClauses } from "./clause-coverage.ts";

export interface VerifyInput {
  run: string;
  service: string;
  /** Digests. */
  blueprint: string;
  clauses: string;
  source: string;
  tests: string;
  unmetClauses: z.infer<typeof UnmetClausesPolicy>;
}

/**
 * Runs the gates in the order of their cost. What cannot be tried because an earlier gate failed is not reported as
 * passed: it has no result.
 */
export async function verifyService(input: VerifyInput) {
  const { clauses } = await getArtifact(input.clauses, ClauseList);
  const blueprint = await getArtifact(input.blueprint, Blueprint);
  const { files } = await getArtifact(input.source, Implementation);
  const suite = await getArtifact(input.tests, TestSuite);
  const toolbox = await readToolbox();

  const gates: GateResult[] = [typesGate([...files, ...suite.files])];
  let bundle: string | null = null;
  let passedTests: ReadonlySet<string> = new Set();
  if (gates.every((gate) => gate.passed)) {
    const made = makeBundle({ files, toolbox });
    bundle = await bundleDigest(made);
    const acceptance = await runAcceptanceTests({ bundle: made, digest: bundle, suite, toolbox });
    gates.push(acceptance.gate);
    passedTests = acceptance.passedTests;
  }
  const coverage = coverClauses({
    clauses,
    trace: blueprint.trace,
    covers: suite.covers,
    passedTests,
    policy: input.unmetClauses,
  });
  if (bundle !== null) gates.push(coverage.gate);

  const report: GateReport = { gates, clauses: coverage.clauses };
  const reportDigest = await putArtifact(report);
  await changeRecord(recordKeys.run(input.run), { report: reportDigest });
  const failed = gates.filter((gate) => !gate.passed);
  const summary = gates.map((gate) => `${gate.gate}: ${gate.summary}`).join("; ");
  const result = {
    passed: failed.length === 0 && bundle !== null,
    repairable: failed.every((gate) => gate.repairable),
    summary:
      failed
        .flatMap((gate) => gate.failures.slice(0, 5))
        .join("; ")
        .slice(0, 4000) || summary,
    report: reportDigest,
    bundle,
  };
  return { result, said: summary };

  function typesGate(checked: { path: string; content: string }[]): GateResult {
    const failures = checkTypes({ files: checked, toolbox }).map(
      ({ file, line, message }) => `${file}:${line} ${message}`,
    );
    return {
      gate: "types",
      passed: failures.length === 0,
      repairable: true,
      summary:
        failures.length === 0
          ? `${counted(checked.length, "file")} sound`
          : counted(failures.length, "error"),
      failures: failures.slice(0, 50),
    };
  }
}
