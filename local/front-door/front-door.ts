import { createServer, type Server, type Socket } from "node:net";
import { listen, type WantedPort } from "../ports.ts";
import { neverEnds, setAside } from "./answer.ts";
import { describeSubject } from "./call.ts";
import type { Candidates } from "./candidates.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";

export interface FrontDoorOptions extends ConnectionOptions {
  wanted: WantedPort;
  candidates: Candidates;
}

/** Milliseconds after which a call that has no answer yet is a reason to look whether the runtime is held up. */
const patience = 1_000;

const restart = "The runtime did not answer any more and is restarted";

/**
 * Stands before the runtime and passes bytes on, both ways, as they come. It knows which calls have no answer yet: when
 * the runtime ends, they get one, and who held it up can be told.
 */
export class FrontDoor {
  readonly #server: Server;
  readonly #options: FrontDoorOptions;
  readonly #connections = new Set<Connection>();

  #opening: Promise<void> | undefined;
  readonly port: number;

  private constructor(server: Server, port: number, options: FrontDoorOptions) {
    this.#server = server;
    this.port = port;
    this.#options = options;
    server.on("connection", (socket) => this.#accept(socket));
  }

  /** Rejects with LocalCloudError when the only port that is wanted is taken. Calls wait for the runtime. */
  static async listen(options: FrontDoorOptions): Promise<FrontDoor> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    return new FrontDoor(server, await listen(server, options.wanted), options);
  }

  /** Whether a call has been waiting for its answer for a while, or a candidate running. */
  get isWaiting(): boolean {
    if (this.#options.candidates.isRunning(patience)) return true;
    const before = this.#options.now() - patience;
    return this.#connections.values().some(({ call }) => call !== undefined && call.since < before);
  }

  get opening(): Promise<void> | undefined {
    return this.#opening;
  }

  /** Holds back the calls that come while the runtime is ended; none of them notices. */
  async whileClosed(end: () => Promise<void>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#opening = promise;
    await end().finally(() => {
      this.#opening = undefined;
      resolve();
    });
  }

  /** Whether the runtime could be started anew and nobody would notice. */
  get isQuiet(): boolean {
    const since = this.#options.now() - patience;
    if (this.#options.candidates.isRunning()) return false;
    return this.#connections.values().every((connection) => connection.isQuiet(since));
  }

  /**
   * Judges who holds up the runtime, which is to be ended now: the calls of whoever is named get a verdict when it has,
   * the others may be repeated. Gives what is to be said of it.
   */
  judge(): string {
    const { suspects, candidates } = this.#options;
    if (candidates.isRunning()) {
      // The object has noted the call, and holds it against the candidate when this comes again.
      candidates.clear();
      return `${restart}: a release on its way that is compared with the live one did not end, as far as is known. Calls under way may be repeated.`;
    }
    const waiting = [...this.#connections].filter(({ call }) => call !== undefined);
    const verdict = suspects.judge(waiting.flatMap(({ call }) => call?.subject ?? []));
    const named = verdict.outcome === "named" ? describeSubject(verdict.subject) : undefined;
    for (const connection of waiting) {
      const subject = connection.call?.subject;
      if (subject === undefined || describeSubject(subject) !== named) continue;
      const aside = subject.kind === "service" && suspects.isSetAside(subject.service);
      connection.verdict = aside ? setAside(subject.service) : neverEnds(subject);
    }
    if (verdict.outcome === "nobody") return `${restart}. No call was under way.`;
    if (verdict.outcome === "several")
      return `${restart}. Under way were calls of ${verdict.subjects.map(describeSubject).join(", ")}: they take turns now, to see whose does not end.`;
    const consequence = verdict.setAside
      ? " It was not the first time: its live release is set aside until another one is live."
      : "";
    return `${restart}: a call of ${named} did not end.${consequence}`;
  }

  async close(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    for (const connection of this.#connections) connection.destroy();
    await promise;
  }

  #accept(socket: Socket): void {
    const connection = new Connection(socket, this, this.#options);
    this.#connections.add(connection);
    socket.on("close", () => this.#connections.delete(connection));
  }
}
