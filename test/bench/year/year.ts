import { isDeepStrictEqual } from "node:util";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { IncompatibleChangeError } from "../../../shared/compiler/migrations.ts";
import type { Policy } from "../../../shared/delivery/policy.ts";
import { policies } from "../../../shared/delivery/policy.ts";
import type { Toolbox } from "../../../shared/delivery/toolbox.ts";
import { designByRule } from "../../../shared/design/rule.ts";
import { meantBy } from "../../../shared/difference/meant-by.ts";
import { Random } from "../../../shared/random.ts";
import { loadToolbox } from "../../integration/compiler/serving.ts";
import { Acknowledged, pathOf } from "./acknowledged.ts";
import { changeOf, firstBlueprint } from "./changes.ts";
import { compared, compareLong } from "./equivalence.ts";
import { type Fault, faultOf } from "./faults.ts";
import { Plane } from "./plane.ts";
import { type Ending, rollout } from "./rollout.ts";
import { bundleFor, type Compiled, compile, madeOf, otherDesign } from "./service.ts";
import { type Failure, Users } from "./users.ts";

export type ReleaseKind = "spec" | "design" | "same" | "fault" | "fault and spec";

/** What became of one release. */
export interface Delivered {
  number: number;
  kind: ReleaseKind;
  /** What changed of the spec. */
  change: string;
  fault: { kind: string; what: string } | null;
  ending: Ending;
  /** Of a bad one that went live: what comparing it long with the sound release of its spec has found. */
  regression: { calls: number; hits: number; what: string } | null;
  /** Of a bad one that was live: callers' calls meanwhile, and wrong answers among so many of them that were compared. */
  exposed: { calls: number; compared: number; wrong: number } | null;
  failures: Failure[];
  /** Things that do not read back as they were acknowledged. */
  lost: string[];
}

export interface Year {
  seed: number;
  seconds: number;
  policy: Policy;
  delivered: Delivered[];
  /** Changes that the data does not allow, by what was said; not releases. */
  refused: string[];
  calls: number;
  /** Callers' calls that failed, and how many of them while what is live was exchanged. */
  failed: Failure[];
  failedByExchange: number;
  /** Things that were read back in the end, and those that were not as acknowledged. */
  kept: number;
  lost: string[];
}

export interface YearOptions {
  releases: number;
  seed: number;
  /** Told of each release as soon as it has ended. */
  onRelease?: (delivered: Delivered) => void;
}

/** The local policy, with a watch that a year has the time for. */
export const yearPolicy: Policy = { ...policies.local, watch: { seconds: 2 } };

/** Of releases, those that are bad; of good ones, those of a changed spec, and of another design; the rest is made again. */
const badShare = 0.2;
const specShare = 0.7;
const designShare = 0.2;

/** What is loaded is given back only with the process. */
const releasesOfProcess = 40;

/** Things that are read back after each release. */
const readAfterEach = 40;

/**
 * Delivers releases of one service one after the other, as the state machine Deliver does, while users call it: good and bad
 * ones, drawn by the seed. `directory` keeps the data.
 */
export async function runYear(options: YearOptions & { directory: string }): Promise<Year> {
  const run = new Run(options, await Plane.start(options.directory), await loadToolbox());
  try {
    return await run.year();
  } finally {
    await run.stop();
  }
}

const service = "library";

class Run {
  readonly #options: YearOptions & { directory: string };
  readonly #random: Random;
  /** Of what time has a part in: how many things there are must not change which releases are drawn. */
  readonly #timely: Random;
  readonly #toolbox: Toolbox;
  readonly #acknowledged = new Acknowledged();
  readonly #users: Users;
  readonly #exchanges: { from: number; to: number }[] = [];
  #plane: Plane;
  #live: { id: string; compiled: Compiled } | undefined;
  #newest: { id: string; compiled: Compiled } | undefined;

  constructor(options: YearOptions & { directory: string }, plane: Plane, toolbox: Toolbox) {
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#timely = new Random(options.seed + 1);
    this.#plane = plane;
    this.#toolbox = toolbox;
    const acknowledged = this.#acknowledged;
    this.#users = new Users(() => this.#plane.current, { service, users: 4, pause: 120, acknowledged });
  }

  async stop(): Promise<void> {
    await this.#users.stop();
    await this.#plane.stop();
  }

