import { counted } from "../../../shared/counted.ts";
import type { Bundle } from "../../../shared/delivery/bundle.ts";
import type { GateResult } from "../../../shared/runs/run.ts";
import { runBench } from "../bench.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";

/** Mistakes that are tried, and milliseconds after which no other one is. */
const mutantCount = 20;
const timeBudget = 90_000;

/** Bound on one test, in milliseconds: a mistake may make a loop endless. */
const testTimeout = 3_000;

export interface MutationInput {
  bundle: Bundle;
  digest: string;
  /** Modules of all tests, with the Bench's own. */
  tests: Record<string, string>;
}

/**
 * Runs the tests against the service with a mistake in its code, one after another: a mistake that no test notices shows
 * where the tests are weak. A report only: it always passes.
 */
export async function mutationGate({ bundle, digest, tests }: MutationInput): Promise<GateResult> {
  const started = Date.now();
  const mutants = mutantsOf(ownModules(bundle), mutantCount);
  const tried: { mutant: Mutant; survived: boolean }[] = [];
  for (const mutant of mutants) {
    if (Date.now() - started > timeBudget) break;
    const report = await runBench({
      bundle: digest,
      tests: { modules: tests },
      replaced: { [mutant.module]: mutant.code },
      stopsAtFailure: true,
      timeout: testTimeout,
    });
    const survived =
      report.failure === undefined && report.tests.every(({ outcome }) => outcome === "passed");
    tried.push({ mutant, survived });
  }
  const survivors = tried.filter(({ survived }) => survived);
  const killed = tried.length - survivors.length;
  const score = tried.length === 0 ? 0 : Math.round((100 * killed) / tried.length);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  return {
    gate: "mutation",
    passed: true,
    summary: `${score}% of ${counted(tried.length, "mistake")} noticed by a test`,
    failures: [],
    evidence: {
      checked: "whether the tests notice mistakes in the service's own code",
      how: `${counted(tried.length, "mistake")} drawn with a seed from the code, one at a time, in ${seconds} s; a mistake is noticed when a test fails`,
      found: survivors.map(
        ({ mutant }) => `no test notices: ${fileOf(mutant.module)}:${mutant.line} ${mutant.mutation}`,
      ),
      reproduce: "Make the change at the line and run npm test in the service's repository.",
    },
  };
}

/** Code that was written for the service, without its schema's steps. */
function ownModules({ modules }: Bundle): Record<string, string> {
  return Object.fromEntries(
    Object.entries(modules).filter(([name]) => name.endsWith(".ts") && name !== "migrations.ts"),
  );
}

function fileOf(module: string): string {
  return module.startsWith("hand.") ? `src/hand/${module.slice("hand.".length)}` : `src/${module}`;
}
