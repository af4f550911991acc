import { setTimeout as pause } from "node:timers/promises";
import { finalStatuses, type Run } from "../../shared/runs/run.ts";
import type { ControlPlane } from "./control-plane.ts";
import { CommandError } from "./errors.ts";
import { knownRun } from "./known-run.ts";

/** Milliseconds between looks at a run, and after which no more are taken. */
const lookEvery = 100;
const lookFor = 60_000;

/**
 * Ends a run that is being developed: its execution is stopped, which has Recover close the record, and functions at
 * work give up at their next call of a model. What is finished is kept for a redrive. Gives the run as it was closed.
 *
 * @throws CommandError when there is no such run, it has ended, or its release is being delivered
 */
export async function stopRun(
  controlPlane: ControlPlane,
  id: string,
  reason: string | undefined,
): Promise<Run> {
  const run = await knownRun(controlPlane, id);
  refuseUnstoppable(run);
  const executionArn = controlPlane.developExecutionArn(run.execution ?? id);
  const cause = reason === undefined ? "Stopped by a person" : `Stopped by a person: ${reason}`;
  await controlPlane.stop(executionArn, "StoppedByPerson", cause);
  for (let waited = 0; waited < lookFor; waited += lookEvery) {
    const now = await controlPlane.run(id);
    if (now?.status === "failed") return now;
    if (now !== undefined) refuseUnstoppable(now);
    await pause(lookEvery);
  }
  throw new CommandError(
    `The execution of ${id} was stopped, and its record is still open: look at it again with "npx aidevos runs ${id}".`,
  );
}

function refuseUnstoppable({ id, status, service, delivery }: Run): void {
  if (finalStatuses.includes(status)) {
    throw new CommandError(`The run ${id} has ended already: it is ${status}. Nothing was stopped.`);
  }
  if (status === "delivering" && delivery !== undefined) {
    throw new CommandError(
      `The run ${id} is past stopping: its release is being delivered, which is not left half-done. ` +
        `Once it is live, "npx aidevos rollback ${service}" takes it back.`,
    );
  }
}
