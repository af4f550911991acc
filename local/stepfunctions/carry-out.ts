import { type ExecutionOptions, type ExecutionOutcome, execute } from "./interpreter.ts";
import type { JournalRecord } from "./journal-record.ts";
import type { OpenExecution } from "./recorded-execution.ts";
import type { StateMachine } from "./state-machines.ts";

export type Surroundings = Pick<ExecutionOptions, "invoke" | "clock" | "uuid" | "random" | "resumeFrom">;

const historyLimit = 25_000;

/**
 * Runs an execution to its end, which it gives, and writes each step into its journal. Rejects with the
 * JournalWriteFailure where one can't be written: the execution stands still there. `isClosed` leaves it too, silently.
 */
export async function carryOut(
  open: OpenExecution,
  machine: StateMachine,
  {
    controller,
    isClosed,
    ...surroundings
  }: Surroundings & { controller: AbortController; isClosed: () => boolean },
): Promise<ExecutionOutcome> {
  const { executionArn, name, at, input } = open.start;
  let failure: unknown;
  const write = (record: JournalRecord) => {
    if (isClosed() || failure !== undefined) return;
    try {
      open.journal.append(record);
    } catch (error) {
      failure = error;
      controller.abort(error);
      throw error;
    }
  };
  // The execution is seen to run before its first state does.
  await Promise.resolve();
  const outcome = await execute(machine.definition, input, {
    ...surroundings,
    context: {
      Execution: {
        Id: executionArn,
        Name: name,
        StartTime: new Date(at).toISOString(),
        RedriveCount: open.redrives.length,
      },
      StateMachine: { Id: machine.arn, Name: machine.name },
    },
    historyLimit,
    timedFrom: open.timedFrom,
    signal: controller.signal,
    onEvent: (event) => {
      open.lastEventId = event.id;
      write({ kind: "event", event });
    },
    onProgress: write,
  });
  if (failure !== undefined) throw failure;
  return outcome;
}
