import * as z from "zod";
import { type Answer, sumOfTallies, type Tally, talliesOf } from "../../shared/calibration/calibration.ts";
import { rateOfQuestion } from "../../shared/calibration/rate.ts";
import { shortened } from "../../shared/shortened.ts";
import { keepCalibration, readCalibrations, serviceOfCalibration } from "../runtime/calibrations.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { readFailure } from "../runtime/failure.ts";

export interface TallyInput {
  run: string;
  execution: string;
  answers: Answer[];
  /** Why it did not come to its end, as the state machine caught it. */
  failure: { Error: string; Cause: string } | null;
  /** Emits what this calibration has found, and what all have that count. */
  emitRates: (found: readonly Tally[], counting: readonly Tally[]) => void;
}

/** Most characters that are kept of why one failed: all that count share one item. */
const textLimit = 500;

/**
 * Takes the calibration's service away, whatever came of it, and keeps how often the judges were wrong. No rates are emitted
 * of one that failed: it has lost answers.
 */
export async function tally({ run, execution, answers, failure, emitRates }: TallyInput) {
  const service = await serviceOfCalibration(execution);
  await callDataPlane({ method: "POST", path: `/services/${service}/remove`, answer: z.undefined() });
  const now = new Date();
  const begun = (await readCalibrations()).calibrations.find(({ id }) => id === run);
  const tallies = talliesOf(answers);
  const text = failure === null ? "" : textOf(failure);
  const kept = await keepCalibration(
    {
      id: run,
      service,
      status: failure === null ? "done" : "failed",
      startedAt: begun?.startedAt ?? now.toISOString(),
      tallies,
      text,
    },
    now,
  );
  if (failure === null) emitRates(tallies, sumOfTallies(kept.flatMap((calibration) => calibration.tallies)));
  const said = (["placebo", "harmless", "mistake"] as const)
    .map((question) => ({ question, ...rateOfQuestion(tallies, question) }))
    .map(({ question, tried, wrong }) => `${question}: wrong in ${wrong} of ${tried}`)
    .join("; ");
  return { result: { wrong: answers.filter(({ wrong }) => wrong).length }, said: text || said };
}

function textOf(failure: { Error: string; Cause: string }): string {
  const { error, message } = readFailure(failure);
  return shortened(`${error}: ${message}`, textLimit);
}
