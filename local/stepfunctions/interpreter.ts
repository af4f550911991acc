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
import type { Json } from "./json.ts";
import { machineOf } from "./machine.ts";
import type { FlowProgress, ProgressEntry } from "./progress.ts";
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

/** Where an execution goes on. */
export interface Resumption {
  progress: FlowProgress;
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
  /** Goes on from here. */
  resumeFrom?: Resumption;
  /** Gets every step forward, in order, before the next is taken: from them a later process can go on. */
  onProgress?: (entry: ProgressEntry) => void;
  /** When the machine's TimeoutSeconds began, in milliseconds since 1970; now, when it is left out. */
  timedFrom?: number;
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
  const { resumeFrom } = options;
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
    onProgress: options.onProgress,
  };
  const { controller, release } = childOf(options.signal ?? never);
  const timer = new AbortController();
  if (definition.timeoutSeconds !== undefined) {
    const now = clock.now();
    const late = definition.timeoutSeconds * 1000 - (now - (options.timedFrom ?? now));
    clock.sleep(late, timer.signal).then(
      () => controller.abort(new Interruption("timed out", "States.Timeout")),
      () => undefined,
    );
  }
  const flow: Flow = {
    variables: {},
    outer: {},
    previous: 0,
    signal: controller.signal,
    path: [],
    resume: resumeFrom?.progress,
  };
  try {
    begin(engine, flow, input, resumeFrom);
    if (exceedsDataLimit(engine.serializer.text(input))) throw dataLimitExceeded("input");
    const output = await walk(engine, machine, flow, { state: machine.startAt, input });
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

function begin(engine: Engine, flow: Flow, input: Json, resumeFrom: Resumption | undefined): void {
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
