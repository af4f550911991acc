import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { agentFolder } from "../../../infra/aws/agents.ts";
import { withRules } from "../../../infra/aws/constructs/definition.ts";
import { putArtifact } from "../../../lambdas/runtime/artifacts.ts";
import { createRecord, getRecord, putRecord } from "../../../lambdas/runtime/records.ts";
import { announceRun, readRun, startRun } from "../../../lambdas/runtime/runs.ts";
import { joinService } from "../../../lambdas/runtime/services.ts";
import type { Clock } from "../../../local/stepfunctions/clock.ts";
import { TaskFailure, TaskTimeout } from "../../../local/stepfunctions/failure.ts";
import { isJsonObject, type Json } from "../../../local/stepfunctions/json.ts";
import { type FunctionAnswer, invokeFunctions } from "../../../local/stepfunctions/lambda.ts";
import { StepFunctionsService } from "../../../local/stepfunctions/service.ts";
import { ServiceError } from "../../../local/stepfunctions/service-error.ts";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { type Policy, policies } from "../../../shared/delivery/policy.ts";
import { type Answer, Approval } from "../../../shared/runs/rollout.ts";
import { type ReleaseRecord, recordKeys, Service } from "../../../shared/runs/run.ts";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { startTables } from "../../unit/lambdas/tables.ts";
import { answering } from "../../unit/models/wire.ts";
import { ControlServer } from "./control-server.ts";

const prefix = "arn:aws:lambda:us-east-1:000000000000:function:";
const machineArn = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;

/** A definition as it is deployed. */
export function definitionOf(name: "deliver" | "recover", cleanUp: string) {
  const text = readFileSync(new URL(`../../../statemachines/${name}.asl.json`, import.meta.url), "utf8");
  return withRules(
    text.replaceAll(/\$\{(\w+)\}/g, (_, state: string) => `${prefix}${state}`),
    cleanUp,
  );
}
export const definitions = {
  Deliver: definitionOf("deliver", "Rollback"),
  Recover: definitionOf("recover", "Abandon"),
};

type Handler = (event: Json, context: unknown) => Promise<Json>;

/** What befalls a function's call: before its work, or when that is done. */
export type Fault = { before?: () => Promise<void> | void; after?: () => Promise<void> | void };

/** Sleeps of at least so many milliseconds are time limits, which never run out by themselves here. */
const shortestLimit = 20_000;

