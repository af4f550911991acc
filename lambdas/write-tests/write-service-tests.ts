import * as z from "zod";
import { type Finding, Findings } from "../../shared/agents/finding.ts";
import { ServiceTests } from "../../shared/agents/source.ts";
import { counted } from "../../shared/counted.ts";
import { differenceOf } from "../../shared/difference/difference-of.ts";
import { parseSpec } from "../../shared/spec/parse.ts";
import { writeTestsOfSpec, writeTestsOfStatements } from "../../shared/tester/write-tests.ts";
import { isAcceptanceTest } from "../runtime/acceptance-path.ts";
import { getArtifact, putArtifact } from "../runtime/artifacts.ts";
import { ClauseList } from "../runtime/clause-list.ts";
import { formatSource } from "../runtime/format-source.ts";
import { readLiveService } from "../runtime/live-service.ts";
import { ownFault } from "../runtime/own-fault.ts";
import { readRun } from "../runtime/runs.ts";
import type { AcceptanceTests } from "./acceptance-tests.ts";

export interface WriteTestsInput {
  run: string;
  service: string;
  /** Digests. */
  requirement: string;
  clauses: string;
  spec: string;
  /** Digest of what the round before found. */
  findings: string | null;
  /** Digest of the tests of the round before. */
  tests: string | null;
}

/**
 * Writes the tests of each statement of the spec, by no model, and for a requirement in free words acceptance tests from
 * its clauses alone: who writes these sees neither spec nor code. With findings, only the acceptance tests that are found
 * wrong are written anew. A spec that says what the live release's says keeps the acceptance tests of that.
 */
export async function writeServiceTests(input: WriteTestsInput) {
  const list = await getArtifact(input.clauses, ClauseList);
  const isSpec = list.written === "spec";
  const statements = isSpec
    ? writeTestsOfSpec(await getArtifact(input.requirement, z.string()), list.clauses)
    : writeTestsOfStatements(await getArtifact(input.spec, z.string()));
  const acceptance = isSpec ? await acceptanceOfLive(input) : await acceptanceOf(input, list);
  const tests: ServiceTests = {
    files: await formatSource([...statements.files, ...acceptance.files]),
    covers: statements.covers,
    races: statements.races,
    invariants: statements.invariants,
    acceptance: acceptance.files.map(({ path }) => path),
    lost: acceptance.lost,
  };
  const shown = counted(new Set(statements.covers.flatMap(({ tests: names }) => names)).size, "test");
  const said = [
    `${shown} of ${counted(statements.covers.length, "statement")}`,
    ...(isSpec && acceptance.files.length === 0
      ? []
      : [`acceptance tests in ${counted(acceptance.files.length, "file")}`]),
    ...(tests.lost.length === 0 ? [] : [`${counted(tests.lost.length, "test")} lost`]),
  ];
  return { result: { tests: await putArtifact(tests) }, said: said.join(", ") };
}

async function acceptanceOfLive({ run, service, spec }: WriteTestsInput): Promise<AcceptanceTests> {
  const live = await readLiveService(service, await readRun(run));
  const files = (live?.tests.files ?? []).filter(({ path }) => isAcceptanceTest(path));
  if (live === undefined || files.length === 0) return { files: [], lost: [] };
  const reading = parseSpec(await getArtifact(spec, z.string()));
  const isSame = reading.outcome === "read" && differenceOf(live.blueprint, reading.blueprint).length === 0;
  return { files: isSame ? files : [], lost: [] };
}

async function acceptanceOf(input: WriteTestsInput, list: ClauseList): Promise<AcceptanceTests> {
  const task = { ...input, list };
  // It needs the TypeScript compiler, whose start would delay those that need none.
  const { mendAcceptanceTests, writeAcceptanceTests } = await import("./acceptance-tests.ts");
  if (input.tests === null) return writeAcceptanceTests(task);
  const former = await getArtifact(input.tests, ServiceTests);
  const paths = new Set(former.acceptance);
  const files = former.files.filter(({ path }) => paths.has(path));
  const lost = former.lost.filter(({ reason }) => !reason.endsWith(ownFault));
  const before: AcceptanceTests = { files, lost };
  const found = await foundWrong(input.findings);
  return found.length === 0 ? before : mendAcceptanceTests(task, before, found);
}

async function foundWrong(digest: string | null): Promise<Finding[]> {
  if (digest === null) return [];
  const { findings } = await getArtifact(digest, Findings);
  return findings.filter(({ at }) => at === "test");
}
