import type { Role } from "../../shared/agents/role.ts";
import type { TableAccess } from "./constructs/agent-function.ts";

/** What one state's function needs: it gets this and nothing else. */
export interface Agent {
  /** Seconds. */
  timeout: number;
  /** Mebibytes. */
  memory: number;
  records: TableAccess;
  artifacts?: TableAccess;
  /** Whose model the function calls, when it performs tasks. */
  role?: Role;
  /** Makes signed calls to the data plane. */
  dataPlane?: true;
  /** Puts events on the bus. */
  bus?: true;
  /** Reads the Git remote, and pushes to it. */
  repository?: true;
  /** Is told how releases go live that ask for nothing else. */
  policy?: true;
  /** Is told how services are improved. */
  improvement?: true;
  /** Is told how much the judges are tried. */
  calibration?: true;
  /** Reads the modules and declarations that generated services are built with. */
  toolbox?: true;
  /** Somebody waits for it and it takes long to start: its environments may be kept started. */
  provisioned?: true;
}

const worker = { timeout: 120, memory: 1024, records: "read-write", artifacts: "append" } as const;
/** Models may think for as long as a function can run. */
const thinker = { ...worker, timeout: 900 } as const;
const deliverer = { timeout: 30, memory: 512, records: "read-write", dataPlane: true } as const;

/** The data plane answers when all of a trace has been replayed. */
const replayer = { timeout: 270, memory: 2048, records: "read-write", dataPlane: true } as const;
const improver = { ...replayer, artifacts: "append" } as const;

/** One function per state, by the state's name. */
export const agents = {
  Intake: { ...thinker, role: "analyst", provisioned: true },
  Adopt: { ...worker, repository: true },
  Architect: { ...thinker, role: "architect", provisioned: true },
  Implement: {
    ...thinker,
    memory: 2048,
    role: "developer",
    dataPlane: true,
    toolbox: true,
    provisioned: true,
  },
  WriteTests: { ...thinker, memory: 2048, role: "tester", toolbox: true, provisioned: true },
  Merge: { ...worker, repository: true, toolbox: true, provisioned: true },
  Verify: { ...worker, timeout: 300, memory: 2048, dataPlane: true, toolbox: true, provisioned: true },
  Arbitrate: { ...thinker, role: "reviewer" },
  Commit: { ...worker, repository: true, toolbox: true, provisioned: true },
  Announce: { timeout: 30, memory: 512, records: "read-write", bus: true },
  Abandon: { timeout: 30, memory: 512, records: "read-write-delete" },
  Find: { timeout: 30, memory: 512, records: "append" },
  Register: { ...deliverer, artifacts: "append", policy: true },
  Smoke: { ...deliverer, records: "append" },
  // The data plane answers when both releases have answered all generated calls.
  Shadow: { ...deliverer, timeout: 270, artifacts: "read" },
  Judge: { ...deliverer, artifacts: "append" },
  Canary: deliverer,
  Ask: { timeout: 30, memory: 512, records: "read-write", artifacts: "read" },
  Promote: deliverer,
  Settle: { ...deliverer, records: "append" },
  Rollback: deliverer,
  Observe: { ...deliverer, improvement: true },
  Withdraw: { timeout: 30, memory: 512, records: "append", bus: true },
  Record: { ...deliverer, records: "append", improvement: true },
  Diagnose: { ...improver, improvement: true },
  Trial: { ...improver, toolbox: true },
  Confirm: improver,
  Submit: {
    timeout: 30,
    memory: 512,
    records: "read-write",
    artifacts: "read",
    bus: true,
    policy: true,
    improvement: true,
  },
  Follow: { timeout: 30, memory: 512, records: "append" },
  Learn: { ...deliverer, artifacts: "append" },
  Prepare: { ...replayer, calibration: true, toolbox: true },
  Placebo: { ...replayer, records: "append" },
  Inject: { ...deliverer, records: "append", policy: true },
  Inspect: { ...deliverer, records: "append", policy: true },
  Tally: deliverer,
} satisfies Record<string, Agent>;

/** Name of a state that has a function. */
export type AgentName = keyof typeof agents;

/** Names of the states that have a function. */
export function agentNames(): AgentName[] {
  return Object.keys(agents).filter((name): name is AgentName => name in agents);
}

/** Folder of a state's function: `WriteTests` stands in `lambdas/write-tests`. */
export function agentFolder(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
}

/** Folder of the function that takes webhooks, which is no state's. */
export const webhookFolder = "webhook";

/** Folder of the function that collects what services answer, which is no state's either. */
export const collectFolder = "collect";

/** Folder of the function that keeps environments of the others started. */
export const scaleFolder = "scale";
