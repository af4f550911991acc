import { TaskCallbacks } from "./callbacks.ts";
import { type Clock, systemClock } from "./clock.ts";
import { Interruption } from "./failure.ts";
import type { HistoryEvent } from "./history.ts";
import { type Checkpoint, execute, type InvokeTask } from "./interpreter.ts";
import { type JournalStart, journalOf, journalsIn } from "./journal.ts";
import { type Json, parseJson } from "./json.ts";
import { startExecutions } from "./nested.ts";
import {
  describeExecution as describe,
  type ExecutionDescription,
  type ExecutionRecord,
  loadExecution,
  newExecution,
} from "./recorded-execution.ts";
import { ServiceError } from "./service-error.ts";
import { type StateMachine, StateMachines } from "./state-machines.ts";

export type { ExecutionDescription, ExecutionStatus } from "./recorded-execution.ts";

export interface StepFunctionsOptions {
  /** Where the journals live. */
  directory: string;
  /** Performs the Tasks, except those on other machines of this service. */
  invoke: InvokeTask;
  clock?: Clock;
  random?: () => number;
  uuid?: () => string;
  /** Told of every change of an execution's status, as EventBridge would be. */
  onStatusChange?: (execution: ExecutionDescription) => void;
}

const historyLimit = 25_000;
const validName = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

/**
 * The Step Functions service in one process: state machines, their executions and their histories.
 * Everything that happens is in a journal before the next thing happens, so a process that was killed loses nothing:
 * another service on the directory finds its executions, the unfinished ones ready to be redriven.
 */
export class StepFunctionsService {
  readonly callbacks: TaskCallbacks;
  readonly #options: StepFunctionsOptions;
  readonly #clock: Clock;
  readonly #uuid: () => string;
  readonly #invoke: InvokeTask;
  readonly #machines = new StateMachines();
  readonly #executions = new Map<string, ExecutionRecord>();
  #closed = false;

  constructor(options: StepFunctionsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#uuid = options.uuid ?? (() => crypto.randomUUID());
    this.callbacks = new TaskCallbacks(this.#clock);
    this.#invoke = this.callbacks.around(startExecutions(this, options.invoke));
    for (const journal of journalsIn(options.directory)) {
      const record = loadExecution(journal);
      if (record !== undefined) this.#executions.set(record.start.executionArn, record);
    }
  }

  /** Adds a machine, or gives one of that ARN a new definition. Throws InvalidDefinition. */
  createStateMachine(machine: {
    name: string;
    arn: string;
    definition: unknown;
    loggingLevel?: string;
  }): void {
    this.#machines.create(machine, this.#clock.now());
  }

  listStateMachines() {
    return this.#machines.list();
  }

  describeStateMachine(stateMachineArn: string) {
    return this.#machines.describe(stateMachineArn);
  }

  /**
   * Starts an execution. The same name and input again give the running execution, and make an interrupted one go on;
   * otherwise a name can be used once.
   */
  startExecution(request: { stateMachineArn: string; name?: string; input?: string }) {
    const machine = this.#machines.find(request.stateMachineArn);
    const name = request.name ?? this.#uuid();
    if (!validName.test(name)) throw new ServiceError("InvalidName", `Invalid Name: '${name}'`);
    const input = readInput(request.input ?? "{}");
    const executionArn = `${machine.arn.replace(":stateMachine:", ":execution:")}:${name}`;
    const known = this.#executions.get(executionArn);
    if (known !== undefined) {
      if (known.end !== undefined || JSON.stringify(known.start.input) !== JSON.stringify(input)) {
        throw new ServiceError("ExecutionAlreadyExists", `Execution Already Exists: '${executionArn}'`);
      }
      if (known.running === undefined) this.redriveExecution(executionArn);
      return { executionArn, startDate: known.start.at / 1000 };
    }
    const start: JournalStart = {
      kind: "start",
      executionArn,
      stateMachineArn: machine.arn,
      name,
      input,
      at: this.#clock.now(),
    };
    const journal = journalOf(this.#options.directory, machine.name, name);
    journal.append(start);
    const record = newExecution(journal, start);
    this.#executions.set(executionArn, record);
    this.#run(record, machine);
    return { executionArn, startDate: start.at / 1000 };
  }

  /** Goes on with a failed, stopped or interrupted execution before the state in which it ended. */
  redriveExecution(executionArn: string): { redriveDate: number } {
    const record = this.#execution(executionArn);
    const machine = this.#machines.find(record.start.stateMachineArn);
    if (record.running !== undefined || record.end?.status === "SUCCEEDED") {
      const why = record.running === undefined ? "it succeeded" : "it is still running";
      throw new ServiceError(
        "ExecutionNotRedrivable",
        `Execution '${executionArn}' cannot be redriven: ${why}`,
      );
    }
    const at = this.#clock.now();
    record.journal.append({ kind: "redrive", at });
    record.redrives.push(at);
    record.end = undefined;
    this.#run(record, machine, {
      state: machine.definition.startAt,
      input: record.start.input,
      variables: {},
      ...record.checkpoint,
      lastEventId: record.lastEventId,
    });
    return { redriveDate: at / 1000 };
  }

