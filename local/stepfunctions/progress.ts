import { z } from "zod";
import type { Json } from "./json.ts";

/** Any JSON value. What JSON.parse gave is JSON; it only has to be there. */
export const jsonValue = z.custom<Json>((value) => value !== undefined);

/** The indexes of the branches and iterations that lead to a flow; the execution's own is empty. */
const path = z.array(z.number().int().min(0)).default([]);

const checkpoint = z.object({
  kind: z.literal("checkpoint"),
  flow: path,
  state: z.string(),
  input: jsonValue,
  /** Without those of the flows around it. */
  variables: z.record(z.string(), jsonValue),
});

const answer = z.union([
  z.object({ output: jsonValue }),
  z.object({ error: z.string().exactOptional(), cause: z.string().exactOptional() }),
]);

const notes = z.object({
  /** When a Wait ends, in milliseconds since 1970, as all times here. */
  until: z.number().exactOptional(),
  /** When a Task has timed out. */
  deadline: z.number().exactOptional(),
  /** How often each retrier was used, and when the next attempt begins. */
  tries: z.array(z.number()).exactOptional(),
  retryAt: z.number().exactOptional(),
  /** What names the call that a Task made. */
  call: z.string().exactOptional(),
  /** The same, where it is to be sent back; what was answered to the call itself; and what was sent for the token. */
  token: z.string().exactOptional(),
  submitted: jsonValue.exactOptional(),
  answer: answer.exactOptional(),
});

const visit = z.object({ kind: z.literal("visit"), flow: path, notes });
const fork = z.object({ kind: z.literal("fork"), flow: path, input: jsonValue });
const finish = z.object({ kind: z.literal("finish"), flow: path, output: jsonValue });
const answered = z.object({ kind: z.literal("answer"), token: z.string(), answer });

export const progressEntries = [checkpoint, visit, fork, finish, answered] as const;

/**
 * One step forward of one flow: it stands before a state; it is in a state, with something to keep; it set out on a
 * Parallel's branches or a Map's iterations; it has ended. Or an answer came for a
 * token, which no flow has taken up yet.
 */
export type ProgressEntry = z.infer<(typeof progressEntries)[number]>;

/** What was sent for a task token. */
export type TaskAnswer = z.infer<typeof answer>;

/** What a visit to a state keeps when its process dies. */
export type VisitNotes = z.infer<typeof notes>;

/** How far a flow has come. */
export interface FlowProgress {
  /** The state that it is in, or is to enter; undefined for its first. */
  place: Pick<z.infer<typeof checkpoint>, "state" | "input" | "variables"> | undefined;
  notes: VisitNotes;
  /** The flows inside that state, by index, and what all of them began with. */
  fork: { input: Json; flows: Map<number, FlowProgress> } | undefined;
  end: { output: Json } | undefined;
}

function unstarted(): FlowProgress {
  return { place: undefined, notes: {}, fork: undefined, end: undefined };
}

/** How far an execution has come, put together from its journal. */
export class Progress {
  readonly root = unstarted();
  readonly #byToken = new Map<string, FlowProgress>();

  take(entry: ProgressEntry): void {
    if (entry.kind === "answer") {
      const flow = this.#byToken.get(entry.token);
      if (flow?.notes.token === entry.token) flow.notes = { ...flow.notes, answer: entry.answer };
      return;
    }
    const flow = this.#find(entry.flow);
    if (flow === undefined) return;
    switch (entry.kind) {
      case "checkpoint":
        flow.place = { state: entry.state, input: entry.input, variables: entry.variables };
        flow.notes = {};
        flow.fork = undefined;
        return;
      case "visit":
        flow.notes = { ...answerFor(entry.notes.token, flow.notes), ...entry.notes };
        if (entry.notes.token !== undefined) this.#byToken.set(entry.notes.token, flow);
        // Another attempt begins from nothing.
        if (entry.notes.retryAt !== undefined) flow.fork = undefined;
        return;
      case "fork":
        flow.fork = { input: entry.input, flows: new Map() };
        return;
      case "finish":
        flow.end = { output: entry.output };
    }
  }

  /** An execution that had ended is redriven: what has finished stays so, all else begins anew where it stands. */
  redrive(): void {
    for (const flow of this.#flows()) flow.notes = {};
  }

  /** What the visits keep that are under way. */
  *visits(): Generator<VisitNotes> {
    for (const { notes, end } of this.#flows()) if (end === undefined) yield notes;
  }

  *#flows(flow = this.root): Generator<FlowProgress> {
    yield flow;
    for (const inner of flow.fork?.flows.values() ?? []) yield* this.#flows(inner);
  }

  #find(indexes: number[]): FlowProgress | undefined {
    let flow = this.root;
    for (const index of indexes) {
      if (flow.fork === undefined) return undefined;
      const inner = flow.fork.flows.get(index) ?? unstarted();
      flow.fork.flows.set(index, inner);
      flow = inner;
    }
    return flow;
  }
}

/** An answer can come before its call is over, and the visit does not know of it when it notes the call's own. */
function answerFor(token: string | undefined, before: VisitNotes): Pick<VisitNotes, "answer"> {
  const { answer: kept } = before;
  return token !== undefined && token === before.token && kept !== undefined ? { answer: kept } : {};
}
