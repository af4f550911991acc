import { childOf } from "../abort.ts";
import { EvaluationFailure, Interruption } from "../failure.ts";
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

const wholeNumber = { least: 0, most: Number.MAX_SAFE_INTEGER };
/** The service runs no more iterations of an inline Map at once, whatever it is asked for. */
const mostAtOnce = 40;

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

  return (visit) => {
    visit.retryCount = 0;
    return withRecovery(
      visit,
      recovery,
      async () => {
        const limit = await numberOf(visit, concurrency, wholeNumber);
        const kept = visit.takeFork();
        const list = kept === undefined ? await itemsOf(visit, items) : asList(kept.input);
        const fork = kept ?? beginFork(visit, list);
        visit.record("MapStateStarted", "mapStateStartedEventDetails", { length: list.length });
        const iterations = new Iterations(visit, machine, { list, selector, fork });
        const result = await iterations.run(Math.min(limit || mostAtOnce, mostAtOnce));
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
  readonly #outputs: Json[] = [];
  #next = 0;
  readonly #kept: Fork["flows"];

  constructor(
    visit: Visit,
    machine: Machine,
    items: { list: Json[]; selector: Template | undefined; fork: Fork },
  ) {
    this.#visit = visit;
    this.#machine = machine;
    this.#items = items.list;
    this.#selector = items.selector;
    this.#kept = items.fork.flows;
    for (const [index, { end }] of this.#kept) if (end !== undefined) this.#outputs[index] = end.output;
  }

  /** The outputs in the order of the items; the first failure stops the other iterations. */
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
    return this.#outputs;
  }

  async #iterate(index: number, previous: number, controller: AbortController): Promise<number> {
    const { engine } = this.#visit;
    const { recorder } = engine;
    const details: JsonObject = { index, name: this.#visit.name };
    const around = { chance: engine.chance, signal: controller.signal };
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
          : await fill(this.#selector, this.#visit.bindings(undefined, mapItem), around);
      this.#visit.sized(input);
      const start = { state: this.#machine.startAt, input };
      this.#outputs[index] = await walk(engine, this.#machine, flow, start);
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
      this.#visit.recordCutOff(flow);
      controller.abort(new Interruption("sibling failed"));
      throw failure;
    }
    return flow.previous;
  }
}
