import { setTimeout as pause } from "node:timers/promises";
import { Random } from "../../shared/random.ts";

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
  text: string;
}

type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>;

/** Makes some calls as users do, and says of each answer that is not as promised what is wrong with it. */
export type Drive = (
  call: Call,
  random: () => number,
  steps: number,
  wrong: (what: string) => void,
) => Promise<void>;

export interface WrongAnswer {
  /** Milliseconds since the epoch. */
  at: number;
  what: string;
}

export interface DriversOptions {
  drive: Drive;
  /** Base of the service. */
  url: string;
  /** How many drives go on beside each other. */
  count: number;
  seed: number;
  /** Milliseconds between two calls of one drive. */
  between: number;
}

/** Calls of one drive, after which the next begins. */
const stepsOfDrive = 120;

/** Tries of a call that is answered with 503 and `Retry-After`, as HTTP clients make them. */
const tries = 20;

class StoppedError extends Error {
  override name = "StoppedError";
}

/** Users who call a service all the time, until they are stopped. */
export class Drivers {
  readonly wrong: WrongAnswer[] = [];
  calls = 0;
  /** Calls that had to be made again, since the service was not there. */
  retried = 0;
  readonly #options: DriversOptions;
  readonly #running: Promise<void>[];
  #stopped = false;
  #seed: number;

  constructor(options: DriversOptions) {
    this.#options = options;
    this.#seed = options.seed;
    this.#running = Array.from({ length: options.count }, () => this.#goOn());
  }

  /** Ends when no call is under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
  }

  async #goOn(): Promise<void> {
    while (!this.#stopped) await this.#drive(stepsOfDrive);
  }

  async #drive(steps: number): Promise<void> {
    const { drive, between } = this.#options;
    const wrong = (what: string) => {
      if (!this.#stopped) this.wrong.push({ at: Date.now(), what });
    };
    try {
      const random = new Random(this.#seed++);
      await drive(
        (...call) => this.#call(...call),
        () => random.next(),
        steps,
        wrong,
      );
    } catch (error) {
      // An answer may be so unlike what was promised that the drive stumbles over it.
      if (!(error instanceof StoppedError)) wrong(error instanceof Error ? error.message : String(error));
      if (!this.#stopped) await pause(between);
    }
  }

  async #call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const { url, between } = this.#options;
    await pause(between);
    for (let turn = 1; ; turn++) {
      if (this.#stopped) throw new StoppedError();
      this.calls++;
      const response = await fetch(url + path, {
        method,
        headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
        body: body === undefined ? null : JSON.stringify(body),
        redirect: "manual",
      });
      const text = await response.text();
      if (this.#stopped) throw new StoppedError();
      const after = response.headers.get("retry-after");
      if (response.status !== 503 || after === null || turn === tries)
        return {
          status: response.status,
          headers: Object.fromEntries(response.headers),
          body: parsed(text),
          text,
        };
      this.retried++;
      await pause(Math.min(Number(after) || 1, 2) * 1000);
    }
  }
}

/** One drive at the service's pace, whose wrong answers are given back. */
export async function driveOnce(options: DriversOptions): Promise<WrongAnswer[]> {
  const drivers = new Drivers({ ...options, between: 0 });
  while (drivers.calls < options.count * stepsOfDrive) await pause(20);
  await drivers.stop();
  return drivers.wrong;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
