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

type Refusals = Blueprint["refusals"];

/** What puts a reason before others: its place where an order is said, else its stage. */
function rankOf({ status, stage }: Reason, refusals: Refusals): number {
  return refusals.order === undefined ? stage : placeIn(refusals, status);
}

/** The reason that comes first, of several alike the first of them. */
export function firstOf(reasons: readonly Reason[], refusals: Refusals): Reason | undefined {
  return reasons.toSorted((one, other) => rankOf(one, refusals) - rankOf(other, refusals))[0];
}

/** @throws Amiss when there is a reason: the first where an order is said, else the one of the earliest stage */
export function conclude(reasons: readonly Reason[], { refusals }: Blueprint): void {
  const reason = firstOf(reasons, refusals);
  if (reason === undefined) return;
  const alike = reasons.filter((one) => rankOf(one, refusals) === rankOf(reason, refusals));
  const isClear = new Set(alike.map(({ status, code }) => `${status} ${code}`)).size === 1;
  if (!isClear) throw open("several refusals are right");
  throw new Amiss({ kind: "refused", reason, reasons });
}
