import * as z from "zod";
import { Refusal } from "./refusal.ts";

/** What a function does, in words: one line, without a stop or a citation at its end, its quotes and brackets closed. */
const Sentence = z
  .string()
  .min(1)
  .max(1500)
  .refine((text) => text === text.trim().replace(/\s+/g, " "), "one line without blanks around it")
  .refine((text) => !/[.\]]$/.test(text), "no stop and no square bracket at its end");

/** How a function may refuse. It says itself what its refusal carries. */
const HandRefusal = Refusal.omit({ with: true });

/** What a developer writes as a function: in words, and how it may refuse. */
export const ByHand = z.strictObject({
  sentence: Sentence,
  refusals: z.array(HandRefusal).default([]),
});
export type ByHand = z.infer<typeof ByHand>;

/** Codes of refusals that name none, by their status. */
const usualCodes = new Map([
  [400, "invalid"],
  [401, "unauthorized"],
  [403, "forbidden"],
  [404, "not_found"],
  [409, "conflict"],
  [422, "invalid"],
]);

/** The code that a function names a refusal by. */
export function handCode({ status, code }: ByHand["refusals"][number]): string {
  return code ?? usualCodes.get(status) ?? "refused";
}
