import * as z from "zod";

/** Something that is at fault, in whose work, and how it was seen. */
export const Finding = z.strictObject({
  /** Whose work is at fault: the tester's, the architect's, the developer's, or AIDevOS's own, which no role mends. */
  at: z.enum(["test", "spec", "code", "compiler"]),
  /** Id of the clause that it is about. */
  clause: z.string().optional(),
  /** Full name of the test that shows it. */
  test: z.string().optional(),
  /** Path of the file at fault, where it is known. */
  file: z.string().optional(),
  reason: z.string().min(1),
  /** What was seen: the failure's message and the exchange over HTTP; empty where there was none. */
  evidence: z.string(),
});
export type Finding = z.infer<typeof Finding>;

/** What one round of looking at a service has found: each role mends what is found against its own work. */
export const Findings = z.strictObject({ findings: z.array(Finding) });
export type Findings = z.infer<typeof Findings>;

/** All that was decided in a run, with the round that it was decided in; the first is 1. */
export const Verdict = Finding.extend({ round: z.int().positive() });
export type Verdict = z.infer<typeof Verdict>;
export const Verdicts = z.strictObject({ verdicts: z.array(Verdict) });
export type Verdicts = z.infer<typeof Verdicts>;