  async year(): Promise<Year> {
    const { releases, seed, onRelease } = this.#options;
    const started = Date.now();
    const refused: string[] = [];
    const delivered: Delivered[] = [];
    const blueprint = firstBlueprint;
    const first = await compile({ blueprint, design: designByRule(blueprint), toolbox: this.#toolbox });
    await this.#plane.register(service, "r0", first.made);
    await this.#plane.done("POST", `/control/services/${service}/promote`, { release: "r0" });
    this.#wentLive("r0", first);
    this.#users.start();
    for (let number = 1; number <= releases; ) {
      if (number % releasesOfProcess === 0) await this.#restart();
      try {
        const one = await this.#deliver(number);
        if (isRefusedForData(one)) {
          refused.push(one.ending.outcome === "live" ? "" : `${one.change}: ${one.ending.text}`);
          continue;
        }
        delivered.push(one);
        onRelease?.(one);
        number++;
      } catch (error) {
        if (!(error instanceof IncompatibleChangeError)) throw error;
        refused.push(error.message);
      }
    }
    await this.#users.stop();
    const end = await this.#readBack(this.#acknowledged.things.length);
    const { failures, calls } = this.#users;
    const failedByExchange = failures.filter(({ at }) =>
      this.#exchanges.some(({ from, to }) => at >= from && at <= to),
    ).length;
    const seconds = (Date.now() - started) / 1_000;
    return {
      seed,
      seconds,
      policy: yearPolicy,
      delivered,
      refused,
      calls,
      failed: failures,
      failedByExchange,
      ...end,
    };
  }

  async #deliver(number: number): Promise<Delivered> {
    const { id: previous, compiled: live } = this.#known(this.#live);
    const { id: newest } = this.#known(this.#newest);
    const { kind, sound, change } = await this.#next(live);
    const fault = kind.startsWith("fault") ? this.#spoilt(sound) : undefined;
    const release = `r${number}-${this.#timely.below(1_000_000)}`;
    const failedBefore = this.#users.failures.length;
    let callsWhenLive: number | undefined;
    const ending = await rollout({
      plane: this.#plane,
      service,
      release,
      made: fault === undefined ? sound.made : await madeOf(fault.bundle),
      previous,
      newest,
      meant: {
        ...meantBy(live.blueprint, sound.blueprint),
        ...(!isDeepStrictEqual(live.design, sound.design) && { rows: true }),
      },
      policy: yearPolicy,
      seed: this.#random.below(2 ** 31),
      exchange: (work) => this.#exchange(work),
      onLive: () => {
        callsWhenLive = this.#users.calls;
        this.#wentLive(release, sound);
      },
    });
    let regression: Delivered["regression"] = null;
    let exposed: Delivered["exposed"] = null;
    if (ending.outcome === "taken back") {
      this.#live = { id: previous, compiled: live };
      this.#users.learn(this.#knownOf(live));
      exposed = { calls: this.#users.calls - (callsWhenLive ?? 0), compared: 0, wrong: ending.hits };
    } else if (ending.outcome === "live" && fault !== undefined) {
      const mended = await this.#mend(release, sound);
      exposed = { ...mended.exposed, calls: this.#users.calls - (callsWhenLive ?? 0) };
      regression = await this.#regression(number, sound, fault, mended.found);
    }
    const { lost } = await this.#readBack(readAfterEach);
    const failures = this.#users.failures.slice(failedBefore);
    const said = fault === undefined ? null : { kind: fault.kind, what: fault.what };
    return { number, kind, change, fault: said, ending, regression, exposed, failures, lost };
  }

  /** The next release as it should be. */
  async #next(live: Compiled): Promise<{ kind: ReleaseKind; sound: Compiled; change: string }> {
    const random = this.#random;
    const isBad = random.chance(badShare);
    const draw = random.next();
    const isSpec = isBad ? draw < 0.5 : draw < specShare;
    const isDesign = !isBad && !isSpec && draw < specShare + designShare;
    const { migrations } = this.#known(this.#newest).compiled;
    const previous = { blueprint: live.blueprint, migrations };
    const changed = isSpec ? changeOf(live.blueprint, random) : undefined;
    const blueprint = changed?.blueprint ?? live.blueprint;
    const design = isDesign ? otherDesign(blueprint, random) : isSpec ? designByRule(blueprint) : live.design;
    const sound = await compile({ blueprint, design, previous, toolbox: this.#toolbox });
    const kind = isBad
      ? isSpec
        ? "fault and spec"
        : "fault"
      : isSpec
        ? "spec"
        : isDesign
          ? "design"
          : "same";
    return { kind, sound, change: changed?.kind ?? "" };
  }

  #spoilt({ blueprint, design, migrations, made }: Compiled): Fault {
    const bundleOf = (other: Blueprint) =>
      bundleFor({ blueprint: other, design, migrations, toolbox: this.#toolbox });
    return faultOf({ blueprint, bundle: made.bundle, bundleOf }, this.#random);
  }

  /** Counts what users get wrong of a bad release that is live, then makes the sound one live. */
  async #mend(release: string, sound: Compiled) {
    const id = `${release}-sound`;
    await this.#plane.register(service, id, sound.made);
    const seed = this.#timely.below(2 ** 31);
    const input = { service, release: id, policy: yearPolicy, seed, generated: 0 };
    const found = await compared(this.#plane, input);
    await this.#exchange(() =>
      this.#plane.done("POST", `/control/services/${service}/promote`, { release: id }),
    );
    this.#wentLive(id, sound);
    return { found, exposed: { compared: found.calls, wrong: found.hits } };
  }

  /** Whether the mistake can be told from the sound release at all. */
  async #regression(
    number: number,
    sound: Compiled,
    fault: Fault,
    found: { calls: number; hits: number; differences: { what: string; route: string }[] },
  ): Promise<Delivered["regression"]> {
    const long =
      found.hits > 0
        ? found
        : await compareLong(this.#plane, {
            service: `beside-${number}`,
            sound,
            other: await madeOf(fault.bundle),
            policy: yearPolicy,
            seed: this.#timely.below(2 ** 31),
          });
    const [first] = long.differences;
    const what = first === undefined ? "" : `${first.route}: ${first.what}`;
    return { calls: long.calls, hits: long.hits, what };
  }

  /** Reads so many things back, drawn evenly, and forgets those that are not as acknowledged. */
  async #readBack(count: number): Promise<{ kept: number; lost: string[] }> {
    const { blueprint } = this.#known(this.#live).compiled;
    const { things } = this.#acknowledged;
    const chosen =
      count >= things.length ? things : Array.from({ length: count }, () => this.#timely.pick(things));
    const lost: string[] = [];
    let kept = 0;
    for (const thing of new Set(chosen)) {
      const path = thing && pathOf(thing, blueprint);
      if (thing === undefined || path === undefined) continue;
      const headers = { ...thing.headers, "x-role": "librarian" };
      const sent = await this.#users.send({ method: "GET", path, headers, body: undefined }, blueprint);
      // A user may have changed it meanwhile: then it is not what was acknowledged when it was read.
      if (sent === undefined || sent.answered.status >= 500) continue;
      const first = this.#acknowledged.compare(thing, blueprint, sent.answered);
      if (first.reading === "kept") kept++;
      if (first.reading !== "lost" && first.reading !== "changed") continue;
      if (!this.#acknowledged.things.includes(thing)) continue;
      lost.push(first.what);
      this.#acknowledged.forget(thing);
    }
    return { kept, lost };
  }

  async #restart(): Promise<void> {
    await this.#users.stop();
    await this.#plane.restart();
    this.#users.start();
  }

  async #exchange<Value>(work: () => Promise<Value>): Promise<Value> {
    const from = Date.now();
    try {
      return await work();
    } finally {
      this.#exchanges.push({ from, to: Date.now() });
    }
  }

  #wentLive(id: string, compiled: Compiled): void {
    this.#live = { id, compiled };
    this.#newest = this.#live;
    this.#users.learn(this.#knownOf(compiled));
  }

  #knownOf({ blueprint, document }: Compiled) {
    return { blueprint, document, seed: this.#timely.below(2 ** 31) };
  }

  #known<Value>(value: Value | undefined): Value {
    if (value === undefined) throw new Error("No release has been live yet.");
    return value;
  }
}

/** A good release that is refused for rows which break its rules, and says so. */
function isRefusedForData({ kind, ending }: Delivered): boolean {
  return (
    kind === "spec" &&
    ending.outcome === "held back" &&
    /rows|stored|same value/i.test(ending.text) &&
    ending.by === "register"
  );
}
