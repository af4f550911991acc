// Runs inside an execution environment: a worker thread of its own. Loads the handler once, then performs the
// invocations one after the other, as Lambda's own Node runtime does.
import { access } from "node:fs/promises";
import { enableCompileCache, flushCompileCache } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import type { EnvironmentData, EnvironmentMessage, FunctionError, InvocationMessage } from "./protocol.ts";

type Handler = (event: unknown, context: unknown) => unknown;

class RuntimeError extends Error {
  constructor(name: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

async function loadHandler({ taskRoot, handler }: EnvironmentData): Promise<Handler> {
  const dot = handler.lastIndexOf(".");
  const [path, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  const file = await findModule(join(taskRoot, path));
  if (!file)
    throw new RuntimeError("Runtime.ImportModuleError", `Error: Cannot find module '${path}' in ${taskRoot}`);
  const module: Record<string, unknown> = await import(pathToFileURL(file).href);
  const candidate = module[name] ?? property(module.default, name);
  if (!isHandler(candidate))
    throw new RuntimeError("Runtime.HandlerNotFound", `${handler} is undefined or not exported`);
  return candidate;
}

async function findModule(base: string): Promise<string | undefined> {
  for (const extension of [".js", ".mjs", ".cjs"]) {
    const found = await access(base + extension).then(
      () => true,
      () => false,
    );
    if (found) return base + extension;
  }
  return undefined;
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === "function";
}

function describe(reason: unknown): FunctionError {
  if (!(reason instanceof Error))
    return { errorType: typeof reason, errorMessage: String(reason), trace: [] };
  return {
    errorType: reason.name,
    errorMessage: reason.message,
    trace: reason.stack?.split("\n") ?? [],
  };
}

function createContext(invocation: InvocationMessage) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: "$LATEST",
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: invocation.functionArn,
    awsRequestId: invocation.requestId,
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadline - Date.now()),
  };
}

async function perform(handler: Handler, invocation: InvocationMessage): Promise<EnvironmentMessage> {
  const { requestId } = invocation;
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  try {
    const result = await handler(JSON.parse(invocation.payload), createContext(invocation));
    return { kind: "result", requestId, payload: JSON.stringify(result) ?? "null" };
  } catch (reason) {
    return { kind: "error", requestId, error: describe(reason) };
  }
}

function send(message: EnvironmentMessage): void {
  parentPort?.postMessage(message);
}

try {
  const data: EnvironmentData = workerData;
  enableCompileCache(data.compileCache);
  const handler = await loadHandler(data);
  parentPort?.on("message", async (invocation: InvocationMessage) =>
    send(await perform(handler, invocation)),
  );
  send({ kind: "ready" });
  // Else it would be written when the environment ends, which a process that is killed does not live to see.
  flushCompileCache();
} catch (reason) {
  send({ kind: "failed", error: describe(reason) });
}
