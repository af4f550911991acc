import * as z from "zod";

/** One request of a test and the service's answer. Texts are cut off where they are long. */
export const TestExchange = z.strictObject({
  method: z.string(),
  /** Path and query. */
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
  /** Of the answer; null where there was none. */
  status: z.int().nullable(),
  answer: z.string(),
});
export type TestExchange = z.infer<typeof TestExchange>;
