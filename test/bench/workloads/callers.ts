import type { Random } from "../../../shared/random.ts";
import type { Call, Known, Workload } from "./workload.ts";

const headers = { "content-type": "application/json" };

/** Things that are made at once. */
const batch = 20;

/** Those who call a workload's service: they make its data, and then ask for one thing after the other. */
export class Callers {
  readonly #base: string;
  readonly #workload: Workload;
  readonly #random: Random;
  #known: Known = {};

  /** @param base the service's address */
  constructor(base: string, workload: Workload, random: Random) {
    this.#base = base;
    this.#workload = workload;
    this.#random = random;
  }

  /** Makes the data that the workload has before its traffic. */
  async fill(): Promise<void> {
    const make = async (path: string, bodies: readonly object[]) => {
      const ids: string[] = [];
      for (let at = 0; at < bodies.length; at += batch) {
        const made = bodies.slice(at, at + batch).map((body) => this.#ask({ method: "POST", path, body }));
        ids.push(...(await Promise.all(made)).map(idIn));
      }
      return ids;
    };
    this.#known = await this.#workload.fill(make, this.#random);
  }

  /** Sends the next requests of the workload, one after the other, and gives the milliseconds that each took. */
  async send(requests: number): Promise<number[]> {
    const times: number[] = [];
    for (let sent = 0; sent < requests; sent += 1) {
      const call = this.#workload.next(this.#known, this.#random);
      const started = performance.now();
      await this.#ask(call);
      times.push(performance.now() - started);
    }
    return times;
  }

  async #ask({ method, path, body }: Call): Promise<string> {
    const answer = await fetch(`${this.#base}${path}`, {
      method,
      ...(body && { headers, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return text;
  }
}

function idIn(text: string): string {
  const made: unknown = JSON.parse(text);
  return made instanceof Object && "id" in made ? String(made.id) : "";
}
