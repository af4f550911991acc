import type { Action } from "./action.ts";
import { looksAt, type Path } from "./expression.ts";

/** Whether an action deletes its own thing in any case. */
export function deletesItself({ effects }: Pick<Action, "effects">): boolean {
  return effects.some(
    (effect) =>
      effect.kind === "delete" &&
      effect.condition === undefined &&
      effect.target.scope === "own" &&
      effect.target.names.length === 0,
  );
}

/** What an action answers of its thing when that is deleted. */
export function goneProblems(action: Action): { message: string; part: object }[] {
  const { answer } = action;
  const isOwn = ({ scope }: Pick<Path, "scope">) => scope === "own";
  const isShown =
    answer.kind === "thing"
      ? isOwn(answer.target)
      : answer.kind !== "nothing" && looksAt(answer.value, isOwn);
  if (!isShown || !deletesItself(action)) return [];
  const message =
    "What is deleted can't be answered: name what is to be shown above, as in `gone = {id, name}`, and say `Answers gone`";
  return [{ message, part: answer }];
}
