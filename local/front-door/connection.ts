import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { isOwnHost } from "../caller.ts";
import { foreignHost, restarted, setAside } from "./answer.ts";
import { AnswerProgress } from "./answer-progress.ts";
import { isHeadWhole, readCall, type Subject, startsRequest } from "./call.ts";
import type { Suspects } from "./suspects.ts";

export interface ConnectionOptions {
  /** Port of the runtime; known when that starts. */
  runtimePort: Promise<number>;
  /** Names, beside this machine's own, under which calls may come in. */
  hosts: readonly string[];
  suspects: Suspects;
  now: () => number;
  /** Called when the runtime has not been there for a while. */
  onUnreachable: () => void;
}

/** Holds calls back while the runtime is exchanged. */
export interface Gate {
  /** Resolves when it is open; undefined when it is open now. */
  readonly opening: Promise<void> | undefined;
}

/** A call whose answer has not begun. */
interface WaitingCall {
  subject: Subject;
  /** Milliseconds since the epoch. */
  since: number;
  exchanges: string | undefined;
  /** Ends its turn, when it had to wait for one. */
  endTurn: () => void;
}

/** Milliseconds for which a caller that sends on after its answer is listened to. */
const lingering = 5_000;

/** Milliseconds between tries to reach a runtime that is starting, how often it is tried, and what many in vain are. */
const reconnect = { pause: 50, tries: 200, unreachable: 20 };

/**
 * One caller's connection and its like to the runtime. Bytes pass as they are; only the heads of requests are looked
 * at. After a body that comes in chunks, or a change of the protocol, nothing is: browsers send no such body.
 */
export class Connection {
  readonly #client: Socket;
  readonly #options: ConnectionOptions;
  readonly #gate: Gate;
  #runtime: Socket | undefined;
  #call: WaitingCall | undefined;
  /** Bytes of the request's body that are still to come; infinite when they are not counted. */
  #rest = 0;
  /** The beginning of a head that is not whole yet. */
  #head: Buffer | undefined;
  #verdict: string | undefined;
  /** The answer to the last call that was passed on. */
  #answer: AnswerProgress | undefined;
  #silent = false;
  /** A call has come that is not passed on yet. */
  #held = false;
  /** When bytes passed last, in milliseconds since the epoch. */
  #passed = 0;
  #ended = false;

