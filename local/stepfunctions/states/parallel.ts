import { childOf } from "../abort.ts";
import { Interruption } from "../failure.ts";
import { beginFork, innerFlow } from "../fork.ts";
import type { Behaviour, Machine } from "../machine.ts";
import { recoveryOf, withRecovery } from "../recovery.ts";
import type { ParallelState } from "../schema.ts";
import { compileTemplate } from "../template.ts";
import { walk } from "../walk.ts";
import { departureOf } from "./departure.ts";

/** Parallel: walks all branches at once from its Arguments; the first failure stops the others and is its own. */
export function compileParallel(shape: ParallelState, branches: Machine[]): Behaviour {
  const departure = departureOf(shape);
  const recovery = recoveryOf(shape);
  const argumentsTemplate =
    shape.Arguments === undefined ? undefined : compileTemplate(shape.Arguments, "Arguments");

  return (visit) =>
    withRecovery(
      visit,
      recovery,
      async () => {
        const kept = visit.takeFork();
        const begun =
          argumentsTemplate === undefined || kept ? visit.input : await visit.fill(argumentsTemplate);
        visit.sized(begun);
        const { input, flows: left } = kept ?? beginFork(visit, begun);
        visit.record("ParallelStateStarted");
        const started = visit.last;
        const { controller, release } = childOf(visit.flow.signal);
        const { mapItem } = visit.flow;
        const flows = branches.map((machine, index) => ({
          machine,
          flow: innerFlow(visit, index, {
            previous: started,
            signal: controller.signal,
            resume: left.get(index),
            ...(mapItem && { mapItem }),
          }),
        }));
        const walks = flows.map(async ({ machine, flow }) => {
          try {
            const output = await walk(visit.engine, machine, flow, { state: machine.startAt, input });
            visit.last = flow.previous;
            return output;
          } catch (error) {
            if (!controller.signal.aborted) {
              visit.last = flow.previous;
              controller.abort(new Interruption("sibling failed"));
            }
            visit.recordCutOff(flow);
            throw error;
          }
        });
        try {
          const result = await Promise.all(walks);
          visit.engine.recorder.append("ParallelStateSucceeded", visit.last);
          return await visit.depart(departure, shape.Next, result, { result });
        } finally {
          await Promise.allSettled(walks);
          release();
        }
      },
      () => visit.record("ParallelStateFailed"),
    );
}
