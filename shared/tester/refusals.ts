import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Subject } from "./subject.ts";

export type Refusal = Exclude<keyof Blueprint["refusals"], "body" | "order">;

/** The statement that expects a refusal. */
export function expectRefusal(subject: Subject, refusal: Refusal, answer = "answer"): string {
  return `expect(${answer}.status, ${answer}.text).toBe(${subject.blueprint.refusals[refusal]});`;
}
