import * as z from "zod";

const Errors = z.looseObject({ ErrorEquals: z.array(z.string()) });

const State = z.looseObject({
  Type: z.string(),
  Resource: z.string().optional(),
  Arguments: z.looseObject({ Payload: z.record(z.string(), z.unknown()).optional() }).optional(),
  Retry: z.array(Errors).optional(),
  Catch: z.array(Errors).optional(),
  get ItemProcessor() {
    return Machine.optional();
  },
  get Branches() {
    return z.array(Machine).optional();
  },
});
type State = z.infer<typeof State>;

const Machine = z.looseObject({
  get States() {
    return z.record(z.string(), State);
  },
});
type Machine = z.infer<typeof Machine>;

/** What passes by itself: the same call may succeed a moment later. */
const passing = [
  "ServiceUnavailableError",
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.ClientExecutionTimeoutException",
  "Lambda.TooManyRequestsException",
  "ThrottlingException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "InternalServerError",
  "InternalFailure",
  "InternalException",
  "InternalServiceError",
  "ServiceUnavailable",
  "ServiceUnavailableException",
  "RequestTimeout",
  "TimeoutError",
];

/** An environment that ended in the middle of a call, for whatever reason: tried again, but not for long. */
const cutOff = ["States.Timeout", "Lambda.Unknown", "Sandbox.Timedout", "Runtime.ExitError"];

/** How every Task is retried. Functions are idempotent, so a repeat does no harm. */
export const standardRetry = [
  {
    ErrorEquals: passing,
    IntervalSeconds: 1,
    BackoffRate: 2,
    MaxAttempts: 4,
    MaxDelaySeconds: 20,
    JitterStrategy: "FULL",
  },
  { ErrorEquals: cutOff, IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 1, JitterStrategy: "FULL" },
];

/** How a Task is retried that waits for a person: who has not answered in time is not asked once more. */
const waitingRetry = standardRetry.map((retrier) => ({
  ...retrier,
  ErrorEquals: retrier.ErrorEquals.filter((error) => error !== "States.Timeout"),
}));

/** How the state is retried that cleans up: what it works on may be away for minutes, and nobody else cleans up. */
const patientRetry = standardRetry.map((retrier) => ({ ...retrier, MaxAttempts: 12, MaxDelaySeconds: 60 }));

/** What each Task tells its function beside its own arguments: the trace that the execution's input names. */
const traceparent =
  "{% $exists($states.context.Execution.Input.traceparent) ? $states.context.Execution.Input.traceparent : null %}";

/**
 * A definition with the rules that hold for all of its states, so that the file shows the way alone. Every Task is
 * told the trace of the execution, and retried by {@link standardRetry}, after what it says of that itself; more patiently in the state `cleanUp`. Whatever then fails in a Task, Map or Parallel of the machine goes
 * to the state `cleanUp`, with the error in the variable `failure`, unless the state has a Catch of its own.
 *
 * @throws Error when the machine has no state of the name `cleanUp`, or that state does not catch its own failure
 */
export function withRules(definition: string, cleanUp: string): Machine {
  const machine = Machine.parse(JSON.parse(definition));
  if (machine.States[cleanUp] === undefined) {
    throw new Error(
      `The state machine has no state ${cleanUp} to clean up in. It has: ${Object.keys(machine.States).join(", ")}.`,
    );
  }
  if (machine.States[cleanUp].Catch === undefined) {
    throw new Error(`The state ${cleanUp} cleans up for all others: give it a Catch of its own.`);
  }
  const caught = {
    ErrorEquals: ["States.ALL"],
    Assign: { failure: "{% $states.errorOutput %}" },
    Next: cleanUp,
  };
  const cleaning = { Retry: patientRetry, ...machine.States[cleanUp] };
  const patient = { ...machine, States: { ...machine.States, [cleanUp]: cleaning } };
  return everyState(withTasks(patient), (state) =>
    ["Task", "Map", "Parallel"].includes(state.Type) ? { ...state, Catch: state.Catch ?? [caught] } : state,
  );
}

function withTasks(machine: Machine): Machine {
  return everyState(machine, (state) => ({
    ...state,
    ...(state.Type === "Task"
      ? { Arguments: tracedArguments(state), Retry: [...(state.Retry ?? []), ...retryOf(state)] }
      : {}),
    ...(state.ItemProcessor === undefined ? {} : { ItemProcessor: withTasks(state.ItemProcessor) }),
    ...(state.Branches === undefined ? {} : { Branches: state.Branches.map(withTasks) }),
  }));
}

function tracedArguments({ Arguments = {} }: State) {
  const { Payload } = Arguments;
  return Payload === undefined
    ? { ...Arguments, traceparent }
    : { ...Arguments, Payload: { ...Payload, traceparent } };
}

function retryOf({ Resource }: State) {
  return Resource?.endsWith(".waitForTaskToken") ? waitingRetry : standardRetry;
}

function everyState(machine: Machine, change: (state: State) => State): Machine {
  const changed = Object.entries(machine.States).map(([name, state]) => [name, change(state)]);
  return { ...machine, States: Object.fromEntries(changed) };
}
