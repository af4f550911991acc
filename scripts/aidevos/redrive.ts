import { randomBytes } from "node:crypto";
import * as z from "zod";
import {
  DevelopRequest,
  finalStatuses,
  ReleaseRecord,
  type Run,
  recordKeys,
  Service,
} from "../../shared/runs/run.ts";
import type { ControlPlane } from "./control-plane.ts";
import { CommandError } from "./errors.ts";
import { knownRun } from "./known-run.ts";

/**
 * Sets a run going again, and gives the ARN of the execution that works on it. One that has committed a release is
 * delivered again; any other goes on with what it has finished. One that is at work is left at it, and so is one that
 * is live. `changes` are what the request says otherwise this time.
 *
 * @throws CommandError when there is no such run, its requirement is not known any more, or its release was live and
 *   another has taken its place
 */
export async function redriveRun(
  controlPlane: ControlPlane,
  id: string,
  changes: Pick<z.input<typeof DevelopRequest>, "unmetClauses" | "budget"> = {},
): Promise<string> {
  const run = await knownRun(controlPlane, id);
  const last = lastExecution(controlPlane, run);
  if (run.status === "live") {
    await refuseReplaced(controlPlane, run);
    return last;
  }
  // One that has ended may go on at once, even if the execution that ended it has not.
  if (!finalStatuses.includes(run.status) && (await isRunning(controlPlane, last))) return last;

  const execution = `${id.slice(0, 60)}-redrive-${randomBytes(4).toString("hex")}`;
  const { service, release, previous, newest } = run;
  const committed =
    service === undefined || release === undefined
      ? undefined
      : await controlPlane.record(recordKeys.release(service, release), ReleaseRecord);
  if (committed !== undefined && previous !== undefined && newest !== undefined) {
    return controlPlane.startDelivery(execution, {
      run: id,
      service: committed.service,
      release: committed.id,
      bundle: committed.digest,
      previous,
      newest,
    });
  }
  if (run.push !== undefined) return controlPlane.startDevelop(execution, { push: run.push, run: id });
  const { tokens, ...request } = await firstRequest(controlPlane, id);
  return controlPlane.startDevelop(execution, {
    ...request,
    ...(tokens === undefined ? {} : { budget: { tokens } }),
    ...changes,
    run: id,
  });
}

async function refuseReplaced(
  controlPlane: ControlPlane,
  { id, service = "", release = "" }: Run,
): Promise<void> {
  const live = (await controlPlane.record(recordKeys.service(service), Service))?.live ?? null;
  if (live === release) return;
  throw new CommandError(
    `There is nothing to go on with: the run ${id} brought ${release.slice(0, 12)} live, and ${live === null ? "it was taken back" : `${live.slice(0, 12)} took its place`}. ` +
      "Build its requirement again to have it back.",
  );
}

/** ARN of the execution that works on the run, or was the last to. */
function lastExecution(controlPlane: ControlPlane, { id, execution, delivery }: Run): string {
  return delivery === undefined
    ? controlPlane.developExecutionArn(execution ?? id)
    : controlPlane.deliverExecutionArn(delivery);
}

async function isRunning(controlPlane: ControlPlane, executionArn: string): Promise<boolean> {
  return (await controlPlane.execution(executionArn)).status === "RUNNING";
}

async function firstRequest(controlPlane: ControlPlane, id: string): Promise<z.input<typeof DevelopRequest>> {
  const { input = "" } = await controlPlane.execution(controlPlane.developExecutionArn(id));
  const parsed = DevelopRequest.safeParse(JSON.parse(input));
  if (parsed.success) return parsed.data;
  throw new CommandError(
    `The run ${id} can't go on, since its request was refused: ${z.prettifyError(parsed.error)}. Build it again.`,
  );
}
