import type { Entity } from "../../blueprint/entity.ts";
import type { Expression } from "../../blueprint/expression.ts";
import type { Lapse } from "../../blueprint/lapse.ts";
import { Evaluator, moved, type Thing, type World } from "../world.ts";
import { open } from "./amiss.ts";
import { scopeFor } from "./legality.ts";
import type { Store } from "./store.ts";

/** Under these names a thing has since when its fields hold what they do, and since when it is there. No field has a dollar sign. */
const sinceOf = (field: string) => `$since ${field}`;
const thereSince = "$there since";

/** Most things that happen by themselves before one request: more would be a circle. */
const most = 1000;

/** Notes when fields of a thing were set; without names, that it was made. */
export function noteSet(entity: Entity, thing: Thing, now: string, names?: readonly string[]): void {
  if (entity.lapses === undefined) return;
  if (names === undefined) thing[thereSince] = now;
  for (const { move } of entity.lapses)
    if (move !== undefined && names?.includes(move.field) !== false) thing[sinceOf(move.field)] = now;
}

/** Something that is due, and when it was. */
interface Due {
  entity: Entity;
  thing: Thing;
  lapse: Lapse;
  at: number;
  /** Whether the language says that it was then. */
  isSure: boolean;
}

/**
 * Lets happen by itself what is due by the moment of the request, the earliest first. `last` is that of the request before.
 *
 * @throws Amiss where what follows hangs on when something was due, and that is not said
 */
export function lapse(store: Store, world: (now: string) => World, last: string): void {
  const { now } = store;
  if (store.blueprint.entities.every(({ lapses }) => lapses === undefined)) return;
  for (let count = 0; count < most; count += 1) {
    const [first] = allDue(store, world, last).sort((one, other) => one.at - other.at);
    if (first === undefined) return;
    happen(store, first);
    store.now = now;
  }
  throw open("what happens by itself never ends");
}

function allDue(store: Store, world: (now: string) => World, last: string): Due[] {
  return store.blueprint.entities.flatMap((entity) =>
    (entity.lapses ?? []).flatMap((one) =>
      store.of(entity).flatMap((thing) => {
        const { move } = one;
        if (move !== undefined && !move.from.includes(String(thing[move.field]))) return [];
        const scope = scopeFor(store.blueprint, entity);
        const value = (expression: Expression, now: string) =>
          new Evaluator(world(now)).evaluate(expression, { own: thing }, scope);
        const due = dueOf(one, { thing, value, last, now: store.now });
        return due === undefined ? [] : [{ entity, thing, lapse: one, ...due }];
      }),
    ),
  );
}

interface Given {
  thing: Thing;
  value: (expression: Expression, now: string) => unknown;
  last: string;
  now: string;
}

function dueOf(
  { move, due }: Lapse,
  { thing, value, last, now }: Given,
): Pick<Due, "at" | "isSure"> | undefined {
  const end = Date.parse(now);
  if ("after" in due) {
    if (due.after.kind !== "duration") return undefined;
    const amount = value(due.after.amount, now);
    const since = thing[move === undefined ? thereSince : sinceOf(move.field)];
    if (typeof amount !== "number" || typeof since !== "string") return undefined;
    const at = Date.parse(moved(since, amount, due.after.unit));
    return at <= end ? { at, isSure: true } : undefined;
  }
  const isTrue = (at: number) => value(due.when, new Date(at).toISOString()) === true;
  if (!isTrue(end)) return undefined;
  if (!isOfClock(due.when)) return { at: end, isSure: false };
  let [before, after] = [Date.parse(last), end];
  // A request has made it true, of something that is past already.
  if (isTrue(before)) return { at: before, isSure: false };
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (isTrue(middle)) after = middle;
    else before = middle;
  }
  return { at: after, isSure: true };
}

/** Whether a condition says no more than which moments or days of the thing itself are past. */
function isOfClock(condition: Expression): boolean {
  if (condition.kind !== "binary") return false;
  const { left, operator, right } = condition;
  if (operator === "and") return isOfClock(left) && isOfClock(right);
  if (!["<", "<=", ">", ">="].includes(operator)) return false;
  const others = isClock(left) ? right : isClock(right) ? left : undefined;
  return others !== undefined && isOwn(others);
}

function isClock(expression: Expression): boolean {
  if (expression.kind === "now" || expression.kind === "today") return true;
  if (expression.kind !== "binary" || expression.right.kind !== "duration") return false;
  const { amount, unit } = expression.right;
  return isClock(expression.left) && amount.kind === "literal" && unit !== "month" && unit !== "year";
}

function isOwn(expression: Expression): boolean {
  return !/"kind":"(now|today|aggregate|groups)"|"names":\["[^"]*",/.test(JSON.stringify(expression));
}

function happen(store: Store, { entity, thing, lapse: one, at, isSure }: Due): void {
  const { move } = one;
  if (move === undefined) {
    store.drop(entity, thing);
    return;
  }
  const isDated = entity.fields.some(({ source }) => source === "updated-at" || source === "set-at-change");
  const isFollowed = (entity.lapses ?? []).some(
    (other) => other.move?.field === move.field && other.move.from.includes(move.to) && "after" in other.due,
  );
  if (!isSure && (isDated || isFollowed)) throw open("when it lapsed is not said");
  store.now = new Date(at).toISOString();
  thing[move.field] = move.to;
  noteSet(entity, thing, store.now, [move.field]);
  store.derive(entity, thing, { roles: [] }, "change");
}
