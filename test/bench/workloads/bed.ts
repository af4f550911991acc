import { makeBundle } from "../../../lambdas/runtime/bundle.ts";
import type { Migration } from "../../../shared/agents/source.ts";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { bundleDigest } from "../../../shared/delivery/bundle.ts";
import type { Design } from "../../../shared/design/design.ts";
import { Profile, type TracePart, TraceState } from "../../../shared/improvement/trace.ts";
import { TrialReport } from "../../../shared/improvement/trial.ts";
import { Random } from "../../../shared/random.ts";
import { loadToolbox } from "../../integration/compiler/serving.ts";
import type { DataPlane } from "../../integration/objects/fixtures/data-plane.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";
import { Callers } from "./callers.ts";
import type { Workload } from "./workload.ts";

/** What is live, and where it came from. */
export interface Live {
  release: string;
  digest: string;
  design: Design;
}

/** One service of a workload in the real data plane, with its data and its traffic. */
export class Bed {
  readonly #plane: DataPlane;
  readonly #workload: Workload;
  readonly service: string;
  readonly callers: Callers;
  readonly blueprint: Blueprint;
  #migrations: Migration[] | undefined;
  #releases = 0;
  #traces = 0;

  constructor(
    plane: DataPlane,
    { workload, service, seed }: { workload: Workload; service: string; seed: number },
  ) {
    this.#plane = plane;
    this.#workload = workload;
    this.service = service;
    this.callers = new Callers(`${plane.url}/services/${service}`, workload, new Random(seed));
    this.blueprint = blueprintOf(workload.spec);
  }

  /** Compiles a design as what follows the newest release, and puts it into the data plane. */
  async make(design: Design) {
    const { blueprint } = this;
    const migrations = this.#migrations;
    const compiled = implementService({
      blueprint,
      requirement: this.#workload.spec,
      design,
      ...(migrations && { previous: { blueprint, migrations } }),
    });
    const bundle = makeBundle({ files: compiled.files, toolbox: await loadToolbox() });
    const made = { bundle, digest: await bundleDigest(bundle) };
    await this.#plane.put(made);
    return { ...made, migrations: compiled.migrations };
  }

  /** Makes a design's release live. */
  async promote(design: Design): Promise<Live> {
    const { migrations, ...made } = await this.make(design);
    this.#migrations = migrations;
    const release = `r${++this.#releases}`;
    await this.#plane.release(this.service, release, made);
    return { release, digest: made.digest, design };
  }

  /** Records the next requests of callers. */
  async record(requests: number): Promise<TraceState> {
    const trace = `t${++this.#traces}`;
    await this.#plane.done("PUT", this.#control("trace"), { trace, requests, seconds: 3_600 });
    await this.callers.send(requests);
    const state = TraceState.parse(await this.#plane.done("GET", this.#control(`trace?trace=${trace}`)));
    if (!state.isWhole)
      throw new Error(`${this.service}: only ${state.search} of ${requests} were recorded.`);
    return state;
  }

  async profile(trace: string): Promise<Profile> {
    return Profile.parse(await this.#plane.done("GET", this.#control(`profile?trace=${trace}`)));
  }

  /** Replays a part of a trace to two bundles. */
  async replay(request: {
    trace: string;
    part: TracePart;
    trial: string;
    control: string;
    candidate: string;
  }) {
    return TrialReport.parse(await this.#plane.done("POST", this.#control("trial"), request));
  }

  #control(target: string): string {
    return `/control/services/${this.service}/${target}`;
  }
}
