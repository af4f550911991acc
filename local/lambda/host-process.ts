// Runs in a process of its own: holds the execution environments, and whatever memory they take ends with it.
import { messageOf, ServiceError } from "../errors.ts";
import type { HostMessage, HostOptions, HostRequest } from "./protocol.ts";
import { LambdaService } from "./service.ts";

let service: LambdaService | undefined;

function send(message: HostMessage): void {
  // Whoever asked may be gone: then this process ends as well.
  if (process.connected) process.send?.(message);
}

function start(options: HostOptions): LambdaService {
  return new LambdaService({
    ...options,
    uuid: () => crypto.randomUUID(),
    onMetrics: (line) => send({ kind: "metrics", line }),
    onWarning: (message) => send({ kind: "warning", message }),
    onInvocation: (invocation) => send({ kind: "invocation", invocation }),
  });
}

async function answer(request: HostRequest & { kind: "invoke" | "provision" }): Promise<void> {
  const { call, functionName } = request;
  try {
    if (!service) throw new ServiceError("ServiceException", "The functions have not started.", 500);
    const outcome =
      request.kind === "invoke"
        ? await service.invoke(functionName, request.payload)
        : await service.provision(functionName, request.environments);
    send({ kind: "outcome", call, outcome });
  } catch (reason) {
    const { code, status } =
      reason instanceof ServiceError ? reason : { code: "ServiceException", status: 500 };
    send({ kind: "refused", call, code, message: messageOf(reason), status });
  }
}

process.on("message", (request: HostRequest) => {
  if (request.kind === "start") service = start(request.options);
  else if (request.kind === "warm") void service?.warm(request.functionNames);
  else if (request.kind === "rest") service?.rest();
  else void answer(request);
});
// The local cloud has ended, however it did. A function that never yields has a thread of its own: this one hears it.
process.on("disconnect", () => process.exit());
// A terminal sends its signals to the whole group; the local cloud decides when this process ends.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
