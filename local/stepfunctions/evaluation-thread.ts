/** The thread of `evaluation-threads.ts`: evaluates what it is sent, one after the other. */
import { randomUUID } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { CompiledExpression } from "./compiled-expression.ts";
import type { EvaluationJob } from "./evaluation-threads.ts";

const chance = { random: Math.random, uuid: () => randomUUID() };
const compiled = new Map<string, CompiledExpression>();

parentPort?.on("message", async ({ source, bindings }: EvaluationJob) => {
  const expression = compiled.get(source) ?? new CompiledExpression(source, Number(workerData), true);
  compiled.set(source, expression);
  parentPort?.postMessage(await expression.evaluate(bindings, chance));
});

parentPort?.postMessage("ready");
