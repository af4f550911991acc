import { Implementation } from "../../shared/agents/source.ts";
import { repairService } from "../../shared/agents/tasks/repair-service.ts";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { counted } from "../../shared/counted.ts";
import { GateReport } from "../../shared/runs/run.ts";
import { performFor } from "../runtime/agent.ts";
import { getArtifact, putArtifact } from "../runtime/artifacts.ts";
import { RepairRefusedError } from "../runtime/errors.ts";
import { formatSource } from "../runtime/format-source.ts";

export interface RepairInput {
  run: string;
  /** Digests. */
  blueprint: string;
  source: string;
  report: string;
}

/**
 * Has the developer mend what the gates found.
 *
 * @throws RepairRefusedError when the developer gives up
 */
export async function repair(input: RepairInput) {
  const report = await getArtifact(input.report, GateReport);
  const failures = report.gates
    .filter((gate) => !gate.passed)
    .flatMap(({ gate, failures }) => failures.map((message) => ({ gate, message })));
  const answer = await performFor(input.run, repairService, {
    blueprint: await getArtifact(input.blueprint, Blueprint),
    implementation: await getArtifact(input.source, Implementation),
    failures,
  });
  if (answer.outcome === "gave-up") {
    const found = failures.slice(0, 5).map(({ gate, message }) => `${gate}: ${message}`);
    throw new RepairRefusedError(`${answer.reason} The gates found: ${found.join("; ")}`);
  }
  const { migrations, files } = answer.implementation;
  return {
    result: { source: await putArtifact({ migrations, files: await formatSource(files) }) },
    said: `mended after ${counted(failures.length, "failure")}`,
  };
}
