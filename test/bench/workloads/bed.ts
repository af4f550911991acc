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
import type { Call, Known, Workload } from "./workload.ts";

const headers = { "content-type": "application/json" };

/** Things that are made at once. */
const batch = 20;

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
  readonly #random: Random;
  readonly service: string;
  readonly blueprint: Blueprint;
  #migrations: Migration[] | undefined;
  #known: Known = {};
  #releases = 0;
  #traces = 0;

  constructor(
    plane: DataPlane,
    { workload, service, seed }: { workload: Workload; service: string; seed: number },
  ) {
    this.#plane = plane;
    this.#workload = workload;
    this.#random = new Random(seed);
    this.service = service;
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

  /** Makes the data that the workload has before its traffic. */
  async fill(): Promise<void> {
    const make = async (path: string, bodies: readonly object[]) => {
      const ids: string[] = [];
      for (let at = 0; at < bodies.length; at += batch)
        ids.push(
          ...(await Promise.all(
            bodies
              .slice(at, at + batch)
              .map(async (body) => idIn(await this.#ask({ method: "POST", path, body }))),
          )),
        );
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

  /** Records the next requests of callers. */
  async record(requests: number): Promise<TraceState> {
    const trace = `t${++this.#traces}`;
    await this.#plane.done("PUT", this.#control("trace"), { trace, requests, seconds: 3_600 });
    await this.send(requests);
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

  async #ask({ method, path, body }: Call): Promise<string> {
    const init = { method, ...(body && { headers, body: JSON.stringify(body) }) };
    const answer = await this.#plane.service(this.service, path, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return text;
  }

  #control(target: string): string {
    return `/control/services/${this.service}/${target}`;
  }
}

function idIn(text: string): string {
  const made: unknown = JSON.parse(text);
  return made instanceof Object && "id" in made ? String(made.id) : "";
}
