import type { ComparedAnswer } from "../../shared/delivery/compare-answers.ts";
import type { Env } from "../environment.ts";
import { callLimit } from "../generated-code.ts";
import { type Metered, type Rows, rowsSince } from "../metered-code.ts";
import { messageOf } from "../problem.ts";
import { readAnswer } from "../read-body.ts";
import { TimeLimitError, within } from "../within.ts";
import { copyFacet } from "./copy-facet.ts";
import { comparedLimit, type TwinRequest } from "./twin-request.ts";

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

interface TwinOptions<Code extends Metered> {
  ctx: DurableObjectState;
  env: Env;
  /** Of its facet. */
  name: string;
  code: () => DurableObjectClass<Code>;
}

/** Code in a facet of its own, over data that was copied: whatever it does, no caller sees it. */
export class Twin<Code extends Metered = Metered> {
  readonly name: string;
  readonly #options: TwinOptions<Code>;
  #facet: Fetcher<Code> | undefined;

  constructor(options: TwinOptions<Code>) {
    this.name = options.name;
    this.#options = options;
  }

  /** Gives it the data of another facet; its own is gone then. */
  async copyFrom(facet: string): Promise<void> {
    const { ctx, env } = this.#options;
    this.delete();
    await copyFacet(ctx, env, facet, this.name);
  }

  /** The running code. The first call constructs it. */
  get facet(): Fetcher<Code> {
    const { ctx, code } = this.#options;
    this.#facet ??= ctx.facets.get<Code>(this.name, () => ({ class: code() }));
    return this.#facet;
  }

  /** Its whole answer; status null when it has none within the limit, or breaks. */
  async ask({ method, url, headers, body }: TwinRequest): Promise<TwinAnswer> {
    const started = performance.now();
    try {
      return await within(callLimit, this.#answer(new Request(url, { method, headers, body }), started));
    } catch (error) {
      // A stub whose object broke stays broken, and code that is late may still be running: it is started anew.
      this.stop(new Error("It did not answer."));
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

  /** Ends what runs; the data stays. */
  stop(reason: Error): void {
    this.#options.ctx.facets.abort(this.name, reason);
    this.#facet = undefined;
  }

  /** Ends what runs, and forgets the data. */
  delete(): void {
    this.#options.ctx.facets.delete(this.name);
    this.#facet = undefined;
  }

  async #answer(request: Request, started: number): Promise<TwinAnswer> {
    const { facet } = this;
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
}
