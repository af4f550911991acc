import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");
const environmentFolder = join(root, ".venv");
const ministack = join(environmentFolder, "bin", "ministack");

/** The first version whose JSONata is whole. */
const requirement = "ministack==1.5.33";

export type Installation = { installed: true } | { installed: false; reason: string };

/**
 * Installs MiniStack into a Python environment of the project's own; says why when it cannot be had. One at a time:
 * two that make the same environment side by side break it.
 */
export async function installMiniStack(): Promise<Installation> {
  if (existsSync(ministack)) return { installed: true };
  try {
    await run("python3", ["-c", "import sys, venv; sys.exit(sys.version_info < (3, 10))"]);
  } catch {
    return { installed: false, reason: "there is no Python 3.10 or newer with venv on this machine" };
  }
  try {
    await run("python3", ["-m", "venv", environmentFolder]);
    await run(join(environmentFolder, "bin", "pip"), ["install", "--quiet", requirement], {
      timeout: 300_000,
    });
    return { installed: true };
  } catch (error) {
    await rm(environmentFolder, { recursive: true, force: true });
    return { installed: false, reason: `${requirement} cannot be installed: ${String(error).slice(0, 300)}` };
  }
}

/** A local AWS in a process of its own. */
export interface MiniStack {
  endpoint: string;
  /** For the SDK, the CDK's command and whatever else speaks to AWS. */
  environment: Record<string, string>;
  stop(): Promise<void>;
}

export async function startMiniStack(): Promise<MiniStack> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const scratch = await mkdtemp(join(tmpdir(), "ministack-"));
  const environment = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
  };
  const child = spawn(ministack, [], {
    // It runs functions with the node that it finds first.
    env: {
      ...process.env,
      ...environment,
      PATH: `${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH}`,
      GATEWAY_PORT: String(port),
      BIND_HOST: "127.0.0.1",
      MINISTACK_HOST: "127.0.0.1",
      TMPDIR: scratch,
      LOG_LEVEL: "WARNING",
    },
    stdio: ["ignore", "ignore", "ignore"],
    cwd: scratch,
  });
  await untilHealthy(child, endpoint);
  return {
    endpoint,
    environment,
    async stop() {
      const exit = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await exit;
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

async function untilHealthy(child: ChildProcess, endpoint: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null)
      throw new Error(`MiniStack ended with status ${child.exitCode} before it was ready.`);
    const response = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (response?.ok) return;
    await pause(100);
  }
  child.kill("SIGKILL");
  throw new Error("MiniStack was not healthy within 30 s.");
}

/** A port that nothing listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === "object"
          ? resolve(address.port)
          : reject(new Error("no port")),
      );
    });
  });
}
