import { sumOfCosts } from "../../shared/delivery/cost.ts";
import type { Difference, Evidence, Meter, ObjectEvidence, Pairs } from "../../shared/delivery/evidence.ts";
import { noPairs } from "../../shared/delivery/evidence.ts";
import { sha256 } from "../../shared/digest.ts";
import { sumOf } from "../../shared/telemetry/growth.ts";
import type { HostEvidence } from "../service-host/host-evidence.ts";

/** Most differences that are told, and most objects of those that run the release and of the others. */
const limits = { differences: 20, objects: 500 };

/**
 * What all objects of a service know together. It does not grow with them: of very many objects some are listed, chosen
 * by the hash of their names, which has nothing to do with how they fare; the others are in all that is summed up.
 */
export class WholeEvidence {
  #isGenerating = false;
  readonly #generated = structuredClone(noPairs);
  readonly #mirrored = structuredClone(noPairs);
  readonly #differences: Difference[] = [];
  readonly #meters = new Map<string, Meter>();
  readonly #canaries = new Sample();
  readonly #others = new Sample();

  /** Adds what one object knows. */
  async add(object: string, evidence: HostEvidence): Promise<void> {
    const { generating, generated, mirrored, differences, canary, before, during, meters } = evidence;
    this.#isGenerating ||= generating;
    addPairs(this.#generated, generated);
    addPairs(this.#mirrored, mirrored);
    this.#differences.push(...differences.slice(0, limits.differences - this.#differences.length));
    for (const meter of meters) this.#addMeter(meter);
    await (canary ? this.#canaries : this.#others).add({ object, canary, before, during });
  }

  get value(): Evidence {
    const unlisted = { canary: this.#canaries.unlisted, others: this.#others.unlisted };
    return {
      generating: this.#isGenerating,
      generated: this.#generated,
      mirrored: this.#mirrored,
      differences: this.#differences,
      objects: [...this.#canaries.listed, ...this.#others.listed].toSorted((left, right) =>
        left.object < right.object ? -1 : 1,
      ),
      ...(unlisted.canary + unlisted.others > 0 ? { unlisted } : {}),
      meters: [...this.#meters.values()],
    };
  }

  #addMeter(meter: Meter): void {
    const key = `${meter.release} ${meter.route}`;
    const sum = this.#meters.get(key);
    this.#meters.set(key, sum === undefined ? meter : sumOf(sum, meter));
  }
}

/** The objects whose names have the least hashes, at most as many as are listed. */
class Sample {
  #all = 0;
  #kept: { hash: string; one: ObjectEvidence }[] = [];

  async add(one: ObjectEvidence): Promise<void> {
    this.#all++;
    this.#kept.push({ hash: await sha256(one.object), one });
    if (this.#kept.length > 2 * limits.objects) this.#cut();
  }

  get listed(): ObjectEvidence[] {
    this.#cut();
    return this.#kept.map(({ one }) => one);
  }

  get unlisted(): number {
    return Math.max(0, this.#all - limits.objects);
  }

  #cut(): void {
    this.#kept = this.#kept
      .toSorted((left, right) => (left.hash < right.hash ? -1 : 1))
      .slice(0, limits.objects);
  }
}

function addPairs(sum: Pairs, part: Pairs): void {
  sum.compared += part.compared;
  sum.meant += part.meant;
  for (const kind of ["unlike", "failed", "slow", "rows", "cheaper"] as const) {
    sum[kind].candidate += part[kind].candidate;
    sum[kind].control += part[kind].control;
  }
  for (const side of ["candidate", "control"] as const)
    sum.cost[side] = sumOfCosts([sum.cost[side], part.cost[side]]);
  sum.saved.sum += part.saved.sum;
  sum.saved.squares += part.saved.squares;
  if (part.dropped !== undefined) sum.dropped = (sum.dropped ?? 0) + part.dropped;
}
