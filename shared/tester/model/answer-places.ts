import type { Action, Answer } from "../../blueprint/action.ts";
import type { Expression } from "../../blueprint/expression.ts";
import { madeBy, tokenName } from "../../blueprint/named-values.ts";

/** Where an answer's body has a part: the names that lead to it. */
export type Place = readonly string[];

/** Where an action's answer shows the token of the session that it begins. */
export function placeOfToken({ answer, effects }: Action): Place | undefined {
  if (!effects.some(({ kind }) => kind === "sign-in") || !("value" in answer)) return undefined;
  return placeIn(
    answer.value,
    (part) => part.kind === "path" && part.scope === "value" && part.names.join() === tokenName,
  );
}

/** Where an answer shows whole what the action has made, beside other values. */
export function placeOfMade(
  action: Action,
  entity: string,
  answer: Answer = action.answer,
): Place | undefined {
  if (answer.kind !== "value" || !madeBy(action.effects).includes(entity)) return undefined;
  const place = placeIn(
    answer.value,
    (part) => part.kind === "path" && part.scope === "created" && part.names.join() === entity,
  );
  return place?.length === 0 ? undefined : place;
}

function placeIn(value: Expression, isIt: (part: Expression) => boolean): Place | undefined {
  if (isIt(value)) return [];
  if (value.kind !== "object") return undefined;
  for (const { name, value: inner } of value.properties) {
    const place = placeIn(inner, isIt);
    if (place !== undefined) return [name, ...place];
  }
  return undefined;
}
