import type { ObjectEvidence } from "../../../shared/delivery/evidence.ts";
import { evidenceOf } from "../../../shared/delivery/judge/canary.ts";
import { logEvidenceAbove, logMean } from "../../../shared/delivery/judge/evidence-of-counts.ts";
import { againstPast } from "../../../shared/delivery/judge/past.ts";

type Evidence = (objects: readonly ObjectEvidence[]) => number;

/** Ways to judge a canary by object: the natural logarithm of each one's evidence for harm. */
export const tried: Record<string, Evidence> = {
  "requests, as if of no object": (objects) => {
    const [canary, control] = sidesOf(objects, (one) => one.during.requests);
    return logEvidenceAbove(failuresOf(objects), canary / (canary + control));
  },
  "objects by their past": (objects) => {
    const counts = againstPast(objects, "failures");
    const [canary, control] = sidesOf(objects, (_, at) => counts[at]?.expected ?? 0);
    return logEvidenceAbove(failuresOf(objects), canary / (canary + control));
  },
  "mean of each object's own test": (objects) =>
    logMean(
      objects
        .filter(({ canary, during }) => canary && during.requests > 0)
        .map(({ before, during }) =>
          logEvidenceAbove(
            { candidate: during.failures, control: before.failures },
            during.requests / (before.requests + during.requests + 1),
          ),
        ),
    ),
  "by their past, and how they change by themselves": (objects) => {
    const counts = againstPast(objects, "failures");
    const canary = counts.filter((_, at) => objects[at]?.canary);
    const control = counts.filter((_, at) => !objects[at]?.canary);
    return evidenceOf({ canary, control }, 2).harm;
  },
};

function sidesOf(
  objects: readonly ObjectEvidence[],
  amount: (object: ObjectEvidence, at: number) => number,
): [number, number] {
  const sum = (canary: boolean) =>
    objects.reduce((all, one, at) => all + (one.canary === canary ? amount(one, at) : 0), 0);
  return [sum(true), sum(false)];
}

function failuresOf(objects: readonly ObjectEvidence[]): { candidate: number; control: number } {
  const [candidate, control] = sidesOf(objects, (one) => one.during.failures);
  return { candidate, control };
}
