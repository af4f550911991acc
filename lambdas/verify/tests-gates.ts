import type { ServiceTests } from "../../shared/agents/source.ts";
import { counted } from "../../shared/counted.ts";
import type { GateResult } from "../../shared/runs/run.ts";
import { racers } from "../../shared/tester/scenario/race.ts";
import type { TestOutcome } from "./bench.ts";

const reproduce = (names: readonly string[]) =>
  names.length === 0
    ? "npm test in the service's repository"
    : `npx vitest run -t ${JSON.stringify(names[0]?.split(" > ").at(-1))} in the service's repository`;

/** What is said of uniqueness, limits, states, balances and sequences holds when many requests come at once. */
export function racesGate({ races = [] }: ServiceTests, outcome: TestOutcome): GateResult | undefined {
  if (races.length === 0) return undefined;
  const failed = outcome.failed.filter(({ name }) => races.includes(name));
  const passed = races.filter((name) => outcome.passed.has(name));
  return {
    gate: "races",
    passed: passed.length === races.length,
    summary: `${passed.length} of ${counted(races.length, "race")} as one after another`,
    failures: failed.map(
      ({ name, message }) =>
        `${name}: ${firstLine(message)}. Read and write without waiting for anything in between.`,
    ),
    evidence: {
      checked:
        "statements of which of many equal requests only some may succeed, or each counts, and changes of different fields",
      how: `${racers} requests at once on an empty service; answers and data must be those of one after another`,
      found: races.map((name) => `${passed.includes(name) ? "holds" : "BROKEN"}: ${name}`),
      reproduce: reproduce(failed.map(({ name }) => name)),
    },
  };
}

/** Every rule that must hold at all times, with the tests that try to break it. */
export function invariantsGate(
  { invariants = [] }: ServiceTests,
  outcome: TestOutcome,
): GateResult | undefined {
  if (invariants.length === 0) return undefined;
  const failed = outcome.failed.filter(({ name }) => invariants.some(({ tests }) => tests.includes(name)));
  const names = new Set(failed.map(({ name }) => name));
  const broken = invariants.filter(({ tests }) => tests.some((name) => names.has(name)));
  const tried = invariants.filter(
    (invariant) => !broken.includes(invariant) && invariant.tests.some((name) => outcome.passed.has(name)),
  );
  const untried = invariants.length - tried.length - broken.length;
  return {
    gate: "invariants",
    passed: broken.length === 0,
    summary: `${tried.length} of ${counted(invariants.length, "invariant")} held${untried === 0 ? "" : `, ${untried} not tried`}`,
    failures: failed.map(({ name, message }) => `${name}: ${firstLine(message)}`),
    evidence: {
      checked: "rules, limits, periods, uniqueness and states, each by its statement",
      how: "sequences of requests drawn with a fixed seed; a model of the spec says what each is answered, and what is there in the end",
      found: invariants.map((invariant) => {
        const state = broken.includes(invariant)
          ? "BROKEN"
          : tried.includes(invariant)
            ? "held"
            : "not tried";
        return `${state} (${counted(invariant.tests.length, "test")}): ${invariant.rule}`;
      }),
      reproduce: reproduce([...names]),
    },
  };
}

function firstLine(message: string): string {
  return message.split("\n")[0] ?? "";
}
