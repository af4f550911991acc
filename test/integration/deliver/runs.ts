import { expect } from "vitest";
import { getRecord } from "../../../lambdas/runtime/records.ts";
import { readRun } from "../../../lambdas/runtime/runs.ts";
import { TaskFailure, TaskTimeout } from "../../../local/stepfunctions/failure.ts";
import { type Policy, policies } from "../../../shared/delivery/policy.ts";
import { finalStatuses, recordKeys, Service } from "../../../shared/runs/run.ts";
import { evidenceOf } from "./control-server.ts";
import { type Delivery, former, fresh, quick } from "./delivery.ts";

export const cautious: Policy = {
  ...policies.local,
  shadow: { ...policies.local.shadow, seconds: 0 },
  canary: { steps: [{ share: 0.25, seconds: 1 }], ratio: 2 },
  watch: { seconds: 0 },
  approval: "always",
};

/** How a release comes to a state: what goes wrong before it, and which calls of the data plane the state makes. */
export interface Way {
  policy?: Policy;
  /** The judge finds harm in the shadow. */
  harmful?: true;
  /** Started with the service's name. */
  byHand?: true;
  /** States that fail on the way there. */
  failing?: string[];
  /** What the data plane is asked for in it, as a word of the path. */
  calls?: RegExp;
}

/** Every state that calls a function, and how to come there. */
export const tasks: Record<string, Way> = {
  Find: { byHand: true },
  Register: { calls: /^releases/ },
  Smoke: { calls: /^smoke/ },
  Shadow: { calls: /^shadow/ },
  Judge: { calls: /^evidence/ },
  Canary: { policy: cautious, calls: /^canary/ },
  Ask: { policy: cautious },
  Promote: { calls: /^promote/ },
  Settle: { calls: /^settle/ },
  Rollback: { harmful: true, calls: /^rollback/ },
  Abandon: { harmful: true, failing: ["Rollback"] },
};

export const lost = () => {
  throw new TaskFailure("Lambda.Unknown", "the environment ended");
};
export const broken = () => {
  throw new TypeError("x is not a function");
};
export const late = () => {
  throw new TaskTimeout(false);
};

type Outcome = "goes on" | "ends";

/** Executions of one test file, and the states that they have entered. */
export class Runs {
  readonly visited = new Set<string>();
  readonly #delivery: () => Delivery;
  #count = 0;

  constructor(delivery: () => Delivery) {
    this.#delivery = delivery;
  }

  /** A name that no execution has had. */
  name(prefix: string): string {
    return `${prefix}-${++this.#count}`;
  }

  /** Runs the way to a state, with what befalls it there, answers what is asked, and holds the end against the promise. */
  async to(state: string, befall: (arn: string) => void, expected?: Outcome): Promise<void> {
    const delivery = this.#delivery();
    const { policy = quick, harmful, byHand, failing = [] } = tasks[state] ?? {};
    const { run, name, input } = await delivery.prepare({ policy });
    Object.assign(delivery.plane, { objects: 8, evidence: evidenceOf(500, harmful ? 1 : 0) });
    if (byHand) {
      delivery.faults.set("Smoke", { before: broken });
      await delivery.deliver(input, this.name("by-event"));
      delivery.faults.clear();
    }
    for (const each of failing) delivery.faults.set(each, { before: broken });
    const execution = this.name(state);
    const arn = delivery.start(byHand ? { service: name } : input, execution);
    befall(arn);
    const answered = policy.approval === "always" ? delivery.approve(run, execution) : undefined;
    const ended = await delivery.ended(arn);
    await answered;
    for (const each of ended.visited) this.visited.add(each);

    const record = await readRun(run);
    const service = await getRecord(recordKeys.service(name), Service);
    const { live, compared, canary } = delivery.plane;
    expect(finalStatuses, ended.error).toContain(record.status);
    expect(service?.live).toBe(live);
    expect(live).toBe(record.status === "live" ? fresh : former);
    expect(record).not.toHaveProperty("question");
    if (delivery.plane.away === null && record.status !== "failed")
      expect([compared, canary]).toEqual([null, null]);
    if (expected !== undefined) expect(ended.status).toBe(expected === "goes on" ? "SUCCEEDED" : "FAILED");
  }
}
