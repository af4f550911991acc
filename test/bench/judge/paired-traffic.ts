import { noPairs, type Pairs } from "../../../shared/delivery/evidence.ts";
import { type Clustering, clusterings, minutes } from "./canary-traffic.ts";
import type { Random } from "./random.ts";

export interface PairedSetting {
  /** Failures of all requests, on either release by itself, of a release that does no harm. */
  rate: number;
  /** How many times as many on the candidate. */
  effect: number;
  /** Requests in a minute. */
  traffic: number;
  clustering: Clustering;
  objects: number;
}

/** An hour of pairs of which either may fail for its own reasons, at a rate that objects and minutes have of their own. */
export function* pairedTraffic(setting: PairedSetting, random: Random): Generator<Pairs> {
  const spread = clusterings[setting.clustering];
  const made = Array.from({ length: setting.objects }, () => ({
    requests: random.logNormal(spread.requests),
    rate: setting.rate * random.logNormal(spread.rates) * Math.exp(-(spread.rates ** 2) / 2),
  }));
  const scale = setting.traffic / made.reduce((sum, one) => sum + one.requests, 0);
  const failed = { candidate: 0, control: 0 };
  let compared = 0;
  for (let minute = 0; minute < minutes; minute += 1) {
    const expected = { candidate: 0, control: 0 };
    for (const { requests, rate } of made) {
      const control = Math.min(1, rate * random.logNormal(spread.changes));
      const candidate = Math.min(1, control * setting.effect);
      expected.candidate += requests * scale * candidate * (1 - control);
      expected.control += requests * scale * control * (1 - candidate);
    }
    const now = { candidate: random.poisson(expected.candidate), control: random.poisson(expected.control) };
    failed.candidate += now.candidate;
    failed.control += now.control;
    const alike = Math.max(0, setting.traffic - expected.candidate - expected.control);
    compared += now.candidate + now.control + random.poisson(alike);
    yield { ...noPairs, compared, failed: { ...failed } };
  }
}
