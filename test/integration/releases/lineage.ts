import { makeBundle } from "../../../lambdas/runtime/bundle.ts";
import type { Implementation } from "../../../shared/agents/source.ts";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { IncompatibleChangeError } from "../../../shared/compiler/migrations.ts";
import { type Bundle, bundleDigest } from "../../../shared/delivery/bundle.ts";
import { PromoteAnswer, RollbackAnswer, SmokeReport } from "../../../shared/delivery/control.ts";
import type { Design } from "../../../shared/design/design.ts";
import type { BlueprintInput } from "../compiler/blueprints.ts";
import { loadToolbox } from "../compiler/serving.ts";
import { type DataPlane, ownConnection } from "../objects/fixtures/data-plane.ts";

export interface Release {
  id: string;
  blueprint: Blueprint;
  migrations: Implementation["migrations"];
  made: { bundle: Bundle; digest: string };
}

export type BuildOutcome = { outcome: "live"; release: Release } | { outcome: "refused"; reason: string };

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read properties of JSON answers
  body: any;
}

/** A change that a person makes to the files of a release. */
export type Edit = (files: Implementation["files"]) => Implementation["files"];

/** One service and its releases, built and delivered as the state machines do it, without them. */
export class Lineage {
  readonly name: string;
  readonly #planeOf: () => DataPlane;
  readonly #releases = new Map<string, Release>();
  live: Release | null = null;
  /** The last release that was live: its schema is the data's. */
  newest: Release | null = null;

  constructor(name: string, planeOf: () => DataPlane) {
    this.name = name;
    this.#planeOf = planeOf;
  }

  get releases(): Release[] {
    return [...this.#releases.values()];
  }

  /** Builds a blueprint and delivers it, unless what is stored does not allow it. */
  async build(
    input: BlueprintInput,
    { edit = (files) => files, design }: { edit?: Edit | undefined; design?: Design } = {},
  ): Promise<BuildOutcome> {
    const blueprint = Blueprint.parse(input);
    const { newest } = this;
    const rules = (this.live ?? newest)?.blueprint;
    try {
      const { files, migrations } = implementService({
        blueprint,
        requirement: "As the blueprint says.",
        ...(design === undefined ? {} : { design }),
        ...(newest === null || rules === undefined
          ? {}
          : { previous: { blueprint: rules, migrations: newest.migrations } }),
      });
      const bundle = makeBundle({ files: edit(files), toolbox: await loadToolbox() });
      const id = `r${this.#releases.size + 1}`;
      const made = { bundle, digest: await bundleDigest(bundle) };
      return this.deliver({ id, blueprint, migrations, made });
    } catch (error) {
      if (error instanceof IncompatibleChangeError) return { outcome: "refused", reason: error.message };
      throw error;
    }
  }

  /** Registers, smokes and promotes; what is refused on the way is taken back. */
  async deliver(release: Release): Promise<BuildOutcome> {
    this.#releases.set(release.id, release);
    const plane = this.#planeOf();
    const registered = await plane.register(this.name, release.id, release.made);
    if (!registered.ok) return this.#refuse(release.id, await registered.text());
    const path = `/control/services/${this.name}`;
    const smoke = SmokeReport.parse(await plane.done("POST", `${path}/smoke`, { release: release.id }));
    if (!smoke.passed) {
      return this.#refuse(release.id, JSON.stringify(smoke.checks.filter(({ passed }) => !passed)));
    }
    const promoted = await plane.control("POST", `${path}/promote`, { body: { release: release.id } });
    if (!promoted.ok) return this.#refuse(release.id, await promoted.text());
    PromoteAnswer.parse(await promoted.json());
    this.live = release;
    this.newest = release;
    return { outcome: "live", release };
  }

  /** Takes a release back, or the live one. */
  async rollback(release?: string): Promise<void> {
    const answer = RollbackAnswer.parse(
      await this.#planeOf().done("POST", `/control/services/${this.name}/rollback`, {
        ...(release === undefined ? {} : { release }),
        reason: "asked for",
      }),
    );
    this.live = this.#releaseOf(answer.live);
    this.newest = this.#releaseOf(answer.newest);
  }

  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await this.#planeOf().service(this.name, path, {
      method,
      headers: ownConnection,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  }

  #releaseOf(id: string | null): Release | null {
    return id === null ? null : (this.#releases.get(id) ?? null);
  }

  async #refuse(id: string, reason: string): Promise<BuildOutcome> {
    await this.rollback(id);
    return { outcome: "refused", reason };
  }
}
