import { clausesOfTest } from "../../shared/agents/acceptance.ts";
import type { TestExchange } from "../../shared/agents/test-exchange.ts";
import { counted } from "../../shared/counted.ts";
import { type FailedTest, GateReport, type GateResult, type Run } from "../../shared/runs/run.ts";
import { shortened } from "../../shared/shortened.ts";
import type { ControlPlane } from "./control-plane.ts";
import { CommandError } from "./errors.ts";

/** Exchanges of a failed test that are shown, its last ones, and characters of each body. */
const exchangesShown = 4;
const bodyShown = 160;

/** Lines of what a gate found that are shown. */
const linesShown = 30;

/**
 * What Verify found in a run at last.
 *
 * @throws CommandError when the run has not come so far
 */
export async function reportOf(controlPlane: ControlPlane, { id, status, report }: Run): Promise<GateReport> {
  if (report === undefined)
    throw new CommandError(`The run ${id} (${status}) has tried nothing: there is no report of it.`);
  return controlPlane.artifact(report, GateReport);
}

/** The same for people: gates, then each clause that is not met with all that is known of it, and what else failed. */
export function describeReport({ gates, clauses, failedTests, lostTests, verdicts }: GateReport): string {
  const unmet = clauses.filter(({ trace }) => trace.outcome === "unmet");
  const known = new Set(unmet.map(({ id }) => id));
  const others = failedTests.filter(({ name }) => !clausesOfTest(name).some((id) => known.has(id)));
  return [
    ...gates.flatMap(describeGate),
    ...unmet.flatMap(({ id, text, trace }) => [
      "",
      `${id} is not met: ${text}`,
      ...(trace.outcome === "unmet" ? [`  ${trace.reason}`] : []),
      ...failedTests.filter(({ name }) => clausesOfTest(name).includes(id)).flatMap(describeFailure),
    ]),
    ...(others.length === 0 ? [] : ["", `${counted(others.length, "other test")} that failed:`]),
    ...others.flatMap(describeFailure),
    ...(lostTests.length === 0 ? [] : ["", `${counted(lostTests.length, "test")} lost:`]),
    ...lostTests.map(({ test, reason }) => `  ${test}: ${shortened(reason, 2 * bodyShown)}`),
    ...(verdicts.length === 0 ? [] : ["", "What was decided on failures:"]),
    ...verdicts.map(
      ({ round, at, test, clause, reason }) => `  round ${round}, ${at}: ${test ?? clause ?? ""}: ${reason}`,
    ),
  ].join("\n");
}

function describeGate({ gate, passed, summary, failures, evidence }: GateResult): string[] {
  const heading = `${passed ? "passed" : "FAILED"}  ${gate}: ${summary}`;
  if (evidence === undefined) return [heading];
  const { checked, how, found, reproduce } = evidence;
  const told = passed ? found : [...new Set([...failures, ...found])];
  return [
    heading,
    `  checked: ${checked}`,
    `  how: ${how}`,
    ...told.slice(0, linesShown).map((line) => `  - ${shortened(line, 2 * bodyShown)}`),
    ...(told.length > linesShown ? [`  and ${told.length - linesShown} more`] : []),
    `  again: ${reproduce}`,
  ];
}

function describeFailure({ name, message, exchanges }: FailedTest): string[] {
  const [failure = ""] = message.split("\n");
  return [
    `  fails: ${name}`,
    `    ${shortened(failure, 2 * bodyShown)}`,
    ...exchanges.slice(-exchangesShown).map((exchange) => `    ${describeExchange(exchange)}`),
  ];
}

function describeExchange({ method, path, body, status, answer }: TestExchange): string {
  const sent = body === null ? "" : ` ${shortened(body, bodyShown)}`;
  return `${method} ${path}${sent} -> ${status ?? "none"} ${shortened(answer, bodyShown)}`.trimEnd();
}
