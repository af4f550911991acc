import type { BinaryOperator, DurationUnit, Expression } from "./expression.ts";
import { moreThanOwnRow } from "./own-row.ts";
import { type Scope, typeOf } from "./value-type.ts";

/** A date, from whose midnight (UTC) on, or a moment, from which on something is true. It hangs on nothing but its own thing. */
export interface TrueFrom {
  expression: Expression;
  kind: "date" | "moment";
}

/** When a condition becomes true by itself: at the latest of `times`, where then all of `rest` is true as well. */
export interface Ripening {
  times: TrueFrom[];
  rest: Expression[];
}

/** Units of which each is as long as another: what is later than now less so long is so long before now. */
const steady: readonly DurationUnit[] = ["second", "minute", "hour", "day", "week"];

/**
 * Tells the parts of a condition apart that the clock makes true, as in `dueOn < today and createdAt < now - 30 days`: of
 * these it is known when.
 */
export function ripeningOf(condition: Expression, scope: Scope): Ripening {
  if (condition.kind === "binary" && condition.operator === "and") {
    const [left, right] = [ripeningOf(condition.left, scope), ripeningOf(condition.right, scope)];
    return { times: [...left.times, ...right.times], rest: [...left.rest, ...right.rest] };
  }
  const time = trueFrom(condition, scope);
  return time === undefined ? { times: [], rest: [condition] } : { times: [time], rest: [] };
}

/** Of `time < now - duration` and its like: the time and the duration later. */
function trueFrom(condition: Expression, scope: Scope): TrueFrom | undefined {
  if (condition.kind !== "binary") return undefined;
  const turned = turnedBy(condition.operator);
  if (turned === undefined) return undefined;
  const [time, clock] = turned ? [condition.right, condition.left] : [condition.left, condition.right];
  const { kind } = typeOf(time, scope);
  const shift = shiftOfClock(clock);
  if (shift === undefined || kind !== shift.kind || moreThanOwnRow(time, scope) !== undefined)
    return undefined;
  const shifted = shift.by.reduce((expression: Expression, by) => by(expression), time);
  // What must be passed, and not only reached, is so a day or a millisecond later.
  const isPassed = condition.operator === "<" || condition.operator === ">";
  const later = kind === "date" ? duration(1, "day") : duration(0.001, "second");
  return { kind, expression: isPassed ? moved(shifted, "+", later) : shifted };
}

/** Whether the later one stands on the left; undefined where an operator compares no order. */
function turnedBy(operator: BinaryOperator): boolean | undefined {
  if (operator === "<" || operator === "<=") return false;
  return operator === ">" || operator === ">=" ? true : undefined;
}

/** How what is compared with the clock is moved instead of the clock; undefined of what is no clock. */
function shiftOfClock(
  clock: Expression,
): { kind: "date" | "moment"; by: ((time: Expression) => Expression)[] } | undefined {
  if (clock.kind === "now") return { kind: "moment", by: [] };
  if (clock.kind === "today") return { kind: "date", by: [] };
  if (clock.kind !== "binary" || (clock.operator !== "+" && clock.operator !== "-")) return undefined;
  const { left, operator, right } = clock;
  const around = shiftOfClock(left);
  if (around === undefined || right.kind !== "duration" || !steady.includes(right.unit)) return undefined;
  // So many whole days move a date, and what is less than one does not.
  const isWhole = right.amount.kind === "literal" && Number.isInteger(right.amount.value);
  if (!isWhole || (around.kind === "date" && !["day", "week"].includes(right.unit))) return undefined;
  const opposite = operator === "+" ? "-" : "+";
  return { kind: around.kind, by: [...around.by, (time) => moved(time, opposite, right)] };
}

function moved(left: Expression, operator: "+" | "-", right: Expression): Expression {
  return { kind: "binary", operator, left, right };
}

function duration(amount: number, unit: DurationUnit): Expression {
  return { kind: "duration", amount: { kind: "literal", value: amount }, unit };
}
