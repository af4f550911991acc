import type { TracePart } from "../../shared/improvement/trace.ts";
import type { Env } from "../environment.ts";
import { headersOfHost } from "../host-headers.ts";
import { probeBase, unknownPath } from "../service-host/facet.ts";
import type { TwinRequest } from "../service-host/twin-request.ts";
import type { RecordedRequest, Trace } from "./trace.ts";
import type { TraceRows } from "./trace-rows.ts";

/** Milliseconds that one replay may take: a control call waits for it. */
const replayLimit = 200_000;

/** Share of the requests to which the control may give another status than it gave callers. */
const otherShare = 0.01;

interface ReplayOptions {
  ctx: DurableObjectState;
  env: Env;
  trace: Trace;
  rows: TraceRows;
  /** Resolves when no code is being exchanged: callers wait for that, and nothing here shall make it longer. */
  quiet: () => Promise<void> | undefined;
  /** The route of a call, as the meters name it. */
  route: (method: string, path: string) => string;
}

/** The facets of a trace: the data that it begins with, and what it is replayed in; a trial has two of this name. */
export const traceFacets = { origin: "trace-origin", profile: "trace-profile", trial: "trace-trial" };

/** A replay can't go on. */
export class ReplayError extends Error {
  override readonly name = "ReplayError";
}

/** One run through a trace's requests, which gives way to callers and ends in time. */
export class Replay {
  readonly options: ReplayOptions;
  readonly #end = Date.now() + replayLimit;
  #asked = 0;
  #other = 0;
  #firstOther: string | undefined;

  constructor(options: ReplayOptions) {
    this.options = options;
  }

  /**
   * The requests of a part, in their order.
   *
   * @throws ReplayError when the time is over
   */
  async *requests(part: TracePart): AsyncGenerator<RecordedRequest> {
    const { rows, trace, quiet } = this.options;
    for (const recorded of rows.requests(trace, part)) {
      if (Date.now() > this.#end) {
        const detail = `${this.#asked} of ${trace.recorded} requests were replayed within ${replayLimit} ms.`;
        throw new ReplayError(`${detail} Record a trace of fewer requests.`);
      }
      // Callers' requests that have come in go first: the runtime takes in none while there is work to do.
      await scheduler.wait(0);
      await quiet();
      yield recorded;
    }
  }

  /** Holds a replayed answer of the control against what its caller got. */
  check(route: string, recorded: number | null, replayed: number | null): void {
    this.#asked++;
    if (statusOf(recorded) === statusOf(replayed)) return;
    this.#other++;
    this.#firstOther ??= `${route} answered ${statusOf(recorded)}, and ${statusOf(replayed)} when it was replayed`;
  }

  /**
   * @throws ReplayError when the answers are not those that callers got: what was measured would mean nothing
   */
  conclude(): void {
    if (this.#other <= otherShare * this.#asked) return;
    throw new ReplayError(
      `${this.#other} of ${this.#asked} requests were not answered with the status that callers got: ${this.#firstOther}. Record another trace.`,
    );
  }
}

/** What starts code: no service has such a path. */
export function startingRequest(time: number): TwinRequest {
  return {
    method: "GET",
    url: `${probeBase}${unknownPath}`,
    headers: Object.entries(headersOfHost(probeBase, time)),
    body: null,
  };
}

/** No answer is a failure like another. */
function statusOf(status: number | null): number {
  return Math.min(status ?? 500, 500);
}
