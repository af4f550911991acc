import { createServer } from "node:net";
import { LocalCloudError } from "./errors.ts";

/**
 * A port of the loopback interface that nobody listens on: the wanted one, else any. With `only`, rejects with
 * LocalCloudError when the wanted one is taken.
 */
export async function freePort(wanted: number, only: boolean): Promise<number> {
  const port = await probe(wanted);
  if (port !== undefined) return port;
  if (only)
    throw new LocalCloudError(`Port ${wanted} is taken: stop what listens there, or ask for another port.`);
  const any = await probe(0);
  if (any === undefined) throw new LocalCloudError("No port of 127.0.0.1 is free.");
  return any;
}

function probe(port: number): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const server = createServer();
  server.on("error", () => resolve(undefined));
  server.listen(port, "127.0.0.1", () => {
    const address = server.address();
    server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
  });
  return promise;
}
