import { type Evidence, noPairs } from "../../../shared/delivery/evidence.ts";
import { judge } from "../../../shared/delivery/judge/judge.ts";
import { policies } from "../../../shared/delivery/policy.ts";
import { type CanarySetting, canaryTraffic, type Minute, minutes } from "./canary-traffic.ts";
import type { Ending } from "./outcome.ts";
import { type PairedSetting, pairedTraffic } from "./paired-traffic.ts";
import type { Random } from "./random.ts";
import { argo } from "./rules/argo.ts";
import { flagger } from "./rules/flagger.ts";
import { kayenta } from "./rules/kayenta.ts";
import { tried } from "./tried.ts";

const policy = policies.production;
const nothing: Evidence = {
  generated: noPairs,
  mirrored: noPairs,
  differences: [],
  objects: [],
  meters: [],
};
/** A judge looks at these minutes; whoever looks less often alarms later, and falsely no more often. */
const looks = new Set([1, 2, 3, 4, 5, 7, 9, 12, 15, 20, 25, 30, 36, 42, 48, 54, minutes]);

/** One hour of pairs, judged until something is proven. */
export function pairedHour(setting: PairedSetting, random: Random): Ending {
  let minute = 0;
  let requests = 0;
  for (const mirrored of pairedTraffic(setting, random)) {
    minute += 1;
    requests = mirrored.compared;
    const { measures } = judge({ evidence: { ...nothing, mirrored }, policy, phase: "shadow" });
    const outcome = measures.find(({ measure }) => measure === "failed")?.outcome ?? "inconclusive";
    if (outcome !== "inconclusive") return { outcome, minute, requests };
  }
  return { outcome: "inconclusive", minute, requests };
}

/** One hour of a canary, by the judge and by each other rule, over the same requests. */
export function canaryHour(setting: CanarySetting, random: Random): Record<string, Ending> {
  const endings: Record<string, Ending> = {};
  // Whoever sets these limits is taken to know the service's true rate.
  const limit = 2 * setting.rate;
  const rules = { "Argo Rollouts": argo({ limit }), Flagger: flagger({ limit }), Kayenta: kayenta() };
  const seen: Minute[] = [];
  let requests = 0;
  for (const { minute, objects } of canaryTraffic(setting, random)) {
    seen.push(minute);
    requests += minute.canary.requests + minute.control.requests;
    const here = { minute: seen.length, requests };
    for (const [name, stops] of Object.entries(rules)) {
      if (endings[name] === undefined && stops(seen)) endings[name] = { outcome: "harm", ...here };
    }
    if (endings.judge !== undefined || !looks.has(seen.length)) continue;
    const { measures } = judge({
      evidence: { ...nothing, objects: [...objects] },
      policy,
      phase: "canary",
    });
    const outcome = measures.find(({ measure }) => measure === "callers-failed")?.outcome;
    if (outcome !== undefined && outcome !== "inconclusive") endings.judge = { outcome, ...here };
  }
  endings.judge ??= { outcome: "inconclusive", minute: minutes, requests };
  for (const name of Object.keys(rules)) endings[name] ??= { outcome: "safe", minute: minutes, requests };
  return endings;
}

/** Which of the ways to judge by object have alarmed within an hour, each with all of alpha for itself. */
export function alarmsOfTried(setting: CanarySetting, random: Random): Set<string> {
  const alarms = new Set<string>();
  let minute = 0;
  for (const { objects } of canaryTraffic(setting, random)) {
    minute += 1;
    const compares = objects.some(({ canary, during }) => canary && during.requests > 0);
    if (!looks.has(minute) || !compares) continue;
    for (const [name, evidence] of Object.entries(tried)) {
      if (evidence(objects) >= Math.log(1 / policy.alpha)) alarms.add(name);
    }
  }
  return alarms;
}
