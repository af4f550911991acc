import type { ComparedAnswer } from "../../shared/delivery/compare-answers.ts";
import type { Env } from "../environment.ts";
import { callLimit } from "../generated-code.ts";
import { type MeteredFacet, type Rows, rowsSince } from "../metered-code.ts";
import { messageOf } from "../problem.ts";
import { readAnswer } from "../read-body.ts";
import { TimeLimitError, within } from "../within.ts";
import { copyFacet } from "./copy-facet.ts";
import { startFacet } from "./facet.ts";
import { comparedLimit, type TwinRequest } from "./twin-request.ts";

export type Side = "control" | "candidate";

export interface TwinAnswer extends ComparedAnswer {
  rows: Rows;
  milliseconds: number;
  /** It is too long to be compared. */
  long: boolean;
  /** Why there is none. */
  failure?: string;
  /** It did not end in time. */
  late: boolean;
}

const origin = "twin-origin";

/** The two facets that a release on its way is compared in: what was live, and the candidate, over data of their own. */
export class Twins {
  readonly #ctx: DurableObjectState;
  readonly #env: Env;
  readonly #digests: Record<Side, string>;
  readonly #facets = new Map<Side, MeteredFacet>();

  constructor(ctx: DurableObjectState, env: Env, digests: Record<Side, string>) {
    this.#ctx = ctx;
    this.#env = env;
    this.#digests = digests;
  }

  /** Gives both the data of a facet. */
  async copyFrom(facet: string): Promise<void> {
    await this.#copy(facet, "control");
    await this.join();
  }

  /** Keeps the data of a facet as it is now, to begin from more than once. */
  async keepOrigin(facet: string): Promise<void> {
    this.#ctx.facets.delete(origin);
    await copyFacet(this.#ctx, this.#env, facet, origin);
  }

  /** Gives both the data that was kept. */
  copyFromOrigin(): Promise<void> {
    return this.copyFrom(origin);
  }

  /** Gives the candidate the control's data, which its migrations bring up to date. */
  async join(): Promise<void> {
    await this.#copy(nameOf("control"), "candidate");
  }

  /** One twin's whole answer; status null when it has none within the limit, or breaks. */
  async ask(side: Side, { method, url, headers, body }: TwinRequest): Promise<TwinAnswer> {
    const started = performance.now();
    try {
      return await within(
        callLimit,
        this.#answer(side, new Request(url, { method, headers, body }), started),
      );
    } catch (error) {
      // A stub whose object broke stays broken, and code that is late may still be running: it is started anew.
      this.#ctx.facets.abort(nameOf(side), new Error("It did not answer."));
      this.#facets.delete(side);
      return {
        status: null,
        headers: [],
        text: "",
        rows: { read: 0, written: 0 },
        milliseconds: performance.now() - started,
        long: false,
        failure: messageOf(error),
        late: error instanceof TimeLimitError,
      };
    }
  }

  /** Ends what runs, and forgets the data. */
  delete(): void {
    for (const name of [nameOf("control"), nameOf("candidate"), origin]) this.#ctx.facets.delete(name);
    this.#facets.clear();
  }

  async #answer(side: Side, request: Request, started: number): Promise<TwinAnswer> {
    const facet = this.#facet(side);
    const answer = await facet.fetch(request);
    const milliseconds = performance.now() - started;
    const [reading, rows] = await Promise.all([
      readAnswer(answer, { bytes: comparedLimit, time: callLimit }),
      rowsSince(facet),
    ]);
    if (reading.outcome === "incomplete") throw new TimeLimitError(callLimit);
    return {
      status: answer.status,
      headers: [...answer.headers],
      text: reading.outcome === "read" ? new TextDecoder().decode(reading.bytes) : "",
      rows,
      milliseconds,
      long: reading.outcome === "tooLarge",
      late: false,
    };
  }

  #facet(side: Side): MeteredFacet {
    let facet = this.#facets.get(side);
    if (facet === undefined) {
      facet = startFacet(this.#ctx, this.#env, nameOf(side), this.#digests[side]);
      this.#facets.set(side, facet);
    }
    return facet;
  }

  async #copy(from: string, side: Side): Promise<void> {
    this.#facets.delete(side);
    this.#ctx.facets.delete(nameOf(side));
    await copyFacet(this.#ctx, this.#env, from, nameOf(side));
  }
}

function nameOf(side: Side): string {
  return `twin-${side}`;
}