  /** Ends a running execution as ABORTED. */
  async stopExecution(executionArn: string, error?: string, cause?: string): Promise<{ stopDate: number }> {
    const record = this.#execution(executionArn);
    record.running?.controller.abort(new Interruption("stopped", error, cause));
    await record.running?.ended;
    return { stopDate: (record.end?.at ?? this.#clock.now()) / 1000 };
  }

  describeExecution(executionArn: string): ExecutionDescription {
    return describe(this.#execution(executionArn));
  }

  /** Executions, the newest first; of one machine or of all, with one status or with any. */
  listExecutions(filter: { stateMachineArn?: string; statusFilter?: string } = {}) {
    if (filter.stateMachineArn !== undefined) this.#machines.find(filter.stateMachineArn);
    return {
      executions: [...this.#executions.values()]
        .map(describe)
        .filter(
          ({ stateMachineArn: arn }) =>
            filter.stateMachineArn === undefined || arn === filter.stateMachineArn,
        )
        .filter(({ status }) => filter.statusFilter === undefined || status === filter.statusFilter)
        .sort((left, right) => right.startDate - left.startDate),
    };
  }

  /** The events of an execution, from its journal. */
  getExecutionHistory(executionArn: string): { events: HistoryEvent[] } {
    const { journal } = this.#execution(executionArn);
    return { events: journal.read().flatMap((record) => (record.kind === "event" ? [record.event] : [])) };
  }

  sendTaskSuccess(taskToken: string, output: string): void {
    let value: Json;
    try {
      value = parseJson(output);
    } catch {
      throw new ServiceError("InvalidOutput", "Invalid Output: the output is not JSON");
    }
    this.callbacks.succeed(taskToken, value);
  }

  sendTaskFailure(taskToken: string, error?: string, cause?: string): void {
    this.callbacks.fail(taskToken, error, cause);
  }

  sendTaskHeartbeat(taskToken: string): void {
    this.callbacks.heartbeat(taskToken);
  }

  /** The executions that had not ended when an earlier process did; they wait to be redriven. */
  interrupted(): ExecutionDescription[] {
    return [...this.#executions.values()]
      .filter(({ end, running }) => end === undefined && running === undefined)
      .map(describe);
  }

  /** Resolves with the description of an execution when it has ended. */
  async ended(executionArn: string): Promise<ExecutionDescription> {
    const record = this.#execution(executionArn);
    await record.running?.ended;
    return describe(record);
  }

  /** Leaves the running executions where they are, as a kill would: a later service can redrive them. */
  async close(): Promise<void> {
    this.#closed = true;
    const running = [...this.#executions.values()].flatMap((record) => record.running ?? []);
    for (const { controller } of running) controller.abort(new Interruption("stopped"));
    await Promise.all(running.map(({ ended }) => ended));
    for (const { journal } of this.#executions.values()) journal.close();
  }

  #run(record: ExecutionRecord, machine: StateMachine, resumeFrom?: Checkpoint): void {
    const controller = new AbortController();
    record.running = { controller, ended: this.#carryOut(record, machine, controller.signal, resumeFrom) };
    this.#options.onStatusChange?.(describe(record));
  }

  async #carryOut(
    record: ExecutionRecord,
    machine: StateMachine,
    signal: AbortSignal,
    resumeFrom: Checkpoint | undefined,
  ): Promise<void> {
    const { random, onStatusChange } = this.#options;
    const { executionArn, name, at, input } = record.start;
    // The execution is seen to run before its first state does.
    await Promise.resolve();
    const outcome = await execute(machine.definition, input, {
      invoke: this.#invoke,
      clock: this.#clock,
      uuid: this.#uuid,
      ...(random === undefined ? {} : { random }),
      ...(resumeFrom === undefined ? {} : { resumeFrom }),
      context: {
        Execution: {
          Id: executionArn,
          Name: name,
          StartTime: new Date(at).toISOString(),
          RedriveCount: record.redrives.length,
        },
        StateMachine: { Id: machine.arn, Name: machine.name },
      },
      historyLimit,
      signal,
      onEvent: (event) => {
        if (this.#closed) return;
        record.lastEventId = event.id;
        record.journal.append({ kind: "event", event });
      },
      onCheckpoint: (checkpoint) => {
        if (this.#closed) return;
        record.checkpoint = checkpoint;
        record.journal.append({ kind: "checkpoint", ...checkpoint });
      },
    });
    record.running = undefined;
    if (this.#closed) return;
    record.end = { ...outcome, at: this.#clock.now() };
    record.journal.append({ kind: "end", ...record.end });
    record.journal.close();
    onStatusChange?.(describe(record));
  }

  #execution(arn: string): ExecutionRecord {
    const execution = this.#executions.get(arn);
    if (execution !== undefined) return execution;
    throw new ServiceError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
  }
}

function readInput(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ServiceError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${why}'`);
  }
}
