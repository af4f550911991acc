import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { agentFolder, agentNames } from "../../../infra/aws/agents.ts";
import { withRules } from "../../../infra/aws/constructs/definition.ts";
import { readClaim, readImprovement, readProposal } from "../../../lambdas/runtime/improvements.ts";
import { getRecord } from "../../../lambdas/runtime/records.ts";
import type { Clock } from "../../../local/stepfunctions/clock.ts";
import { TaskFailure } from "../../../local/stepfunctions/failure.ts";
import { isJsonObject, type Json } from "../../../local/stepfunctions/json.ts";
import { type FunctionAnswer, invokeFunctions } from "../../../local/stepfunctions/lambda.ts";
import { StepFunctionsService } from "../../../local/stepfunctions/service.ts";
import { type Policy, policies } from "../../../shared/delivery/policy.ts";
import type { ImproveRequest } from "../../../shared/improvement/improvement.ts";
import { type ImprovementPolicy, improvementPolicies } from "../../../shared/improvement/policy.ts";
import { recordKeys, Service } from "../../../shared/runs/run.ts";
import { startTables } from "../../unit/lambdas/tables.ts";
import { answering } from "../../unit/models/wire.ts";
import { visitedIn } from "../deliver/delivery.ts";
import { DataPlane, secret } from "../objects/fixtures/data-plane.ts";

const prefix = "arn:aws:lambda:us-east-1:000000000000:function:";
const machineArn = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
const cleanUps = {
  Develop: "Abandon",
  Deliver: "Rollback",
  Improve: "Learn",
  Recover: "Abandon",
  Calibrate: "Tally",
} as const;
export type MachineName = keyof typeof cleanUps;

/** A definition as it is deployed. */
export function definitionOf(name: MachineName) {
  const file = new URL(`../../../statemachines/${name.toLowerCase()}.asl.json`, import.meta.url);
  const text = readFileSync(file, "utf8");
  return withRules(
    text.replaceAll(/\$\{(\w+)\}/g, (_, state: string) => `${prefix}${state}`),
    cleanUps[name],
  );
}

type Handler = (event: Json, context: unknown) => Promise<Json>;

/** What befalls a function's call: before its work, or when that is done. */
export interface Fault {
  before?: () => unknown;
  after?: () => unknown;
  /** What its answer holds instead. */
  gives?: Record<string, Json>;
}

/** A clock whose waits are a blink long, and at each of which the tests let something happen. */
class QuickClock implements Clock {
  now = () => Date.now();
  onWait: () => unknown = () => {};
  async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    // Time limits of functions, which never run out here.
    if (milliseconds >= 20_000) return pause(milliseconds, undefined, { signal });
    try {
      await this.onWait();
    } catch (error) {
      // Nobody waits any more, and what is asked may be gone by then.
      if (!signal.aborted) throw error;
    }
    await pause(20, undefined, { signal });
  }
}

/** How releases go live and services are improved here. */
export const quick: Policy = {
  ...policies.local,
  shadow: { ...policies.local.shadow, generated: 100, seconds: 15 },
  watch: { seconds: 0 },
};
const usual: ImprovementPolicy = {
  ...improvementPolicies.local,
  trace: { requests: 60, seconds: 600 },
  trials: 4,
  coolDown: 3_600,
  fresh: 3_600,
  proving: 15,
};

/** A trace of those who ask within a second. */
export const brief = { requests: 60, seconds: 1 };

const Event = z.object({ DetailType: z.string(), Detail: z.string() });
const Events = z.object({ Entries: z.array(Event) });

/** The machine that an event starts, as the rules have it. */
const startedBy: Record<string, MachineName> = {
  "requirement.submitted": "Develop",
  "release.ready": "Deliver",
  "rollback.requested": "Deliver",
};

