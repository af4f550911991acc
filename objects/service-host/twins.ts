import type { Env } from "../environment.ts";
import { serviceClass } from "../generated-code.ts";
import { copyFacet } from "./copy-facet.ts";
import { Twin, type TwinAnswer } from "./twin.ts";
import type { TwinRequest } from "./twin-request.ts";

export type Side = "control" | "candidate";

/** The two facets that two releases are compared in: what was live, and the candidate, over data of their own. */
export class Twins {
  readonly #ctx: DurableObjectState;
  readonly #env: Env;
  readonly #sides: Record<Side, Twin>;
  readonly #origin: string;

  /** `prefix` begins the names of their facets: those who compare at the same time have one each. */
  constructor(ctx: DurableObjectState, env: Env, digests: Record<Side, string>, prefix = "twin") {
    this.#ctx = ctx;
    this.#env = env;
    const twin = (side: Side) =>
      new Twin({ ctx, env, name: `${prefix}-${side}`, code: () => serviceClass(env, digests[side]) });
    this.#sides = { control: twin("control"), candidate: twin("candidate") };
    this.#origin = `${prefix}-origin`;
  }

  /** Gives both the data of a facet. */
  async copyFrom(facet: string): Promise<void> {
    await this.#sides.control.copyFrom(facet);
    await this.join();
  }

  /** Keeps the data of a facet as it is now, to begin from more than once. */
  async keepOrigin(facet: string): Promise<void> {
    this.#ctx.facets.delete(this.#origin);
    await copyFacet(this.#ctx, this.#env, facet, this.#origin);
  }

  /** Gives both the data that was kept. */
  copyFromOrigin(): Promise<void> {
    return this.copyFrom(this.#origin);
  }

  /**
   * Gives the candidate the control's data, which its migrations bring up to date. The code of both begins anew: the one would
   * else have kept in memory what the other has to read.
   */
  async join(): Promise<void> {
    this.stop("control");
    await this.#sides.candidate.copyFrom(this.#sides.control.name);
  }

  /** One twin's whole answer; status null when it has none within the limit, or breaks. */
  ask(side: Side, request: TwinRequest): Promise<TwinAnswer> {
    return this.#sides[side].ask(request);
  }

  /** Ends one twin's code, whose data stays in the facet that is named. */
  stop(side: Side): string {
    this.#sides[side].stop(new Error("Its part is over."));
    return this.#sides[side].name;
  }

  /** Ends what runs, and forgets the data. */
  delete(): void {
    for (const twin of Object.values(this.#sides)) twin.delete();
    this.#ctx.facets.delete(this.#origin);
  }

  /** The names of the facets of twins with this prefix. */
  static facets(prefix: string): string[] {
    return ["control", "candidate", "origin"].map((name) => `${prefix}-${name}`);
  }
}
