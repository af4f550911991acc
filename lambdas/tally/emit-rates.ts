import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Tally } from "../../shared/calibration/calibration.ts";
import { rateOfQuestion } from "../../shared/calibration/rate.ts";

const metrics = new Metrics();
// The function's own name is no dimension of how well judges judge.
metrics.clearDefaultDimensions();

/** Emits how often the judges were wrong in one calibration, and how often they are at least by all that count. */
export function emitRates(found: readonly Tally[], counting: readonly Tally[]): void {
  metrics.addDimensions({});
  const add = (name: string, value: number) => metrics.addMetric(name, MetricUnit.Count, value);
  const addShare = (name: string, value: number) => metrics.addMetric(name, MetricUnit.NoUnit, value);
  const [placebos, harmless, mistakes] = (["placebo", "harmless", "mistake"] as const).map((question) =>
    rateOfQuestion(found, question),
  );
  add("PlacebosTried", placebos?.tried ?? 0);
  add("PlacebosPromoted", placebos?.wrong ?? 0);
  add("HarmlessReleasesTried", harmless?.tried ?? 0);
  add("HarmlessReleasesStopped", harmless?.wrong ?? 0);
  add("MistakesSeeded", mistakes?.tried ?? 0);
  add("MistakesMissed", mistakes?.wrong ?? 0);
  addShare("PlacebosPromotedAtLeast", rateOfQuestion(counting, "placebo").least);
  addShare("HarmlessReleasesStoppedAtLeast", rateOfQuestion(counting, "harmless").least);
  metrics.addMetadata(
    "KindsMissed",
    found
      .filter(({ question, wrong }) => question === "mistake" && wrong > 0)
      .map(({ kind }) => kind)
      .join(", "),
  );
  metrics.publishStoredMetrics();
}
