import { childOf } from "./abort.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { StateMachineDefinition } from "./definition.ts";
import { dataLimitExceeded, exceedsDataLimit, Interruption, StateFailure } from "./failure.ts";
import {
  failureDetails,
  type HistoryEvent,
  inputDetails,
  outputDetails,
  Recorder,
  Serializer,
} from "./history.ts";
import type { InvokeTask } from "./invocation.ts";
import type { Json, JsonObject } from "./json.ts";
import { machineOf } from "./machine.ts";
import type { Engine, ExecutionContext, Flow } from "./visit.ts";
import { walk } from "./walk.ts";

export type { HistoryEvent } from "./history.ts";
export type { InvokeTask, TaskRequest } from "./invocation.ts";
export type { ExecutionContext } from "./visit.ts";

/** How an execution ended. A failed one has no output; error and cause appear where they are known. */
export interface ExecutionOutcome {
  status: "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  output?: Json;
  error?: string;
  cause?: string;
}

/** Where an execution can go on: before `state`, which has not been entered yet. */
export interface Checkpoint {
  state: string;
  input: Json;
  variables: JsonObject;
  lastEventId: number;
}

export interface ExecutionOptions {
  invoke: InvokeTask;
  clock?: Clock;
  random?: () => number;
  uuid?: () => string;
  context?: {
    Execution?: Partial<ExecutionContext["Execution"]>;
    StateMachine?: Partial<ExecutionContext["StateMachine"]>;
  };
  /** Gets every event of the history, in order, as it happens. */
  onEvent?: (event: HistoryEvent) => void;
  /** Goes on from here; a Parallel or Map that was under way begins again. */
  resumeFrom?: Checkpoint;
  /** Gets a checkpoint after every transition of the machine itself. */
  onCheckpoint?: (checkpoint: Checkpoint) => void;
  /** The execution fails when its history would grow beyond so many events; without it nothing bounds them. */
  historyLimit?: number;
  /** Aborting it ends the execution as ABORTED; an Interruption as its reason carries error and cause. */
  signal?: AbortSignal;
}

const never = new AbortController().signal;
const roleArn = "arn:aws:iam::000000000000:role/StepFunctions";

/**
 * Runs a state machine on an input until it ends. Never rejects for what a machine can do: a failure, a timeout and
 * an abort are outcomes.
 */
export async function execute(
  definition: StateMachineDefinition,
  input: Json,
  options: ExecutionOptions,
): Promise<ExecutionOutcome> {
  const machine = machineOf(definition);
  const clock = options.clock ?? systemClock;
  const chance = { random: options.random ?? Math.random, uuid: options.uuid ?? (() => crypto.randomUUID()) };
  const { resumeFrom, onCheckpoint } = options;
  const recorder = new Recorder(
    () => clock.now(),
    options.onEvent,
    resumeFrom?.lastEventId,
    options.historyLimit,
  );
  const engine: Engine = {
    recorder,
    serializer: new Serializer(),
    clock,
    chance,
    invoke: options.invoke,
    context: contextOf(options, input, clock, chance.uuid),
  };
  const { controller, release } = childOf(options.signal ?? never);
  const timer = new AbortController();
  if (definition.timeoutSeconds !== undefined) {
    clock.sleep(definition.timeoutSeconds * 1000, timer.signal).then(
      () => controller.abort(new Interruption("timed out", "States.Timeout")),
      () => undefined,
    );
  }
  const flow: Flow = { variables: resumeFrom?.variables ?? {}, previous: 0, signal: controller.signal };
  try {
    begin(engine, flow, input, resumeFrom);
    if (exceedsDataLimit(engine.serializer.text(input))) throw dataLimitExceeded("input");
    const start = resumeFrom ?? { state: machine.startAt, input };
    const output = await walk(
      engine,
      machine,
      flow,
      start,
      onCheckpoint &&
        ((state, next) =>
          onCheckpoint({ state, input: next, variables: flow.variables, lastEventId: recorder.last })),
    );
    recorder.append("ExecutionSucceeded", flow.previous, "executionSucceededEventDetails", {
      ...outputDetails(engine.serializer.text(output)),
    });
    return { status: "SUCCEEDED", output };
  } catch (error) {
    return conclude(recorder, flow, error);
  } finally {
    timer.abort();
    release();
  }
}

function begin(engine: Engine, flow: Flow, input: Json, resumeFrom: Checkpoint | undefined): void {
  const { recorder, serializer, context } = engine;
  if (resumeFrom === undefined) {
    recorder.append("ExecutionStarted", 0, "executionStartedEventDetails", {
      ...inputDetails(serializer.text(input)),
      roleArn: context.Execution.RoleArn,
    });
    return;
  }
  flow.previous = recorder.append(
    "ExecutionRedriven",
    resumeFrom.lastEventId,
    "executionRedrivenEventDetails",
    {
      redriveCount: context.Execution.RedriveCount,
    },
  );
}

function conclude(recorder: Recorder, flow: Flow, error: unknown): ExecutionOutcome {
  if (flow.signal.aborted) {
    const reason: unknown = flow.signal.reason;
    const why = reason instanceof Interruption ? failureDetailsOf(reason) : {};
    if (reason instanceof Interruption && reason.kind === "timed out") {
      recorder.append(
        "ExecutionTimedOut",
        flow.previous,
        "executionTimedOutEventDetails",
        failureDetails(why),
      );
      return { status: "TIMED_OUT", ...why };
    }
    recorder.append("ExecutionAborted", flow.previous, "executionAbortedEventDetails", failureDetails(why));
    return { status: "ABORTED", ...why };
  }
  const failure = error instanceof StateFailure ? error : new StateFailure("States.Runtime", String(error));
  const why = failureDetailsOf(failure);
  recorder.append("ExecutionFailed", flow.previous, "executionFailedEventDetails", failureDetails(why));
  return { status: "FAILED", ...why };
}

function failureDetailsOf(source: StateFailure | Interruption): { error?: string; cause?: string } {
  return {
    ...(source.error === undefined ? {} : { error: source.error }),
    ...(source.cause === undefined ? {} : { cause: source.cause }),
  };
}

function contextOf(
  options: ExecutionOptions,
  input: Json,
  clock: Clock,
  uuid: () => string,
): ExecutionContext {
  const machineName = options.context?.StateMachine?.Name ?? "StateMachine";
  const name = options.context?.Execution?.Name ?? uuid();
  return {
    Execution: {
      Id: `arn:aws:states:us-east-1:000000000000:execution:${machineName}:${name}`,
      Input: input,
      StartTime: new Date(clock.now()).toISOString(),
      Name: name,
      RoleArn: roleArn,
      RedriveCount: 0,
      ...options.context?.Execution,
    },
    StateMachine: {
      Id: `arn:aws:states:us-east-1:000000000000:stateMachine:${machineName}`,
      Name: machineName,
      ...options.context?.StateMachine,
    },
  };
}
