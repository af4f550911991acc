import { cpSync, globSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { startLocalCloud } from "../../local/cloud.ts";
import { synthesize } from "../../scripts/aidevos/assemblies.ts";
import { ControlPlane } from "../../scripts/aidevos/control-plane.ts";
import { finalStatuses, type Run } from "../../shared/runs/run.ts";

/**
 * What goes wrong in a state: it fails before its work or after it, waits until the fault is taken away, or gives
 * something else. `times` bounds how often.
 */
export type Fault = { times?: number } & (
  | { fails: "before" | "after" }
  | { waits: true }
  | { gives: Record<string, unknown> }
);

/** Put in the place of a function's code, which goes on to `real.mjs`. */
const wrapper = (state: string, faults: string) => `
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { handler as real } from "./real.mjs";

const read = () => JSON.parse(readFileSync(${JSON.stringify(faults)}, "utf8"));

function take() {
  const all = read();
  const fault = all[${JSON.stringify(state)}];
  if (fault?.times === undefined) return fault;
  if (fault.times === 0) return undefined;
  fault.times--;
  writeFileSync(${JSON.stringify(faults)}, JSON.stringify(all));
  return fault;
}

class AskedForError extends Error {
  name = "AskedForError";
}

export const handler = async (event, context) => {
  const fault = take();
  while (fault?.waits && read()[${JSON.stringify(state)}]) await pause(20);
  if (fault?.fails === "before") throw new AskedForError("${state} was asked to fail.");
  const result = await real(event, context);
  if (fault?.fails === "after") throw new AskedForError("${state} was asked to fail.");
  return { ...result, ...fault?.gives };
};
`;

const Template = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown() })),
});
const LambdaFunction = z.object({ Description: z.string(), Code: z.object({ S3Key: z.string() }) });

/** The local cloud of the synthesized apps, in this process, each of whose functions can be made to fail. */
export async function startFaultyCloud() {
  const folder = mkdtempSync(join(tmpdir(), "aidevos-faulty-"));
  const assemblies = await synthesize(() => {});
  const assembly = join(folder, "aws");
  cpSync(assemblies.aws, assembly, { recursive: true });
  const faultsFile = join(folder, "faults.json");
  const setFaults = (faults: Record<string, Fault>) => writeFileSync(faultsFile, JSON.stringify(faults));
  setFaults({});
  for (const file of globSync("*.template.json", { cwd: assembly })) {
    const { Resources } = Template.parse(JSON.parse(readFileSync(join(assembly, file), "utf8")));
    for (const { Type, Properties } of Object.values(Resources)) {
      if (Type !== "AWS::Lambda::Function") continue;
      const { Description, Code } = LambdaFunction.parse(Properties);
      const [, state = ""] = /^Performs the state (\w+)\.$/.exec(Description) ?? [];
      const code = join(assembly, `asset.${Code.S3Key.replace(".zip", "")}`);
      renameSync(join(code, "index.mjs"), join(code, "real.mjs"));
      writeFileSync(join(code, "index.mjs"), wrapper(state, faultsFile));
    }
  }
  const cloud = await startLocalCloud({
    assembly,
    terraform: assemblies.cloudflare,
    directory: join(folder, "state"),
    ports: { worker: 0, aws: 0 },
  });
  const outputs = Output.parse(Object.assign({}, ...Object.values(cloud.outputs)));
  const controlPlane = new ControlPlane({ outputs, environment: cloud.environment });
  return {
    controlPlane,
    setFaults,
    url: (service: string, path = "") => `${cloud.workerUrl}/services/${service}${path}`,
    repositoryUrl: cloud.repositoryUrl,
    /** The run once it has ended. */
    async ended(run: string, timeout = 60_000): Promise<Run> {
      for (const end = Date.now() + timeout; Date.now() < end; ) {
        const record = await controlPlane.run(run);
        if (record !== undefined && finalStatuses.includes(record.status)) return record;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(
        `The run ${run} is still ${(await controlPlane.run(run))?.status} after ${timeout} ms.`,
      );
    },
    async stop(): Promise<void> {
      setFaults({});
      await cloud.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const Output = z.object({
  DevelopArn: z.string(),
  DeliverArn: z.string(),
  ImproveArn: z.string(),
  CalibrateArn: z.string(),
  RecordsTable: z.string(),
  ArtifactsTable: z.string(),
  ControlSecretArn: z.string(),
});

export type FaultyCloud = Awaited<ReturnType<typeof startFaultyCloud>>;
