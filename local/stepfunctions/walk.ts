import { setImmediate } from "node:timers/promises";
import type { Json, JsonObject } from "./json.ts";
import type { Machine } from "./machine.ts";
import { type Engine, type Flow, Visit } from "./visit.ts";

const statesBetweenPauses = 2048;

/**
 * Walks a flow through a machine until a state ends it, and gives that state's output; one that an earlier process left
 * goes on where it was.
 * States that need no waiting follow each other without a promise; the event loop is let in now and then.
 */
export async function walk(
  engine: Engine,
  machine: Machine,
  flow: Flow,
  start: { state: string; input: Json },
): Promise<Json> {
  const resumed = flow.resume;
  flow.resume = undefined;
  if (resumed?.end !== undefined) return resumed.end.output;
  if (resumed?.place !== undefined) flow.variables = { ...flow.outer, ...resumed.place.variables };
  let { state: name, input } = resumed?.place ?? start;
  for (let visited = 1; ; visited += 1) {
    const state = machine.states.get(name);
    if (state === undefined)
      throw new Error(`The state '${name}' is not in the machine that was to go on there`);
    const visit = new Visit(engine, flow, name, state.type, input);
    if (resumed !== undefined && visited === 1) visit.resume(resumed);
    let next: string | undefined;
    try {
      const result = state.run(visit);
      ({ next, output: input } = result instanceof Promise ? await result : result);
    } catch (error) {
      const failure = visit.recorded(error);
      if (failure === error && (state.type === "Task" || state.type === "Wait")) flow.cutOff = state.type;
      // An abort is told from before the state, a failure from the state's newest event.
      if (!flow.signal.aborted) flow.previous = visit.last;
      throw failure;
    }
    if (next === undefined) {
      if (flow.path.length > 0) engine.onProgress?.({ kind: "finish", flow: flow.path, output: input });
      return input;
    }
    name = next;
    engine.onProgress?.({
      kind: "checkpoint",
      flow: flow.path,
      state: name,
      input,
      variables: ownVariables(flow),
    });
    if (visited % statesBetweenPauses === 0) await setImmediate();
    if (flow.signal.aborted) throw flow.signal.reason;
  }
}

function ownVariables({ variables, outer }: Flow): JsonObject {
  return Object.fromEntries(Object.entries(variables).filter(([name, value]) => outer[name] !== value));
}
