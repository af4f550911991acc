import { z } from "zod";

const numbers = z.array(z.number());
const rules = z.strictObject({
  losses: numbers,
  polynomial: z.strictObject({ regrets: numbers, squares: numbers, bound: z.number() }),
});
const hedge = z.strictObject({ losses: numbers, rounds: z.number(), range: z.number() });
const chosen = z.strictObject({ value: z.number(), rules: numbers });

/** The state of a forecaster, as JSON. */
export const savedForecaster = z.strictObject({
  interval: z.number(),
  /** When slot 0 was, in milliseconds since 1970; null before the first measurement. */
  start: z.number().nullable(),
  past: z.strictObject({
    next: z.number().int().nonnegative(),
    values: z.array(z.number().nullable()),
  }),
  models: z.record(z.string(), numbers),
  horizons: z.array(
    z.strictObject({
      steps: z.number().int().positive(),
      choice: z.strictObject({ rules: z.array(rules), hedge }),
      residuals: z.array(z.strictObject({ slot: z.number(), above: z.number() })),
      awaited: z.array(z.strictObject({ slot: z.number(), forecasts: numbers, said: chosen })),
      scoredLast: z.number().nullable(),
    }),
  ),
});

export type SavedForecaster = z.infer<typeof savedForecaster>;

/** A state is not one that this forecaster can take up: it is damaged, or of other options or an older version. */
export class SavedForecasterError extends Error {
  override readonly name = "SavedForecasterError";
}
