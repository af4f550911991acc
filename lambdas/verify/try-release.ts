import type { ServiceTests, SourceFile } from "../../shared/agents/source.ts";
import type { Blueprint } from "../../shared/blueprint/blueprint.ts";
import type { Bundle } from "../../shared/delivery/bundle.ts";
import { MigrationReport, type MigrationRequest } from "../../shared/delivery/control.ts";
import type { Toolbox } from "../../shared/delivery/toolbox.ts";
import { meantBy } from "../../shared/difference/meant-by.ts";
import type { GateResult } from "../../shared/runs/run.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { designOf } from "../runtime/designed-release.ts";
import type { LiveService } from "../runtime/live-service.ts";
import { runBench, runTests, type TestRun } from "./bench.ts";
import { compatibilityGate } from "./compatibility.ts";
import { costGate, costTestsOf } from "./cost.ts";
import { migrationGate } from "./migration.ts";
import { mutationGate } from "./mutation/mutation.ts";
import { privacyGate } from "./privacy.ts";
import { makeTestModules } from "./test-modules.ts";
import { invariantsGate, racesGate } from "./tests-gates.ts";

export interface TrialInput {
  bundle: Bundle;
  /** The bundle's, which is in the data plane. */
  digest: string;
  files: readonly SourceFile[];
  blueprint: Blueprint;
  tests: ServiceTests;
  toolbox: Toolbox;
  privateFields: ReadonlySet<string>;
  live: LiveService | undefined;
  /** Whether the tests are tried too. */
  mutation: boolean;
}

/** Tries a release in the Bench: its tests, what it costs, and what it makes of the live release's data, all at once. */
export async function tryRelease(input: TrialInput): Promise<{ outcome: TestRun; gates: GateResult[] }> {
  const [outcome, cost, migration] = await Promise.all([runTests(input), measureCost(input), migrate(input)]);
  const { tests, privateFields, live, files, blueprint } = input;
  const gates = [
    racesGate(tests, outcome.statements),
    invariantsGate(tests, outcome.statements),
    privacyGate(privateFields, outcome.console),
    cost,
    migration,
    live && compatibilityGate(live, { files, blueprint }),
  ].filter((gate) => gate !== undefined);
  const isRight = outcome.statements.failed.length + outcome.acceptance.failed.length === 0;
  if (input.mutation && isRight) gates.push(await tryTests(input));
  return { outcome, gates };
}

async function measureCost({
  digest,
  blueprint,
  files,
  toolbox,
}: TrialInput): Promise<GateResult | undefined> {
  const tests = costTestsOf(blueprint);
  if (tests === undefined) return undefined;
  const modules = makeTestModules({ files: [tests.file], toolbox });
  const report = await runBench({ bundle: digest, tests: { modules }, timeout: 30_000 });
  return costGate(tests, report, { blueprint, design: designOf(files, blueprint) });
}

async function migrate({ digest, blueprint, toolbox, live }: TrialInput): Promise<GateResult | undefined> {
  // The same code makes nothing of its own data.
  if (live === undefined || live.digest === digest) return undefined;
  const made = live.tests.files.filter(({ path }) => !live.tests.acceptance.includes(path));
  const request: MigrationRequest = {
    live: live.digest,
    candidate: digest,
    sample: { modules: makeTestModules({ files: made, toolbox }) },
    meant: meantBy(live.blueprint, blueprint),
  };
  const report = await callDataPlane({
    method: "POST",
    path: "/bench/migration",
    body: request,
    answer: MigrationReport,
    timeout: 100_000,
  });
  return migrationGate(report, live.release);
}

function tryTests({ bundle, digest, tests, toolbox }: TrialInput): Promise<GateResult> {
  return mutationGate({ bundle, digest, tests: makeTestModules({ files: tests.files, toolbox }) });
}
