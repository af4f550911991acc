import type { Clock } from "./clock.ts";
import type { Bindings, Chance, Surroundings } from "./expression.ts";
import { dataLimitExceeded, EvaluationFailure, exceedsDataLimit, StateFailure } from "./failure.ts";
import { exitDetails, failureDetails, inputDetails, type Recorder, type Serializer } from "./history.ts";
import type { InvokeTask } from "./invocation.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import type { FlowProgress, ProgressEntry, VisitNotes } from "./progress.ts";
import { fill, type Template } from "./template.ts";

/** `$states.context.Execution` and `.StateMachine`, in the service's names. */
export type ExecutionContext = {
  Execution: {
    Id: string;
    Input: Json;
    StartTime: string;
    Name: string;
    RoleArn: string;
    RedriveCount: number;
  };
  StateMachine: { Id: string; Name: string };
};

/** What all states of one execution share. */
export interface Engine {
  recorder: Recorder;
  serializer: Serializer;
  clock: Clock;
  chance: Chance;
  invoke: InvokeTask;
  context: ExecutionContext;
  onProgress: ((entry: ProgressEntry) => void) | undefined;
}

/** One thread of control: the execution itself, a branch of a Parallel, or an iteration of a Map. */
export interface Flow {
  variables: JsonObject;
  /** The variables of the flow around it, as they were when this one began. */
  outer: JsonObject;
  /** The event that the next one follows. */
  previous: number;
  signal: AbortSignal;
  /** The type of the Task or Wait in which the flow was cut off, for the history of what surrounds it. */
  cutOff?: string;
  mapItem?: { Index: number; Value: Json };
  /** The indexes of the branches and iterations that lead to it. */
  path: number[];
  /** How far it had come when it was left; its first visit takes that up. */
  resume: FlowProgress | undefined;
}

/** Where control goes after a state; without a next state the flow ends with the output. */
export interface Transition {
  next: string | undefined;
  output: Json;
}

/** What a state leaves behind: its Assign and Output, prepared. */
export interface Departure {
  assign: Template | undefined;
  output: Template | undefined;
}

/** One visit of a flow to a state, from its entered event to its exited event. */
export class Visit implements Surroundings {
  readonly engine: Engine;
  readonly flow: Flow;
  readonly name: string;
  readonly type: string;
  readonly input: Json;
  readonly enteredAt: number;
  readonly enteredId: number;
  /** The newest event of this visit. */
  last: number;
  retryCount: number | undefined;
  taskToken: string | undefined;
  /** What this visit keeps when its process dies, or kept when an earlier one did. */
  notes: VisitNotes = {};
  #fork: FlowProgress["fork"];

  constructor(engine: Engine, flow: Flow, name: string, type: string, input: Json) {
    this.engine = engine;
    this.flow = flow;
    this.name = name;
    this.type = type;
    this.input = input;
    this.enteredAt = engine.clock.now();
    this.enteredId = engine.recorder.append(
      `${type}StateEntered`,
      flow.previous,
      "stateEnteredEventDetails",
      {
        ...inputDetails(engine.serializer.text(input)),
        name,
      },
    );
    this.last = this.enteredId;
  }

  get chance(): Chance {
    return this.engine.chance;
  }

  get signal(): AbortSignal {
    return this.flow.signal;
  }

  /** Adds an event of this visit's own. */
  record(...[type, key, details]: [string, Parameters<Recorder["append"]>[2]?, JsonObject?]): void {
    this.last = this.engine.recorder.append(type, this.last, key, details);
  }

  /** Takes up a visit that an earlier process had begun. */
  resume({ notes, fork }: FlowProgress): void {
    this.notes = notes;
    this.#fork = fork;
  }

  /** Keeps the notes, in place of those before. */
  note(notes: VisitNotes): void {
    this.notes = notes;
    this.engine.onProgress?.({ kind: "visit", flow: this.flow.path, notes });
  }

  /** The flows that an earlier process had under way in this state; a second attempt is given none. */
  takeFork(): FlowProgress["fork"] {
    const fork = this.#fork;
    this.#fork = undefined;
    return fork;
  }

