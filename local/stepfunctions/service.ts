import { join } from "node:path";
import { messageOf } from "../errors.ts";
import { TaskCallbacks } from "./callbacks.ts";
import { carryOut } from "./carry-out.ts";
import { type Clock, systemClock } from "./clock.ts";
import { Executions } from "./executions.ts";
import { Interruption } from "./failure.ts";
import type { HistoryEvent } from "./history.ts";
import { type HistoryRequest, historyPage } from "./history-page.ts";
import type { ExecutionOutcome, InvokeTask, Resumption } from "./interpreter.ts";
import { type Json, parseJson } from "./json.ts";
import { listPageSize, nextPage, readPlace } from "./list-page.ts";
import { type StartRequest, startExecutions } from "./nested.ts";
import { Progress } from "./progress.ts";
import {
  describeExecution as describe,
  type ExecutionDescription,
  type ExecutionSummary,
  type OpenExecution,
  redriveObstacle,
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
  /** Told, in a sentence for people, what went wrong with one execution while the others go on. */
  onProblem?: (message: string) => void;
}

/** How long a redrive's token stands for it. */
const tokenLife = 15 * 60 * 1000;
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
  readonly #machines: StateMachines;
  readonly #executions: Executions;
  #closed = false;

  constructor(options: StepFunctionsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#uuid = options.uuid ?? (() => crypto.randomUUID());
    this.#machines = new StateMachines(join(options.directory, "definitions"));
    this.#executions = new Executions(options.directory, (message) => this.#problem(message));
    this.callbacks = new TaskCallbacks(this.#clock, this.#executions);
    this.#invoke = this.callbacks.around(startExecutions(this, options.invoke));
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

  listStateMachines(request: { maxResults?: number; nextToken?: string } = {}) {
    return this.#machines.list(request);
  }

  describeStateMachine(stateMachineArn: string) {
    return this.#machines.describe(stateMachineArn);
  }

  /**
   * Starts an execution. The same name and input again give the running execution, and make an interrupted one go on;
   * otherwise a name can be used once.
   */
  startExecution(request: StartRequest): { executionArn: string; startDate: number } {
    const machine = this.#machines.find(request.stateMachineArn);
    const { startedBy, traceHeader, name = this.#uuid() } = request;
    if (!validName.test(name)) throw new ServiceError("InvalidName", `Invalid Name: '${name}'`);
    const input = readInput(request.input ?? "{}");
    const executionArn = `${machine.arn.replace(":stateMachine:", ":execution:")}:${name}`;
    if (this.#executions.has(executionArn)) {
      const { standing, open } = this.#executions.find(executionArn);
      const again = startedBy !== undefined && startedBy.token === standing.start.startedBy?.token;
      if (!again && (open === undefined || JSON.stringify(standing.start.input) !== JSON.stringify(input))) {
        throw new ServiceError("ExecutionAlreadyExists", `Execution Already Exists: '${executionArn}'`);
      }
      if (open !== undefined && open.running === undefined) this.redriveExecution(executionArn);
      return { executionArn, startDate: standing.start.at / 1000 };
    }
    const at = this.#clock.now();
    const { arn: stateMachineArn, digest: definition } = machine;
    this.#machines.keep(machine);
    const start = { kind: "start", executionArn, stateMachineArn, name, input, at, definition } as const;
    const optional = {
      ...(startedBy && { startedBy }),
      ...(traceHeader === undefined ? {} : { traceHeader }),
    };
    this.#run(this.#executions.add(machine.name, { ...start, ...optional }), machine);
    return { executionArn, startDate: at / 1000 };
  }

  /**
   * Goes on with a failed, stopped or interrupted execution before the state in which it ended. The token of the last
   * redrive again, within 15 minutes, is that redrive again.
   */
  redriveExecution(executionArn: string, clientToken?: string): { redriveDate: number } {
    const { standing, open } = this.#executions.find(executionArn);
    const last = standing.redrives.at(-1) ?? 0;
    if (
      clientToken !== undefined &&
      clientToken === standing.clientToken &&
      this.#clock.now() - last <= tokenLife
    )
      return { redriveDate: last / 1000 };
    const { stateMachineArn, definition } = standing.start;
    const machine = this.#machines.findAsOf(stateMachineArn, definition);
    const at = this.#clock.now();
    const obstacle = redriveObstacle(standing, at, open);
    if (obstacle !== undefined) {
      throw new ServiceError(
        "ExecutionNotRedrivable",
        `Execution '${executionArn}' cannot be redriven: ${obstacle.why}`,
      );
    }
    const redriven = this.#executions.redrive(executionArn, at, clientToken);
    const { progress, lastEventId } = redriven;
    this.callbacks.expect(progress);
    this.#run(redriven, machine, { progress: progress.root, lastEventId });
    redriven.progress = new Progress();
    return { redriveDate: at / 1000 };
  }

  /** Ends an execution as ABORTED, with the children that its Tasks wait for. */
  async stopExecution(executionArn: string, error?: string, cause?: string): Promise<{ stopDate: number }> {
    const { open } = this.#executions.find(executionArn);
    if (open?.running !== undefined) {
      open.running.controller.abort(new Interruption("stopped", error, cause));
      await open.running.ended;
    } else if (open !== undefined && !this.#closed) {
      this.#executions.abort(open, {
        at: this.#clock.now(),
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      });
      this.#tell(executionArn);
      await this.#stopOrphans();
    }
    const { stopDate } = this.describeExecution(executionArn);
    return { stopDate: stopDate ?? this.#clock.now() / 1000 };
  }

  describeExecution(executionArn: string): ExecutionDescription {
    const { standing, open } = this.#executions.find(executionArn);
    return describe(standing, this.#clock.now(), open);
  }

  /**
   * Executions, the newest first; of one machine or of all, with one status or with any; 100 unless maxResults says
   * otherwise.
   */
  listExecutions(
    request: {
      stateMachineArn?: string;
      statusFilter?: string;
      maxResults?: number;
      nextToken?: string;
    } = {},
  ): { executions: ExecutionSummary[]; nextToken?: string } {
    const { stateMachineArn, statusFilter, maxResults, nextToken } = request;
    if (stateMachineArn !== undefined) this.#machines.find(stateMachineArn);
    const { executions, next } = this.#executions.page(
      (summary) =>
        (stateMachineArn === undefined || summary.stateMachineArn === stateMachineArn) &&
        (statusFilter === undefined || summary.status === statusFilter),
      { from: readPlace(nextToken), size: maxResults || listPageSize },
    );
    return { executions, ...nextPage(next) };
  }

  /** A page of an execution's events, from its journal. */
  getExecutionHistory(
    executionArn: string,
    request: Omit<HistoryRequest, "executionArn"> = {},
  ): { events: HistoryEvent[]; nextToken?: string } {
    return historyPage(this.#executions.journal(executionArn), { executionArn, ...request });
  }

  sendTaskSuccess(taskToken: string, output: string): void {
    let value: Json;
    try {
      value = parseJson(output);
    } catch {
      throw new ServiceError("InvalidOutput", "Invalid Output: the output is not JSON");
    }
    this.callbacks.answer(taskToken, { output: value });
  }

  sendTaskFailure(taskToken: string, error?: string, cause?: string): void {
    this.callbacks.answer(taskToken, {
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
  }

  sendTaskHeartbeat(taskToken: string): void {
    this.callbacks.heartbeat(taskToken);
  }

  /** The executions that had not ended when an earlier process did; they wait to be redriven. */
  interrupted(): ExecutionDescription[] {
    return this.#executions
      .open()
      .filter(({ running }) => running === undefined)
      .map((open) => describe(open, this.#clock.now(), open))
      .toArray();
  }

  /**
   * Goes on with what an earlier process left: redrives what it interrupted, and gives the ARNs; stops the children whose
   * parents do not wait any more; tells the ends that nobody was told of.
   */
  async recover(): Promise<string[]> {
    for (const executionArn of this.#executions.untold()) this.#tell(executionArn);
    await this.#stopOrphans();
    return this.interrupted().flatMap(({ executionArn }) => {
      try {
        this.redriveExecution(executionArn);
        return [executionArn];
      } catch (error) {
        this.#problem(`Execution ${executionArn} can't go on: ${messageOf(error)}`);
        return [];
      }
    });
  }

  /** Resolves with the description of an execution when it has ended. */
  async ended(executionArn: string): Promise<ExecutionDescription> {
    await this.#executions.find(executionArn).open?.running?.ended;
    return this.describeExecution(executionArn);
  }

  /** Leaves the running executions where they are, as a kill would: a later service can redrive them. */
  async close(): Promise<void> {
    this.#closed = true;
    const open = this.#executions.open().toArray();
    for (const { running } of open) running?.controller.abort(new Interruption("stopped"));
    await Promise.all(open.map(({ running }) => running?.ended));
    for (const { journal } of open) journal.close();
  }

  async #stopOrphans(): Promise<void> {
    for (const { start } of this.#executions.orphans().toArray())
      await this.stopExecution(start.executionArn);
  }

  #run(open: OpenExecution, machine: StateMachine, resumeFrom?: Resumption): void {
    const controller = new AbortController();
    const { random } = this.#options;
    const outcome = carryOut(open, machine, {
      controller,
      isClosed: () => this.#closed,
      invoke: this.#invoke,
      clock: this.#clock,
      uuid: this.#uuid,
      ...(random === undefined ? {} : { random }),
      ...(resumeFrom === undefined ? {} : { resumeFrom }),
    });
    open.running = { controller, ended: this.#conclude(open, outcome) };
    this.#tell(open.start.executionArn);
  }

  /** Never rejects: an execution whose journal can't be written is interrupted where it stands, and is named. */
  async #conclude(open: OpenExecution, running: Promise<ExecutionOutcome>): Promise<void> {
    const { executionArn } = open.start;
    try {
      const outcome = await running;
      if (this.#closed) return;
      this.#executions.end(open, { ...outcome, at: this.#clock.now() });
    } catch (error) {
      const why = messageOf(error);
      this.#problem(`Execution ${executionArn} was interrupted: ${why}`);
      this.#executions.interrupt(open, `${why}. Mend that and redrive it to go on from its last checkpoint.`);
      this.callbacks.expect(open.progress);
      return;
    }
    this.#tell(executionArn);
  }

  #tell(executionArn: string): void {
    try {
      if (this.#options.onStatusChange === undefined) return;
      this.#options.onStatusChange(this.describeExecution(executionArn));
      this.#executions.told(executionArn);
    } catch (error) {
      this.#problem(`The status of ${executionArn} changed, but nobody could be told: ${messageOf(error)}`);
    }
  }

  #problem(message: string): void {
    this.#options.onProblem?.(message);
  }
}

function readInput(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    const why = messageOf(error);
    throw new ServiceError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${why}'`);
  }
}
