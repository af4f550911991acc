import * as z from "zod";

/** Input of the state machine Calibrate. */
export const CalibrateRequest = z.strictObject({ by: z.enum(["schedule", "person"]) });

/** What is asked of the judges. */
export const Question = z.enum([
  /** What does nothing, tried as an improvement. Wrong: it is proven to help. */
  "placebo",
  /** The same code under another digest, in shadow. Wrong: it is found harmful. */
  "harmless",
  /** A release with a mistake, in shadow. Wrong: it is not found harmful. */
  "mistake",
]);
export type Question = z.infer<typeof Question>;

/** How often one kind was asked about, and how often the judges were wrong. */
export const Tally = z.strictObject({
  question: Question,
  /** Of noise, or of a mistake. */
  kind: z.string(),
  tried: z.int().min(1),
  wrong: z.int().min(0),
});
export type Tally = z.infer<typeof Tally>;

/** One answer of the judges. */
export const Answer = Tally.pick({ question: true, kind: true }).extend({ wrong: z.boolean() });
export type Answer = z.infer<typeof Answer>;

/** One execution of Calibrate. */
export const Calibration = z.strictObject({
  /** The execution's name. */
  id: z.string(),
  /** The service that it has made for itself. */
  service: z.string(),
  status: z.enum(["open", "done", "failed"]),
  startedAt: z.iso.datetime(),
  tallies: z.array(Tally),
  /** Why it failed, for a person. */
  text: z.string(),
});
export type Calibration = z.infer<typeof Calibration>;

/** The calibrations that count, oldest first. */
export const CalibrationLog = z.strictObject({
  /** How often it was written. */
  version: z.int().min(0),
  calibrations: z.array(Calibration),
});
export type CalibrationLog = z.infer<typeof CalibrationLog>;

/** For so many days a calibration counts; and so many of them do at most, which one item of a table has room for. */
export const windowDays = 30;
const most = 150;

/** The calibrations that count at this time. */
export function counting(calibrations: readonly Calibration[], now: Date): Calibration[] {
  const since = new Date(now.getTime() - windowDays * 86_400_000).toISOString();
  return calibrations.filter(({ startedAt }) => startedAt >= since).slice(-most);
}

/** Sums by question and kind, in the order in which they come first. */
export function sumOfTallies(tallies: readonly Tally[]): Tally[] {
  const sums = new Map<string, Tally>();
  for (const tally of tallies) {
    const key = `${tally.question} ${tally.kind}`;
    const { tried, wrong } = sums.get(key) ?? { tried: 0, wrong: 0 };
    sums.set(key, { ...tally, tried: tried + tally.tried, wrong: wrong + tally.wrong });
  }
  return [...sums.values()];
}

/** Answers as tallies. */
export function talliesOf(answers: readonly Answer[]): Tally[] {
  return sumOfTallies(answers.map((answer) => ({ ...answer, tried: 1, wrong: answer.wrong ? 1 : 0 })));
}