  /** Tells, after the failure that stopped them, that a flow's Task or Wait inside this state was cut off. */
  recordCutOff(flow: Flow): void {
    if (flow.cutOff !== undefined) this.engine.recorder.append(`${flow.cutOff}StateAborted`, this.last);
  }

  /** `$states` and the variables; `extra` is result or errorOutput where they apply. */
  bindings(extra?: JsonObject, mapItem = this.flow.mapItem): Bindings {
    const context: JsonObject = {
      ...this.engine.context,
      State: {
        Name: this.name,
        EnteredTime: new Date(this.enteredAt).toISOString(),
        ...(this.retryCount === undefined ? {} : { RetryCount: this.retryCount }),
      },
      ...(this.taskToken === undefined ? {} : { Task: { Token: this.taskToken } }),
      ...(mapItem === undefined ? {} : { Map: { Item: mapItem } }),
    };
    return { ...this.flow.variables, states: { context, input: this.input, ...extra } };
  }

  /** The value of a prepared field. */
  fill(template: Template): Json | Promise<Json> {
    return template.kind === "literal" ? template.value : fill(template, this.bindings(), this);
  }

  /** A value's text; throws the state's failure when it is above the service's limit. */
  sized(value: Json, text = this.engine.serializer.text(value)): string {
    if (exceedsDataLimit(text)) throw dataLimitExceeded(this.name);
    return text;
  }

  /** The cause of a failure, in the frame that names the state and its entered event. */
  frame(cause: string): string {
    return `An error occurred while executing the state '${this.name}' (entered at the event id #${this.enteredId}). ${cause}`;
  }

  /** A failure to evaluate, recorded in the history, with its cause framed. Other errors pass through. */
  recorded(error: unknown): unknown {
    if (!(error instanceof EvaluationFailure)) return error;
    const framed = new StateFailure(error.error, this.frame(error.cause ?? ""));
    const nothingYet = this.last === this.enteredId && error.follows === "state before";
    const previous = nothingYet ? this.flow.previous : this.last;
    this.last = this.engine.recorder.append("EvaluationFailed", previous, "evaluationFailedEventDetails", {
      ...failureDetails(framed),
      ...(error.location === undefined ? {} : { location: error.location }),
      state: this.name,
    });
    return framed;
  }

  /** Applies Assign and Output, both seeing the old variables, and leaves the state. */
  depart(
    departure: Departure,
    next: string | undefined,
    otherwise: Json,
    extra?: JsonObject,
  ): Transition | Promise<Transition> {
    const { assign, output } = departure;
    if (assign === undefined && output === undefined) return this.exit(next, otherwise);
    const literal = (assign?.kind ?? "literal") === "literal" && (output?.kind ?? "literal") === "literal";
    const bindings = literal ? {} : this.bindings(extra);
    const assigned = assign && fill(assign, bindings, this);
    if (assigned instanceof Promise) {
      return assigned.then(async (variables) =>
        this.exit(next, output ? await fill(output, bindings, this) : otherwise, variables),
      );
    }
    const value = output ? fill(output, bindings, this) : otherwise;
    if (value instanceof Promise) return value.then((settled) => this.exit(next, settled, assigned));
    return this.exit(next, value, assigned);
  }

  /** Records the exit, after checking what it leaves behind for its size, and gives the transition. */
  exit(next: string | undefined, output: Json, assigned?: Json): Transition {
    const text = this.sized(output);
    const variables = isJsonObject(assigned) ? assigned : undefined;
    const texts = variables && textsOf(variables);
    if (texts !== undefined && exceedsDataLimit(Object.values(texts).join("")))
      throw dataLimitExceeded(this.name);
    if (variables !== undefined) this.flow.variables = { ...this.flow.variables, ...variables };
    this.record(`${this.type}StateExited`, "stateExitedEventDetails", exitDetails(this.name, text, texts));
    this.flow.previous = this.last;
    return { next, output };
  }
}

function textsOf(variables: JsonObject): { [name: string]: string } {
  const texts: { [name: string]: string } = {};
  for (const [name, value] of Object.entries(variables)) texts[name] = JSON.stringify(value);
  return texts;
}
