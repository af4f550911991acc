import type { Run } from "../../shared/runs/run.ts";
import type { ControlPlane } from "./control-plane.ts";
import { CommandError } from "./errors.ts";

/**
 * The record of a run.
 *
 * @throws CommandError when there is no such run
 */
export async function knownRun(controlPlane: ControlPlane, id: string): Promise<Run> {
  const run = await controlPlane.run(id);
  if (run === undefined) throw new CommandError(`There is no run ${id}. "npx aidevos runs" lists them.`);
  return run;
}
