import type { Action, EarlyAnswer, NamedValue } from "../../blueprint/action.ts";
import { presentValue, withValues } from "../../blueprint/named-values.ts";
import type { Guard } from "../../blueprint/refusal.ts";
import type { Scope } from "../../blueprint/value-type.ts";
import { printExpression } from "../expressions/print.ts";
import type { Line } from "../statement.ts";
import { earlyAnswerText } from "./answer.ts";
import { listedText } from "./each.ts";
import { handFieldText, valuesText, valueText } from "./field-print.ts";
import { guardText } from "./guard.ts";
import { refusalText } from "./refusal.ts";

/**
 * Named values and what is judged before anything is changed, as a spec writes them: first the values that refuse
 * nothing, then from the first thing that must be found on each at its place, so that reading them keeps both orders.
 */
export function judgedLines(action: Action, scope: Scope): { values: Line[]; rest: Line[] } {
  const { values, guards, move } = action;
  const refusing = findGuards(values, guards);
  const rest: Line[] = [];
  let judged = 0;
  let isMoved = false;
  const moves = () => {
    if (move === undefined || isMoved) return;
    isMoved = true;
    rest.push({ text: moveText(move, scope), of: move });
  };
  const judge = (until: number) => {
    for (; judged < until; judged += 1) {
      if (judged === (move?.after ?? 0)) moves();
      const guard = guards[judged];
      if (guard !== undefined) rest.push({ text: judgedText(guard, scope), of: guard });
    }
  };
  const lines = values.map((value, index): Line => {
    const around = withValues(scope, values.slice(0, index));
    return { text: namedValueText(value, around), of: value };
  });
  const first = values.findIndex((value) => refusing.has(value));
  for (const [index, line] of first < 0 ? [] : [...lines.entries()].slice(first)) {
    const value = values[index];
    const place = value && refusing.get(value);
    const guard = place === undefined ? undefined : guards[place];
    if (place === undefined || guard === undefined || !("refusal" in guard)) rest.push(line);
    else {
      judge(place);
      if (judged === (move?.after ?? 0)) moves();
      judged += 1;
      rest.push({ ...line, text: `${line.text} ${refusalText(guard.refusal, scope)}` });
    }
  }
  judge(guards.length);
  moves();
  return { values: first < 0 ? lines : lines.slice(0, first), rest };
}

/** The guards that say no more than that a thing is found, by what finds it, where both stand in the same order. */
function findGuards(values: Action["values"], guards: Action["guards"]): Map<NamedValue, number> {
  const found = new Map<NamedValue, number>();
  let last = -1;
  for (const value of values) {
    if (!("finds" in value)) continue;
    const place = guards.findIndex((guard, index) => index > last && isFoundGuard(guard, value.name));
    if (place < 0) continue;
    found.set(value, place);
    last = place;
  }
  return found;
}

function isFoundGuard(guard: Guard | EarlyAnswer, name: string): boolean {
  return "refusal" in guard && presentValue(guard.condition) === name;
}

function judgedText(guard: Guard | EarlyAnswer, scope: Scope): string {
  if ("answer" in guard) return earlyAnswerText(guard, scope);
  const text = guardText(guard, scope);
  return `O${text.slice(1)}`;
}

function moveText({ field, from, to, refusal }: NonNullable<Action["move"]>, scope: Scope): string {
  return `Moves ${field} from ${valuesText(from)} to ${valueText(to)} ${refusalText(refusal, scope)}`;
}

function namedValueText(value: NamedValue, scope: Scope): string {
  if ("gives" in value) return handFieldText(value.gives, scope);
  if ("expression" in value) return `${value.name} = ${printExpression(value.expression, scope)}`;
  const { name, finds: things, order } = value;
  return `Finds ${name} among ${listedText({ things, order }, scope)}`;
}
