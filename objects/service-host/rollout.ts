import * as z from "zod";
import { Digest } from "../../shared/delivery/bundle.ts";
import { Counts, Difference, noPairs, Pairs } from "../../shared/delivery/evidence.ts";
import { Meant } from "../../shared/delivery/meant.ts";
import { isMigrated } from "../storage/migrate.ts";

const Deployed = z.strictObject({ release: z.string(), digest: Digest });

/** How a release is compared with the one that was live. */
export const Comparing = z.strictObject({
  meant: Meant,
  generated: z.int(),
  seed: z.int(),
  slow: z.int(),
  rows: z.number(),
});
export type Comparing = z.infer<typeof Comparing>;

/** All that a host knows about a release on its way. */
const State = z.strictObject({
  candidate: Deployed,
  /** What was live when the rollout began. */
  control: Deployed,
  /** Milliseconds since the epoch. */
  since: z.number(),
  comparing: Comparing.optional(),
  /** Nothing is compared any more. */
  settled: z.boolean(),
  /** Nothing is counted any more. */
  ended: z.boolean(),
  generated: z.strictObject({ pairs: Pairs, over: z.boolean() }),
  mirrored: Pairs,
  differences: z.array(Difference),
  /** Whether callers get the candidate's answers as one of a share, before all do. */
  canary: z.boolean(),
  /** Callers' requests since the rollout began, up to the canary. */
  before: Counts,
  /** Since then. */
  during: Counts.optional(),
  /** The call that a candidate had not answered when the process ended, and how often that was so. */
  unanswered: z.strictObject({ call: z.string(), times: z.int() }).optional(),
});
export type Rollout = z.infer<typeof State>;

export const noCounts: Counts = { requests: 0, failures: 0, slow: 0, rowsRead: 0 };

/** An answer that takes more milliseconds is slow, where no policy has said so. */
const usualSlow = 500;

/** Most differences that are kept, and most of one kind at one route. */
const differenceLimit = { all: 20, alike: 3 };

export function newRollout(
  candidate: Rollout["candidate"],
  control: Rollout["control"],
  comparing?: Comparing,
): Rollout {
  return {
    candidate,
    control,
    since: Date.now(),
    ...(comparing === undefined ? {} : { comparing }),
    settled: comparing === undefined,
    ended: false,
    generated: {
      pairs: structuredClone(noPairs),
      over: comparing === undefined || comparing.generated === 0,
    },
    mirrored: structuredClone(noPairs),
    differences: [],
    canary: false,
    before: { ...noCounts },
  };
}

/** Counts a caller's request. */
export function countRequest(
  rollout: Rollout,
  { failed, milliseconds }: { failed: boolean; milliseconds: number },
): void {
  const counts = rollout.during ?? rollout.before;
  counts.requests++;
  if (failed) counts.failures++;
  if (milliseconds > (rollout.comparing?.slow ?? usualSlow)) counts.slow++;
}

/** Counts what callers' requests have read. */
export function countRows(rollout: Rollout, read: number): void {
  const counts = rollout.during ?? rollout.before;
  counts.rowsRead += read;
}

/** From now on, counts are of the canary's step. */
export function beginStep(rollout: Rollout, canary: boolean): void {
  if (rollout.during !== undefined && rollout.canary === canary) return;
  const { before, during = noCounts } = rollout;
  rollout.before = {
    requests: before.requests + during.requests,
    failures: before.failures + during.failures,
    slow: before.slow + during.slow,
    rowsRead: before.rowsRead + during.rowsRead,
  };
  rollout.during = { ...noCounts };
  rollout.canary = canary;
}

/** Keeps a difference, unless there are many like it. */
export function keepDifference({ differences }: Rollout, difference: Difference): void {
  const alike = differences.filter(
    ({ kind, route }) => kind === difference.kind && route === difference.route,
  );
  if (differences.length < differenceLimit.all && alike.length < differenceLimit.alike)
    differences.push(difference);
}

/** The host's row of the rollout that is under way, or was the last. */
export class Rollouts {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  read(): Rollout | undefined {
    if (!isMigrated(this.#storage)) return undefined;
    const [row] = this.#storage.sql.exec<{ state: string }>("SELECT state FROM rollout").toArray();
    return row === undefined ? undefined : State.parse(JSON.parse(row.state));
  }

  write(rollout: Rollout): void {
    this.#storage.sql.exec("INSERT OR REPLACE INTO rollout VALUES (1, ?)", JSON.stringify(rollout));
  }
}
