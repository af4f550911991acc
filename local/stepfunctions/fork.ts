import type { Json } from "./json.ts";
import type { FlowProgress } from "./progress.ts";
import type { Flow, Visit } from "./visit.ts";

/** What the flows of one attempt at a Parallel or a Map have in common. */
export interface Fork {
  /** What all flows begin with: a Parallel's Arguments, a Map's items. */
  input: Json;
  /** How far the flows had come, by index, when an earlier process left them. */
  flows: Map<number, FlowProgress>;
}

/** Sets out on the flows of a new attempt. */
export function beginFork({ engine, flow }: Visit, input: Json): Fork {
  engine.onProgress?.({ kind: "fork", flow: flow.path, input });
  return { input, flows: new Map() };
}

/** A flow inside a visit's state, which sees the variables of the flow around it. */
export function innerFlow(
  { flow: { variables, path } }: Visit,
  index: number,
  given: Pick<Flow, "previous" | "signal" | "mapItem" | "resume">,
): Flow {
  return { variables, outer: variables, path: [...path, index], ...given };
}