  constructor(client: Socket, gate: Gate, options: ConnectionOptions) {
    this.#client = client;
    this.#gate = gate;
    this.#options = options;
    client.on("data", (chunk) => this.#fromClient(chunk));
    client.on("end", () => this.#clientEnded());
    client.on("error", () => this.destroy());
    client.on("close", () => this.destroy());
  }

  /** The call whose answer has not begun, if one was passed on. */
  get call(): { subject: Subject; since: number } | undefined {
    return this.#call;
  }

  /**
   * Whether a new start of the runtime would cut nothing off: no call waits, no answer is under way, no bytes have
   * passed for a while, and none pass that are not looked at, a WebSocket's say.
   */
  isQuiet(since: number): boolean {
    const idle = this.#call === undefined && !this.#answer?.isOpen;
    return idle && this.#rest === 0 && this.#head === undefined && this.#passed < since;
  }

  /** Says what the call that is waiting is answered when the runtime ends, if not that it can be repeated. */
  set verdict(answer: string) {
    this.#verdict = answer;
  }

  /** Answers the call that is waiting in the runtime's place, and closes the connection. */
  end(answer: string): void {
    if (this.#ended) return;
    this.#answered();
    this.#ended = true;
    this.#runtime?.destroy();
    // What is left of the request is read and dropped: closing on it would reset the connection, answer and all.
    this.#client.resume();
    this.#client.setTimeout(lingering, () => this.#client.destroy());
    this.#client.end(answer);
  }

  destroy(): void {
    this.#answered();
    this.#ended = true;
    this.#runtime?.destroy();
    this.#client.destroy();
  }

  /** The caller has nothing more to send; it may be waiting for an answer. */
  #clientEnded(): void {
    this.#silent = true;
    if (this.#runtime !== undefined) this.#runtime.end();
    else if (this.#call === undefined && this.#rest === 0) this.#client.end();
  }

  #fromClient(chunk: Buffer): void {
    if (this.#ended) return;
    this.#passed = this.#options.now();
    const bytes = this.#head === undefined ? chunk : Buffer.concat([this.#head, chunk]);
    this.#head = undefined;
    if (this.#rest > 0) this.#passBody(bytes, bytes.length);
    // A request that is sent before the last is answered, or what is none, is not looked at.
    else if (this.#call !== undefined || !startsRequest(bytes)) this.#passAll(bytes);
    else if (isHeadWhole(bytes)) void this.#begin(bytes);
    else this.#head = bytes;
  }

  /** Passes bytes on, of which so many are of the body; more than it has are of a request that comes too early. */
  #passBody(bytes: Buffer, count: number): void {
    this.#rest = count > this.#rest ? Number.POSITIVE_INFINITY : this.#rest - count;
    this.#pass(bytes);
  }

  /** Passes these bytes on, and all that come after. */
  #passAll(bytes: Buffer): void {
    this.#rest = Number.POSITIVE_INFINITY;
    this.#pass(bytes);
  }

  async #begin(bytes: Buffer): Promise<void> {
    const call = readCall(bytes);
    // Whatever it is, the runtime has words for it.
    if (call === undefined || Number.isNaN(call.length)) return this.#passAll(bytes);
    const { suspects, hosts, now } = this.#options;
    if (!isOwnHost(call.host, hosts)) return this.end(foreignHost(call.host));
    const { subject, exchanges, length } = call;
    const turn = suspects.turn(subject);
    let endTurn = () => {};
    if (turn !== undefined || this.#gate.opening !== undefined) {
      this.#client.pause();
      this.#held = true;
      endTurn = (await turn) ?? endTurn;
      while (this.#gate.opening !== undefined) await this.#gate.opening;
      this.#held = false;
      this.#client.resume();
      if (this.#ended) return endTurn();
    }
    if (subject.kind === "service" && suspects.isSetAside(subject.service)) {
      endTurn();
      return this.end(setAside(subject.service));
    }
    this.#call = { subject, exchanges, since: now(), endTurn };
    this.#rest = length;
    this.#passBody(bytes, bytes.length - bytes.indexOf("\r\n\r\n") - 4);
  }

  #pass(bytes: Buffer): void {
    if (this.#runtime === undefined) return void this.#open(bytes);
    if (this.#runtime.write(bytes)) return;
    this.#client.pause();
    this.#runtime.once("drain", () => this.#client.resume());
  }

  /** Reaches the runtime, which may be starting, and passes the first bytes on. */
  async #open(bytes: Buffer): Promise<void> {
    this.#client.pause();
    const port = await this.#options.runtimePort;
    for (let tries = 0; tries < reconnect.tries && !this.#ended; tries++) {
      const runtime = await reach(port);
      if (runtime !== undefined) return this.#join(runtime, bytes);
      if (tries % reconnect.unreachable === reconnect.unreachable - 1) this.#options.onUnreachable();
      await pause(reconnect.pause);
    }
    this.end(restarted());
  }

  #join(runtime: Socket, bytes: Buffer): void {
    if (this.#ended) return void runtime.destroy();
    this.#runtime = runtime;
    runtime.on("data", (chunk) => this.#fromRuntime(chunk));
    for (const event of ["end", "error", "close"]) runtime.on(event, () => this.#runtimeEnded(runtime));
    this.#client.resume();
    this.#pass(bytes);
    if (this.#silent) runtime.end();
  }

  #fromRuntime(chunk: Buffer): void {
    if (this.#ended) return;
    this.#passed = this.#options.now();
    const exchanged = this.#call?.exchanges;
    if (exchanged !== undefined && chunk.toString("latin1", 0, 10) === "HTTP/1.1 2")
      this.#options.suspects.exchanged(exchanged);
    if (this.#call === undefined) this.#answer?.pass(chunk);
    else if (!/^HTTP\/1\.1 10[02-9]/.test(chunk.toString("latin1", 0, 12))) {
      this.#answer = new AnswerProgress(chunk);
      this.#answered();
    }
    if (this.#client.write(chunk)) return;
    this.#runtime?.pause();
    this.#client.once("drain", () => this.#runtime?.resume());
  }

  #runtimeEnded(runtime: Socket): void {
    if (this.#ended || this.#runtime !== runtime) return;
    // An answer that had begun is cut off: that must show.
    if (this.#call !== undefined) this.end(this.#verdict ?? restarted());
    else if (this.#held) this.#runtime = undefined;
    else this.#client.end();
  }

  #answered(): void {
    this.#call?.endTurn();
    this.#call = undefined;
    this.#verdict = undefined;
  }
}

/** A connection to the runtime; undefined when nothing listens there. */
function reach(port: number): Promise<Socket | undefined> {
  const { promise, resolve } = Promise.withResolvers<Socket | undefined>();
  const socket = connect({ port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
  const failed = () => resolve(undefined);
  socket.once("error", failed).once("connect", () => {
    socket.off("error", failed);
    resolve(socket);
  });
  return promise;
}
