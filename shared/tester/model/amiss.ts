import type { Blueprint } from "../../blueprint/blueprint.ts";
import { placeIn } from "../../blueprint/refusal-order.ts";
import type { Outcome, Reason } from "./step.ts";

/** Ends a request before its time. It is thrown by the thousand, so it is no Error, whose trace of calls costs more than the request. */
export class Amiss {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    this.outcome = outcome;
  }
}

/** Ends a request of which the language does not say what it gives. */
export function open(why: string): Amiss {
  return new Amiss({ kind: "open", why });
}

/** @throws Amiss when there is a reason: the first where an order is said, else the one of the earliest stage */
export function conclude(reasons: readonly Reason[], { refusals }: Blueprint): void {
  if (reasons.length === 0) return;
  const rank = ({ status, stage }: Reason) =>
    refusals.order === undefined ? stage : placeIn(refusals, status);
  const least = Math.min(...reasons.map(rank));
  const first = reasons.filter((one) => rank(one) === least);
  const [reason] = first;
  const isClear = new Set(first.map(({ status, code }) => `${status} ${code}`)).size === 1;
  if (reason === undefined || !isClear) throw open("several refusals are right");
  throw new Amiss({ kind: "refused", reason, reasons });
}
