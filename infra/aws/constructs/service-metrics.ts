import { Duration } from "aws-cdk-lib";
import { Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";

/** The namespace of what functions emit themselves. */
const namespace = "AIDevOS";

/** A sum over all services, or over all functions, as Collect and the states' functions emit it. */
export function sumOfAll(metricName: string, period = Duration.minutes(1)): Metric {
  return new Metric({ namespace, metricName, statistic: Stats.SUM, period });
}

/** A measure of the worst service in each minute; the log of Collect names the service. */
export function worstOfAll(metricName: string, period = Duration.minutes(1)): Metric {
  return new Metric({ namespace, metricName, statistic: Stats.MAXIMUM, period });
}

/** What Tally has emitted in a day. */
export function inADay(metricName: string, statistic = Stats.SUM): Metric {
  return new Metric({ namespace, metricName, statistic, period: Duration.days(1) });
}

/** How often Collect has emitted at all. */
export function collections(period = Duration.minutes(1)): Metric {
  return new Metric({ namespace, metricName: "Requests", statistic: Stats.SAMPLE_COUNT, period });
}
