import { createServer, type Server } from "node:net";
import { LocalCloudError, messageOf } from "./errors.ts";

/** The port that is wanted; with `only`, no other will do. 0 is any that is free. */
export interface WantedPort {
  port: number;
  only: boolean;
}

/**
 * Lets a server listen on the loopback interface, on the wanted port or else any that is free. Gives the port. Rejects
 * with LocalCloudError when the only one that will do is taken.
 */
export async function listen(server: Server, { port, only }: WantedPort): Promise<number> {
  try {
    return await bind(server, port);
  } catch (cause) {
    if (!isTaken(cause))
      throw new LocalCloudError(`Can't listen on port ${port}: ${messageOf(cause)}`, { cause });
    if (!only) return bind(server, 0);
    const message = `Port ${port} is taken: stop what listens there, or ask for another port.`;
    throw new LocalCloudError(message, { cause });
  }
}

/** A port that nobody listens on, for a process that has to be told one. Another may take it first. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await bind(server, 0);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  await promise;
  return port;
}

async function bind(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen(port, "127.0.0.1", resolve);
  await promise;
  server.off("error", reject);
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

function isTaken(reason: unknown): boolean {
  return reason instanceof Error && "code" in reason && reason.code === "EADDRINUSE";
}
