import { runningCloud, startLocalCloud } from "../../local/cloud.ts";
import { LocalCloudError } from "../../local/errors.ts";
import { synthesize } from "./assemblies.ts";
import { ControlPlane } from "./control-plane.ts";
import { CommandError } from "./errors.ts";
import { chosenModels, type Models, modelVariables } from "./models.ts";
import { stateDirectory } from "./root.ts";

export interface SessionOptions {
  /** Where the local cloud keeps its state. */
  directory: string | undefined;
  /** Port of the data plane; the first free one from 8787 when not given. */
  port?: number | undefined;
  /** What a cloud that is started here has for models, by default `chosenModels`; one that runs already keeps its own. */
  models?: Models;
  onProgress: (line: string) => void;
}

/** A local cloud to work with: one that runs already, or one that this process has started. */
export interface Session {
  controlPlane: ControlPlane;
  workerUrl: string;
  repositoryUrl: string;
  /** Names of the runs that a start found interrupted and set going again. */
  redriven: readonly string[];
  /** Whether this process started it, and so ends it. */
  own: boolean;
  stop(): Promise<void>;
}

/**
 * Connects to the cloud that runs on the directory, or starts one.
 *
 * @throws CommandError with the cloud's own words when it can't start
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  try {
    return (await connect(options)) ?? (await start(options));
  } catch (error) {
    if (error instanceof LocalCloudError) throw new CommandError(error.message, { cause: error });
    throw error;
  }
}

/** Connects to the cloud that runs on the directory; undefined when none does. */
export async function connect(options: SessionOptions): Promise<Session | undefined> {
  const running = await runningCloud(stateDirectory(options.directory));
  if (running === undefined) return undefined;
  return {
    controlPlane: new ControlPlane({ outputs: wanted(running.outputs), environment: running.environment }),
    workerUrl: running.workerUrl,
    repositoryUrl: running.repositoryUrl,
    redriven: [],
    own: false,
    stop: async () => {},
  };
}

/** Starts a local cloud in this process. */
export async function start(options: SessionOptions): Promise<Session> {
  const directory = stateDirectory(options.directory);
  const { models = chosenModels() } = options;
  const assemblies = await synthesize(options.onProgress, models);
  const cloud = await startLocalCloud({
    assembly: assemblies.aws,
    terraform: assemblies.cloudflare,
    directory,
    ports: options.port === undefined ? {} : { worker: options.port },
    hosts: (process.env.AIDEVOS_HOSTS ?? "").toLowerCase().split(",").filter(Boolean),
    compileCache: assemblies.compileCache,
    modelVariables: modelVariables(models),
    onProgress: options.onProgress,
  });
  return {
    controlPlane: new ControlPlane({ outputs: wanted(cloud.outputs), environment: cloud.environment }),
    workerUrl: cloud.workerUrl,
    repositoryUrl: cloud.repositoryUrl,
    redriven: cloud.redriven,
    own: true,
    stop: () => cloud.stop(),
  };
}

/** Finds the outputs that the command needs, whichever stack has them. */
function wanted(stacks: Record<string, Record<string, string>>) {
  const outputs = Object.assign({}, ...Object.values(stacks)) as Record<string, string>;
  const find = (name: string): string => {
    const value = outputs[name];
    if (value === undefined)
      throw new CommandError(`No stack has the output ${name}. Deploy the stacks of this version.`);
    return value;
  };
  return {
    DevelopArn: find("DevelopArn"),
    DeliverArn: find("DeliverArn"),
    ImproveArn: find("ImproveArn"),
    CalibrateArn: find("CalibrateArn"),
    RecordsTable: find("RecordsTable"),
    ArtifactsTable: find("ArtifactsTable"),
    ControlSecretArn: find("ControlSecretArn"),
  };
}
