/**
 * Whether the local Step Functions service stays flat: a page of a long history beside one of a short one, the time of
 * an item in a large Map beside a small one, what a finished execution leaves in memory, and a start on many journals.
 * Run with `node --expose-gc test/bench/executions.ts`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stepFunctionsApi } from "../../local/stepfunctions/api.ts";
import { isJsonObject, type Json, type JsonObject } from "../../local/stepfunctions/json.ts";
import { StepFunctionsService } from "../../local/stepfunctions/service.ts";

const arnOf = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
const machines: { [name: string]: JsonObject } = {
  Count: {
    QueryLanguage: "JSONata",
    StartAt: "Add",
    States: {
      Add: { Type: "Pass", Output: { n: "{% $states.input.n - 1 %}" }, Next: "Enough" },
      Enough: {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input.n <= 0 %}", Next: "Done" }],
        Default: "Add",
      },
      Done: { Type: "Succeed" },
    },
  },
  Each: {
    QueryLanguage: "JSONata",
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        End: true,
        Items: "{% [1..$states.input.n] %}",
        ItemProcessor: {
          StartAt: "Work",
          States: {
            Work: {
              Type: "Task",
              Resource: "arn:aws:lambda:us-east-1:000000000000:function:Work",
              TimeoutSeconds: 60,
              End: true,
            },
          },
        },
      },
    },
  },
};

const directory = mkdtempSync(join(tmpdir(), "executions-bench-"));

function open(): StepFunctionsService {
  const service = new StepFunctionsService({
    directory,
    invoke: (request) => new Promise((resolve) => setImmediate(() => resolve(request.arguments))),
  });
  for (const [name, definition] of Object.entries(machines))
    service.createStateMachine({ name, arn: arnOf(name), definition });
  return service;
}

async function perform(service: StepFunctionsService, name: string, input: JsonObject): Promise<string> {
  const request = { stateMachineArn: arnOf(name), input: JSON.stringify(input) };
  const { executionArn } = service.startExecution(request);
  const { status, cause } = await service.ended(executionArn);
  if (status !== "SUCCEEDED") throw new Error(`${name} ended as ${status}: ${cause}`);
  return executionArn;
}

/** Milliseconds that the fastest of some runs took. */
async function fastest(runs: number, run: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < runs; round += 1) {
    const began = performance.now();
    await run();
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

async function history(service: StepFunctionsService): Promise<void> {
  const answer = stepFunctionsApi(service);
  const rows = [];
  for (const n of [100, 1000, 6000]) {
    const executionArn = await perform(service, "Count", { n });
    const page = async (nextToken?: Json) => {
      const { body } = await answer("AWSStepFunctions.GetExecutionHistory", {
        executionArn,
        maxResults: 100,
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      return isJsonObject(body) ? body.nextToken : undefined;
    };
    const second = await page();
    const events = n * 4 + 4;
    rows.push({
      events,
      "first page, ms": await fastest(9, () => page()),
      "second page, ms": await fastest(9, () => page(second)),
    });
  }
  console.table(rows);
}

async function map(service: StepFunctionsService): Promise<void> {
  const rows = [];
  for (const n of [400, 800, 1600, 3200]) {
    const milliseconds = await fastest(3, () => perform(service, "Each", { n }));
    rows.push({ items: n, ms: milliseconds, "µs an item": (milliseconds / n) * 1000 });
  }
  console.table(rows);
}

async function memory(service: StepFunctionsService): Promise<void> {
  const rows = [];
  const pad = "x".repeat(10_000);
  let before = heap();
  for (let round = 0; round < 3; round += 1) {
    for (let index = 0; index < 1000; index += 1)
      await perform(service, "Count", { n: 1, pad: pad + index + round });
    const after = heap();
    rows.push({
      executions: (round + 1) * 1000,
      "bytes that each left": Math.round((after - before) / 1000),
    });
    before = after;
  }
  console.table(rows);
}

const service = open();
await map(service);
await history(service);
await memory(service);
await service.close();
const began = performance.now();
const again = open();
console.log(`A start on what is there: ${Math.round(performance.now() - began)} ms`);
await again.close();
rmSync(directory, { recursive: true });
