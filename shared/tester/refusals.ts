import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Subject } from "./subject.ts";

export type Refusal = Exclude<keyof Blueprint["refusals"], "body" | "order">;

/** What a sensible service answers where the text names no status. */
const OPEN: Record<Refusal, readonly number[]> = {
  malformed: [400, 422],
  invalid: [400, 422],
  notFound: [404],
  conflict: [400, 409, 422],
  unknownReference: [400, 404, 409, 422],
  stillReferenced: [400, 409, 422],
};

/** Names of the refusals whose status the text fixes: a clause is traced to it, or it is none of the usual ones. */
export function fixedRefusals(blueprint: Blueprint): Set<string> {
  const traced = blueprint.trace.flatMap((entry) => (entry.outcome === "met" ? entry.by : []));
  return new Set(
    Object.entries(OPEN).flatMap(([name, usual]) => {
      const status = Object.entries(blueprint.refusals).find(([each]) => each === name)?.[1];
      const unusual = typeof status === "number" && !usual.includes(status);
      return unusual || traced.some((path) => path.startsWith(`refusals/${name}`)) ? [name] : [];
    }),
  );
}

/** The statement that expects a refusal: exactly the fixed status, or any sensible one. */
export function expectRefusal(subject: Subject, refusal: Refusal, answer = "answer"): string {
  const statuses = subject.fixed.has(refusal) ? [subject.blueprint.refusals[refusal]] : OPEN[refusal];
  return statuses.length === 1
    ? `expect(${answer}.status).toBe(${statuses[0]});`
    : `expect([${statuses.join(", ")}]).toContain(${answer}.status);`;
}
