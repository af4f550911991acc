import type { Question, Tally } from "../../shared/calibration/calibration.ts";
import { type Rate, rateOf, rateOfQuestion } from "../../shared/calibration/rate.ts";
import { table } from "./terminal.ts";

/** How often the judges were wrong about one question, or about one kind of mistake. */
export interface AskedRate extends Rate {
  question: Question;
  /** Null: of all kinds together. */
  kind: string | null;
}

const words: Record<Question, string> = {
  placebo: "placebos promoted",
  harmless: "harmless releases stopped",
  mistake: "mistakes missed",
};

/** The rates of what was asked, of mistakes by kind as well. */
export function ratesOf(tallies: readonly Tally[]): AskedRate[] {
  const asked = (["placebo", "harmless", "mistake"] as const)
    .map((question) => ({ question, kind: null, ...rateOfQuestion(tallies, question) }))
    .filter(({ tried }) => tried > 0);
  const kinds = tallies
    .filter(({ question }) => question === "mistake")
    .map(({ question, kind, tried, wrong }) => ({ question, kind, ...rateOf(tried, wrong) }));
  return [...asked, ...kinds];
}

/** The rates as a table. */
export function describeRates(rates: readonly AskedRate[]): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
  const rows = rates.map(({ question, kind, tried, wrong, share, least, most }) => [
    kind === null ? words[question] : `  ${kind}`,
    `${wrong} of ${tried}`,
    percent(share),
    `${percent(least)} to ${percent(most)}`,
  ]);
  return table([["JUDGES WERE WRONG", "", "RATE", "WITH 95%"], ...rows]);
}
