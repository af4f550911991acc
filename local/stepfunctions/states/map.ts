import { childOf } from "../abort.ts";
import { EvaluationFailure, Interruption, StateFailure } from "../failure.ts";
import { beginFork, type Fork, innerFlow } from "../fork.ts";
import type { Json, JsonObject } from "../json.ts";
import type { Behaviour, Machine } from "../machine.ts";
import { recoveryOf, withRecovery } from "../recovery.ts";
import type { MapState } from "../schema.ts";
import { compileTemplate, fill, type Template } from "../template.ts";
import type { Visit } from "../visit.ts";
import { walk } from "../walk.ts";
import { departureOf } from "./departure.ts";
import { fieldOf, numberOf } from "./field.ts";

const unlimited = { least: 0, most: Number.MAX_SAFE_INTEGER, whole: true };

/** Map: walks its ItemProcessor once for each item, so many at a time, and gives the list of their outputs. */
export function compileMap(shape: MapState, [processor]: Machine[]): Behaviour {
  if (processor === undefined) throw new Error("A Map was compiled without its ItemProcessor");
  const machine = processor;
  const departure = departureOf(shape);
  const recovery = recoveryOf(shape);
  const items = shape.Items === undefined ? undefined : compileTemplate(shape.Items, "Items");
  const selector =
    shape.ItemSelector === undefined ? undefined : compileTemplate(shape.ItemSelector, "ItemSelector");
  const concurrency = fieldOf(shape.MaxConcurrency, "MaxConcurrency", "number");
  const toleratedCount = fieldOf(shape.ToleratedFailureCount, "ToleratedFailureCount", "number");
  const toleratedPercentage = fieldOf(
    shape.ToleratedFailurePercentage,
    "ToleratedFailurePercentage",
    "number",
  );

  return (visit) => {
    visit.retryCount = 0;
    return withRecovery(
      visit,
      recovery,
      async () => {
        const limit = await numberOf(visit, concurrency, unlimited);
        const count = await numberOf(visit, toleratedCount, unlimited);
        const percentage = await numberOf(visit, toleratedPercentage, { least: 0, most: 100, whole: false });
        const kept = visit.takeFork();
        const list = kept === undefined ? await itemsOf(visit, items) : asList(kept.input);
        const fork = kept ?? beginFork(visit, list);
        visit.record("MapStateStarted", "mapStateStartedEventDetails", { length: list.length });
        const iterations = new Iterations(visit, machine, { list, selector, fork }, { count, percentage });
        const result = await iterations.run(limit || list.length);
        visit.engine.recorder.append("MapStateSucceeded", visit.last);
        return visit.depart(departure, shape.Next, result, { result });
      },
      () => visit.record("MapStateFailed"),
    );
  };
}

async function itemsOf(visit: Visit, items: Template | undefined): Promise<Json[]> {
  const value = items === undefined ? visit.input : await visit.fill(items);
  if (items?.kind === "expression") items.expression.expect(value, "array");
  return asList(value);
}

function asList(value: Json): Json[] {
  if (Array.isArray(value)) return value;
  throw new EvaluationFailure(`Map state input must be an array but was: ${JSON.stringify(value)}`);
}

class Iterations {
  readonly #visit: Visit;
  readonly #machine: Machine;
  readonly #items: Json[];
  readonly #selector: Template | undefined;
  readonly #tolerated: { count: number | undefined; percentage: number | undefined };
  readonly #outputs = new Map<number, Json>();
  #next = 0;
  readonly #kept: Fork["flows"];
  #failed = 0;

  constructor(
    visit: Visit,
    machine: Machine,
    items: { list: Json[]; selector: Template | undefined; fork: Fork },
    tolerated: { count: number | undefined; percentage: number | undefined },
  ) {
    this.#visit = visit;
    this.#machine = machine;
    this.#items = items.list;
    this.#selector = items.selector;
    this.#kept = items.fork.flows;
    this.#tolerated = tolerated;
    for (const [index, { end }] of this.#kept) {
      if (end?.kind === "finished") this.#outputs.set(index, end.output);
      if (end?.kind === "tolerated") this.#failed += 1;
    }
  }

  /** The outputs in the order of the items; those of tolerated failures are left out. */
  async run(concurrency: number): Promise<Json[]> {
    const { controller, release } = childOf(this.#visit.flow.signal);
    const started = this.#visit.last;
    const lanes = Array.from({ length: Math.min(concurrency, this.#items.length) }, async () => {
      let previous = started;
      while (this.#next < this.#items.length && !controller.signal.aborted) {
        const index = this.#next++;
        if (this.#kept.get(index)?.end !== undefined) continue;
        previous = await this.#iterate(index, previous, controller);
      }
    });
    try {
      await Promise.all(lanes);
    } finally {
      await Promise.allSettled(lanes);
      release();
    }
    return [...this.#outputs].sort(([left], [right]) => left - right).map(([, output]) => output);
  }

  async #iterate(index: number, previous: number, controller: AbortController): Promise<number> {
    const { engine } = this.#visit;
    const { recorder } = engine;
    const details: JsonObject = { index, name: this.#visit.name };
    const mapItem = { Index: index, Value: this.#items[index] ?? null };
    const started = recorder.append(
      "MapIterationStarted",
      previous,
      "mapIterationStartedEventDetails",
      details,
    );
    const resume = this.#kept.get(index);
    const flow = innerFlow(this.#visit, index, {
      previous: started,
      signal: controller.signal,
      mapItem,
      resume,
    });
    try {
      const input =
        this.#selector === undefined
          ? mapItem.Value
          : await fill(this.#selector, this.#visit.bindings(undefined, mapItem), engine.chance);
      this.#outputs.set(
        index,
        await walk(engine, this.#machine, flow, { state: this.#machine.startAt, input }),
      );
      this.#visit.last = recorder.append(
        "MapIterationSucceeded",
        flow.previous,
        "mapIterationSucceededEventDetails",
        details,
      );
    } catch (error) {
      if (controller.signal.aborted) {
        recorder.append("MapIterationAborted", this.#visit.last, "mapIterationAbortedEventDetails", details);
        this.#visit.recordCutOff(flow);
        throw error;
      }
      const failure = error instanceof EvaluationFailure ? this.#visit.recorded(error) : error;
      this.#visit.last = error instanceof EvaluationFailure ? this.#visit.last : flow.previous;
      recorder.append("MapIterationFailed", this.#visit.last, "mapIterationFailedEventDetails", details);
      this.#failed += 1;
      const exceeded = this.#exceeded(failure);
      if (exceeded === undefined) {
        engine.onProgress?.({ kind: "tolerate", flow: flow.path });
        return flow.previous;
      }
      this.#visit.recordCutOff(flow);
      controller.abort(new Interruption("sibling failed"));
      throw exceeded;
    }
    return flow.previous;
  }

  /** The Map's failure, when this one is more than it tolerates. */
  #exceeded(failure: unknown): unknown {
    const { count, percentage } = this.#tolerated;
    if (!(failure instanceof StateFailure) || (!count && !percentage)) return failure;
    const tooMany = count !== undefined && count > 0 && this.#failed > count;
    const tooGreat =
      percentage !== undefined && percentage > 0 && this.#failed * 100 > percentage * this.#items.length;
    if (!tooMany && !tooGreat) return undefined;
    return new StateFailure(
      "States.ExceedToleratedFailureThreshold",
      "The specified tolerated failure threshold was exceeded",
    );
  }
}
