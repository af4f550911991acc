import { setTimeout } from "node:timers/promises";
import { DataPlane } from "../../integration/objects/fixtures/data-plane.ts";
import type { Made } from "./service.ts";

/** Milliseconds without an answer after which code is taken to run for ever, as the local watchdog takes it. */
const stalledAfter = 40_000;

/** Tries of a call that has no answer: every call may be repeated. */
const tries = 3;

/** Code that was asked to run has not come to an end, in one process after another. */
export class EndlessError extends Error {
  override readonly name = "EndlessError";
}

interface Answer {
  ok: boolean;
  status: number;
  text: string;
}

/** A data plane over data that stays, whose process is ended when nothing in it comes to an end. */
export class Plane {
  readonly #directory: string;
  #current: DataPlane;

  private constructor(directory: string, current: DataPlane) {
    this.#directory = directory;
    this.#current = current;
  }

  static async start(directory: string): Promise<Plane> {
    return new Plane(directory, await DataPlane.start({ directory }));
  }

  get current(): DataPlane {
    return this.#current;
  }

  async restart(): Promise<void> {
    await this.#current.stop();
    this.#current = await DataPlane.start({ directory: this.#directory });
  }

  stop(): Promise<void> {
    return this.#current.stop();
  }

  /**
   * One signed call, made again when no answer comes.
   *
   * @throws EndlessError when the process had to be ended for it each time
   */
  async control(method: string, target: string, body?: unknown): Promise<Answer> {
    let failure: unknown;
    for (let count = 0; count < tries; count++) {
      try {
        const answer = await Promise.race([
          this.#send(method, target, body),
          setTimeout(stalledAfter, undefined, { ref: false }),
        ]);
        if (answer !== undefined) return answer;
        failure = undefined;
        await this.restart();
      } catch (error) {
        failure = error;
      }
    }
    throw new EndlessError(`${method} ${target} has no answer.`, { cause: failure });
  }

  /** The same for calls that must succeed: gives the answer's body. */
  async done(method: string, target: string, body?: unknown): Promise<unknown> {
    const { ok, status, text } = await this.control(method, target, body);
    if (!ok) throw new Error(`${method} ${target} answered ${status}: ${text}`);
    return text === "" ? null : JSON.parse(text);
  }

  /** Puts the code and registers it as a release. */
  async register(service: string, release: string, { bundle, digest }: Made): Promise<Answer> {
    await this.done("PUT", `/control/bundles/${digest}`, bundle);
    const body = { service, id: release, digest, run: "year" };
    return this.control("PUT", `/control/services/${service}/releases/${release}`, body);
  }

  async #send(method: string, target: string, body: unknown): Promise<Answer> {
    const answer = await this.#current.control(method, target, body === undefined ? {} : { body });
    return { ok: answer.ok, status: answer.status, text: await answer.text() };
  }
}