/** A clock whose short sleeps are over at once, and whose time limits end when `expire` says so. */
class PatientClock implements Clock {
  readonly #limits: (() => void)[] = [];
  now = () => Date.now();
  onWait: () => void = () => {};
  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (milliseconds < shortestLimit) {
      this.onWait();
      return;
    }
    await new Promise<void>((resolve, reject) => {
      this.#limits.push(resolve);
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  }
  /** Ends the limit that was set last. */
  expire(): void {
    this.#limits.pop()?.();
  }
}

const listed = "- `GET /lamps` lists them\n";

const spec = (more: string) => `# Lamps

## Lamp
- name: text, required
${more}- \`POST /lamps\` creates one
`;

function blueprintOf(more: string): Blueprint {
  const reading = parseSpec(spec(more));
  if (reading.outcome === "unread") throw new Error(JSON.stringify(reading.problems));
  return reading.blueprint;
}

export const former = "1".repeat(40);
export const fresh = "2".repeat(40);
const digest = "a".repeat(64);
export const quick: Policy = {
  ...policies.local,
  shadow: { ...policies.local.shadow, seconds: 0 },
  canary: { ...policies.local.canary, steps: [] },
  watch: { seconds: 0 },
};

/** Deliver and Recover with their own functions, in this process, on tables that are real and control calls over HTTP. */
export async function startDelivery() {
  const tables = await startTables();
  const secrets = await answering(() => ({
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify({ ARN: "control", Name: "control", SecretString: "secret" }),
  }));
  const plane = await new ControlServer().start();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    CONTROL_SECRET_ID: "control",
    DATA_PLANE_URL: plane.url,
    DELIVERY_POLICY: JSON.stringify(quick),
  });
  const handlers = new Map<string, Handler>();
  for (const name of [
    "Find",
    "Register",
    "Smoke",
    "Shadow",
    "Judge",
    "Canary",
    "Ask",
    "Promote",
    "Settle",
    "Rollback",
    "Abandon",
  ]) {
    const module: { handler: Handler } = await import(`../../../lambdas/${agentFolder(name)}/handler.ts`);
    handlers.set(name, module.handler);
  }
  const clock = new PatientClock();
  const folder = mkdtempSync(join(tmpdir(), "delivery-test-"));
  const faults = new Map<string, Fault>();
  const called: string[] = [];
  const recovered: Promise<unknown>[] = [];

  /** Calls at work: a function goes on when the execution that called it has ended. */
  const working = new Set<Promise<unknown>>();
  function call(name: string, payload: Json): Promise<FunctionAnswer> {
    const work = perform(name, payload);
    working.add(work);
    const done = () => void working.delete(work);
    work.then(done, done);
    return work;
  }

  async function perform(name: string, payload: Json): Promise<FunctionAnswer> {
    called.push(name);
    const step = String(isJsonObject(payload) ? payload.step : "");
    const { before, after } = faults.get(step.includes("-recover-") ? `Recover.${name}` : name) ?? {};
    const handler = handlers.get(name);
    if (handler === undefined) throw new Error(`There is no function ${name}.`);
    try {
      await before?.();
      const answer = await handler(payload, { functionName: name, getRemainingTimeInMillis: () => 60_000 });
      await after?.();
      return { payload: answer };
    } catch (error) {
      if (error instanceof TaskFailure || error instanceof TaskTimeout) throw error;
      const { name: errorType, message } = error instanceof Error ? error : new Error(String(error));
      return { functionError: { errorType, errorMessage: message, trace: [] } };
    }
  }

  const service: StepFunctionsService = new StepFunctionsService({
    directory: folder,
    clock,
    random: () => 0,
    invoke: invokeFunctions((name, payload) => call(name.slice(name.lastIndexOf(":") + 1), payload)),
    // As the rule ExecutionEnded has it.
    onStatusChange: ({ status, stateMachineArn, executionArn, name, input = "{}", error, cause }) => {
      if (stateMachineArn !== machineArn("Deliver") || status === "RUNNING" || status === "SUCCEEDED") return;
      const detail = { executionArn, stateMachineArn, name, status, input, error, cause };
      const started = service.startExecution({
        stateMachineArn: machineArn("Recover"),
        name: `recover-${name}`,
        input: JSON.stringify({ "detail-type": "Step Functions Execution Status Change", detail }),
      });
      recovered.push(service.ended(started.executionArn));
    },
  });
  for (const [name, definition] of Object.entries(definitions)) {
    service.createStateMachine({ name, arn: machineArn(name), definition });
  }

  let count = 0;
  return {
    tables,
    plane,
    service,
    clock,
    faults,
    called,
    /** The service `lamps` anew: `former` is live, and a run has made `fresh`; with `first`, nothing is live yet. */
    async prepare({ policy = quick, first = false, more = `- watts: whole number\n${listed}` } = {}) {
      faults.clear();
      called.length = 0;
      clock.onWait = () => {};
      const name = `lamps-${++count}`;
      const run = `run-${count}`;
      Object.assign(plane, {
        deployed: first ? [] : [former],
        newest: first ? null : former,
        compared: null,
        canary: null,
        objects: 1,
        away: null,
      });
      plane.waiting.clear();
      plane.calls.length = 0;
      await startRun(`${run}-before`, `${run}-before`, { requirement: digest });
      await startRun(run, run, { requirement: digest, policy });
      await joinService({ run, service: name, requirement: digest });
      const live = first ? null : former;
      const record = await getRecord(recordKeys.service(name), Service);
      await putRecord(
        recordKeys.service(name),
        { ...record, live, newest: live, ready: fresh, exchange: 0 },
        { kind: "service", at: "", builders: new Set([run]) },
      );
      await keepRelease(name, {
        id: former,
        run: `${run}-before`,
        blueprint: blueprintOf(listed),
        status: "live",
      });
      await keepRelease(name, { id: fresh, run, blueprint: blueprintOf(more), status: "committed" });
      await putRecord(recordKeys.run(run), {
        ...(await readRun(run)),
        service: name,
        previous: live,
        newest: live,
      });
      await announceRun(run, run, fresh);
      return {
        run,
        name,
        input: { run, service: name, release: fresh, bundle: digest, previous: live, newest: live },
      };
    },
    start(input: object, execution: string): string {
      return service.startExecution({
        stateMachineArn: machineArn("Deliver"),
        name: execution,
        input: JSON.stringify(input),
      }).executionArn;
    },
    /** The end of an execution, and of what follows by itself from that. */
    async ended(arn: string) {
      const ended = await service.ended(arn);
      await Promise.all(recovered.splice(0));
      await Promise.allSettled(working);
      return { ...ended, visited: visitedIn(service, arn) };
    },
    /** Runs Deliver to its end. */
    async deliver(input: object, execution: string) {
      return this.ended(this.start(input, execution));
    },
    /** The question that an execution asks, once it does; undefined when it ends without one. */
    async questionOrEnd(run: string, execution: string, last = ""): Promise<Approval | undefined> {
      const arn = `${machineArn("Deliver").replace(":stateMachine:", ":execution:")}:${execution}`;
      while (service.describeExecution(arn).status === "RUNNING") {
        const approval = await getRecord(recordKeys.approval(run, execution), Approval);
        const isAsked = approval !== undefined && approval.token !== last;
        if (isAsked && (await readRun(run)).question !== undefined) return approval;
        await new Promise((resolve) => setImmediate(resolve));
      }
      return undefined;
    },
    /** The question that an execution asks. */
    async question(run: string, execution: string): Promise<Approval> {
      const asked = await this.questionOrEnd(run, execution);
      if (asked === undefined) throw new Error(`${execution} ended without a question.`);
      return asked;
    },
    /** Says yes to whatever an execution asks, as often as it asks. */
    async approve(run: string, execution: string): Promise<void> {
      for (let last = ""; ; ) {
        const asked = await this.questionOrEnd(run, execution, last);
        if (asked === undefined) return;
        last = asked.token;
        this.answer(last, { approved: true });
      }
    },
    /** Answers a question, unless nobody waits for it any more. */
    answer(token: string, answer: Answer): void {
      try {
        service.sendTaskSuccess(token, JSON.stringify(answer));
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
      }
    },
    async stop() {
      await service.close();
      await plane.stop();
      await secrets.stop();
      await tables.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
export type Delivery = Awaited<ReturnType<typeof startDelivery>>;

const Entered = z.object({ name: z.string() });

/** Names of the states that an execution entered. */
export function visitedIn(service: StepFunctionsService, arn: string): Set<string> {
  const visited = new Set<string>();
  let nextToken: string | undefined;
  do {
    const page = service.getExecutionHistory(arn, nextToken === undefined ? {} : { nextToken });
    for (const event of page.events) {
      const entered = Entered.safeParse(event.stateEnteredEventDetails);
      if (entered.success) visited.add(entered.data.name);
    }
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  return visited;
}

async function keepRelease(
  service: string,
  {
    id,
    run,
    blueprint,
    status,
  }: { id: string; run: string; blueprint: Blueprint; status: ReleaseRecord["status"] },
): Promise<void> {
  const implementation = implementService({ blueprint, requirement: "lamps" });
  const record: ReleaseRecord = {
    service,
    id,
    run,
    digest,
    requirement: digest,
    blueprint: await putArtifact(blueprint),
    source: await putArtifact({ files: implementation.files, migrations: implementation.migrations }),
    tests: digest,
    report: await putArtifact({ gates: [], clauses: [] }),
    gitBundle: null,
    status,
    committedAt: new Date().toISOString(),
  };
  await createRecord(recordKeys.release(service, id), record);
}
