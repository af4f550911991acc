import { setTimeout } from "node:timers/promises";
import { SmokeReport } from "../../../shared/delivery/control.ts";
import { type Difference, Evidence, type Judgement, type Phase } from "../../../shared/delivery/evidence.ts";
import { judge } from "../../../shared/delivery/judge/judge.ts";
import { verdictOf } from "../../../shared/delivery/judge/verdict.ts";
import type { Meant } from "../../../shared/delivery/meant.ts";
import type { Policy } from "../../../shared/delivery/policy.ts";
import { EndlessError, type Plane } from "./plane.ts";
import type { Made } from "./service.ts";

/** How a release ended on its way, and how long that took from when it was ready, in milliseconds. */
export type Ending =
  | { outcome: "live"; milliseconds: number }
  | {
      outcome: "held back" | "taken back";
      /** The state that stopped it, and of the judge's the measures. */
      by: string;
      text: string;
      differences: Difference[];
      /** Callers' requests that it answered wrongly, on its copy before it was live and since. */
      hits: number;
      milliseconds: number;
    };

export interface RolloutInput {
  plane: Plane;
  service: string;
  release: string;
  made: Made;
  /** The release that is live. */
  previous: string;
  newest: string;
  meant: Meant;
  policy: Policy;
  seed: number;
  /** Called when it is live and the watch begins. */
  onLive: () => void;
  /** Exchanges what is live; callers may be hit meanwhile. */
  exchange: <Value>(work: () => Promise<Value>) => Promise<Value>;
}

/** One release's way, as the state machine Deliver has it, with the judge's loop in it. A person who is asked says yes. */
export async function rollout(input: RolloutInput): Promise<Ending> {
  const started = performance.now();
  try {
    return await ways(input);
  } catch (error) {
    if (!(error instanceof EndlessError)) throw error;
    const { plane, service, release, exchange } = input;
    await exchange(() =>
      plane.done("POST", `/control/services/${service}/rollback`, {
        release,
        keepLive: true,
        reason: "endless",
      }),
    );
    const milliseconds = performance.now() - started;
    return {
      outcome: "held back",
      by: "watchdog",
      text: error.message,
      differences: [],
      hits: 0,
      milliseconds,
    };
  }
}

async function ways(input: RolloutInput): Promise<Ending> {
  const { plane, service, release, made, previous, newest, meant, policy, seed } = input;
  const path = `/control/services/${service}`;
  const started = performance.now();
  const since = () => performance.now() - started;
  const stop = async (by: string, text: string, look?: Look): Promise<Ending> => {
    const { differences = [], hits = 0 } = look ?? {};
    const body = { release, reason: text.slice(0, 1000) };
    await input.exchange(() => plane.done("POST", `${path}/rollback`, body));
    const outcome = look?.phase === "watch" ? "taken back" : "held back";
    return { outcome, by, text, differences, hits, milliseconds: since() };
  };
  const registered = await plane.register(service, release, made);
  if (!registered.ok) return stop("register", registered.text);
  const smoke = SmokeReport.parse(await plane.done("POST", `${path}/smoke`, { release }));
  if (!smoke.passed) return stop("smoke", JSON.stringify(smoke.checks.filter(({ passed }) => !passed)));
  const { generated } = policy.shadow;
  const { slow, rows } = policy;
  const asked = { release, previous, newest, meant, generated, seed, slow, rows };
  const shadowed = await plane.control("POST", `${path}/shadow`, asked);
  if (!shadowed.ok) return stop("shadow", shadowed.text);
  const compared = await judged({ ...input, phase: "shadow", seconds: policy.shadow.seconds });
  if (compared.verdict !== "safe") return stop(wordsFor(compared), compared.judgement.text, compared);
  const promoted = await input.exchange(() =>
    plane.control("POST", `${path}/promote`, { release, previous, newest }),
  );
  if (!promoted.ok) return stop("promote", promoted.text);
  const milliseconds = since();
  input.onLive();
  const watched = await judged({ ...input, phase: "watch", seconds: policy.watch.seconds });
  if (watched.verdict !== "harm") {
    await plane.done("POST", `${path}/settle`, { release });
    return { outcome: "live", milliseconds };
  }
  return stop(wordsFor(watched), watched.judgement.text, watched);
}

interface Look {
  phase: Phase;
  verdict: "harm" | "safe" | "unproven";
  judgement: Judgement;
  differences: Difference[];
  hits: number;
}

/** Looks until the judge is sure, or time is up. */
async function judged(input: RolloutInput & { phase: Phase; seconds: number }): Promise<Look> {
  const { plane, service, release, policy, phase, seconds } = input;
  const until = Date.now() + seconds * 1_000;
  for (;;) {
    const target = `/control/services/${service}/evidence?release=${release}`;
    const evidence = Evidence.parse(await plane.done("GET", target));
    const judgement = judge({ evidence, policy, phase });
    const verdict = verdictOf({ judgement, evidence, phase, until, now: Date.now() });
    const { differences, mirrored } = evidence;
    const hits = mirrored.unlike.candidate + mirrored.failed.candidate;
    if (verdict !== "waiting") return { phase, verdict, judgement, differences, hits };
    await setTimeout(policy.interval * 1_000);
  }
}

function wordsFor({ phase, verdict, judgement: { measures } }: Look): string {
  const found = measures.filter(({ outcome }) =>
    verdict === "harm" ? outcome === "harm" : outcome !== "safe",
  );
  const names = found.map(({ measure }) => measure).join(", ");
  return verdict === "harm" ? `${phase}: ${names}` : `${phase}, unproven: ${names}`;
}
