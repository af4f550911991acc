import * as z from "zod";
import type { TestSuite } from "../../shared/agents/source.ts";
import type { Bundle } from "../../shared/delivery/bundle.ts";
import { BenchReport } from "../../shared/delivery/control.ts";
import type { Toolbox } from "../../shared/delivery/toolbox.ts";
import type { GateResult } from "../../shared/runs/run.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { makeTestModules } from "./test-modules.ts";

export interface AcceptanceInput {
  bundle: Bundle;
  digest: string;
  suite: TestSuite;
  toolbox: Toolbox;
}

/** Puts the bundle into the data plane and has the Bench run the acceptance tests against it. */
export async function runAcceptanceTests({
  bundle,
  digest,
  suite,
  toolbox,
}: AcceptanceInput): Promise<{ gate: GateResult; passedTests: Set<string> }> {
  await callDataPlane({ method: "PUT", path: `/bundles/${digest}`, body: bundle, answer: z.undefined() });
  const report = await callDataPlane({
    method: "POST",
    path: "/bench",
    body: { bundle: digest, tests: { modules: makeTestModules({ files: suite.files, toolbox }) } },
    answer: BenchReport,
    timeout: 100_000,
  });
  const failures = report.tests
    .filter((test) => test.outcome === "failed")
    .map((test) => `${test.file}: ${test.name}: ${test.message ?? "failed"}`);
  if (report.failure !== undefined) failures.unshift(report.failure);
  if (report.tests.length === 0) failures.push("No test ran: the suite is empty or could not be loaded.");
  const passedTests = new Set(
    report.tests.filter((test) => test.outcome === "passed").map((test) => test.name),
  );
  const gate: GateResult = {
    gate: "acceptance",
    passed: failures.length === 0,
    repairable: true,
    summary: `${passedTests.size} of ${report.tests.length} tests pass`,
    failures: failures.slice(0, 50),
  };
  return { gate, passedTests };
}