export interface Engine {
  plane: DataPlane;
  service: StepFunctionsService;
  clock: QuickClock;
  faults: Map<string, Fault>;
  /** Events that were put, in order. */
  events: { type: string; detail: Record<string, Json>; started: string[] }[];
  /** How often each event arrives: never, as if nobody listened, or twice. */
  arrives: number;
  /** Is told of each event, before any machine is. */
  onEvent: (type: string, detail: Record<string, Json>) => unknown;
  /** Everything as it is usually, but for what is given of how services are improved. */
  reset(changes?: Partial<ImprovementPolicy>): void;
  start(machine: MachineName, input: object, execution?: string): string;
  ended(arn: string): Promise<{ status: string; error?: string | undefined; visited: Set<string> }>;
  /** Starts Improve, and gives what it came to. */
  improve(request: Partial<ImproveRequest>): ReturnType<typeof endOf>;
  /** Waits until nothing runs any more. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** The three loops as they are deployed, in this process, with their functions, on tables and a data plane that are real. */
export async function startEngine(): Promise<Engine> {
  const tables = await startTables();
  const secrets = await answering(() => ({
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify({ ARN: "control", Name: "control", SecretString: secret }),
  }));
  const bus = await answering(({ body }) => {
    for (const { DetailType: type, Detail } of Events.parse(body).Entries) {
      const detail: Record<string, Json> = JSON.parse(Detail);
      const machine = startedBy[type];
      const started: string[] = [];
      engine.events.push({ type, detail, started });
      engine.onEvent(type, detail);
      if (machine === undefined) continue;
      for (let time = 0; time < engine.arrives; time++) {
        const arn = engine.start(machine, detail);
        started.push(arn.slice(arn.lastIndexOf(":") + 1));
      }
    }
    return {
      headers: { "content-type": "application/x-amz-json-1.1" },
      body: JSON.stringify({ FailedEntryCount: 0, Entries: [{ EventId: "1" }] }),
    };
  });
  const plane = await DataPlane.start();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url,
    EVENT_BUS: "bus",
    CONTROL_SECRET_ID: "control",
    DATA_PLANE_URL: plane.url,
    REPOSITORY_REMOTE: "",
    MODEL_CHOICE: "offline",
    DELIVERY_POLICY: JSON.stringify(quick),
  });
  const handlers = new Map<string, Handler>();
  for (const name of agentNames()) {
    const module: { handler: Handler } = await import(`../../../lambdas/${agentFolder(name)}/handler.ts`);
    handlers.set(name, module.handler);
  }
  const folder = mkdtempSync(join(tmpdir(), "improve-test-"));
  const faults = new Map<string, Fault>();
  const clock = new QuickClock();

  async function call(name: string, payload: Json): Promise<FunctionAnswer> {
    const handler = handlers.get(name);
    if (handler === undefined) throw new Error(`There is no function ${name}.`);
    const step = String(isJsonObject(payload) ? payload.step : "");
    const { before, after, gives } = faults.get(/^Learn-recover/.test(step) ? "Recover.Learn" : name) ?? {};
    try {
      await before?.();
      const answer = await handler(payload, { functionName: name, getRemainingTimeInMillis: () => 900_000 });
      await after?.();
      return { payload: gives !== undefined && isJsonObject(answer) ? { ...answer, ...gives } : answer };
    } catch (error) {
      if (error instanceof TaskFailure) throw error;
      const { name: errorType, message } = error instanceof Error ? error : new Error(String(error));
      return { functionError: { errorType, errorMessage: message, trace: [] } };
    }
  }

  let count = 0;
  const service: StepFunctionsService = new StepFunctionsService({
    directory: folder,
    clock,
    random: () => 0,
    invoke: invokeFunctions((name, payload) => call(name.slice(name.lastIndexOf(":") + 1), payload)),
    // As the rules ExecutionEnded and ImprovementEnded have it.
    onStatusChange: ({ status, stateMachineArn, executionArn, name, input = "{}", error, cause }) => {
      if (status === "RUNNING" || status === "SUCCEEDED") return;
      if (["Recover", "Calibrate"].map(machineArn).includes(stateMachineArn)) return;
      const detail = { executionArn, stateMachineArn, name, status, input, error, cause };
      const isImprove = stateMachineArn === machineArn("Improve");
      engine.start("Recover", isImprove ? { improvement: name, status } : { detail }, `recover-${++count}`);
    },
  });
  for (const name of ["Develop", "Deliver", "Improve", "Recover", "Calibrate"] as const)
    service.createStateMachine({ name, arn: machineArn(name), definition: definitionOf(name) });

  const running = new Set<string>();
  const engine: Engine = {
    plane,
    service,
    clock,
    faults,
    events: [],
    arrives: 1,
    onEvent: () => {},
    reset(changes = {}) {
      faults.clear();
      clock.onWait = () => {};
      Object.assign(engine, { events: [], arrives: 1, onEvent: () => {} });
      process.env.IMPROVEMENT_POLICY = JSON.stringify({ ...usual, ...changes });
    },
    start(machine, input, execution = `execution-${++count}`) {
      const { executionArn } = service.startExecution({
        stateMachineArn: machineArn(machine),
        name: execution,
        input: JSON.stringify(input),
      });
      running.add(executionArn);
      return executionArn;
    },
    async ended(arn) {
      const { status, error } = await service.ended(arn);
      running.delete(arn);
      return { status, error, visited: visitedIn(service, arn) };
    },
    async improve(request) {
      const execution = `improve-${++count}`;
      return endOf(engine, engine.start("Improve", request, execution), execution);
    },
    async settled() {
      while (running.size > 0) await Promise.all([...running].map((arn) => engine.ended(arn)));
    },
    async stop() {
      await service.close();
      await Promise.all([plane.stop(), secrets.stop(), bus.stop(), tables.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
  engine.reset();
  return engine;
}

/** What an execution of Improve came to, and those of its proposals that can be read. */
export async function endOf(engine: Engine, arn: string, id: string) {
  const ended = await engine.ended(arn);
  const record = await readImprovement(id);
  const { service } = record;
  const tried =
    service === null
      ? []
      : await Promise.all(record.proposals.map((one) => readProposal(service, one).catch(() => undefined)));
  return { id, ended, record, tried: tried.filter((entry) => entry !== undefined) };
}

/** Who improves a service, if anybody. */
export async function holderOf(service: string): Promise<string | null> {
  return (await readClaim(service)).execution;
}

export async function liveOf(service: string): Promise<string | null | undefined> {
  return (await getRecord(recordKeys.service(service), Service))?.live;
}
