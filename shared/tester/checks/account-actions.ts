import type { Action } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Expression } from "../../blueprint/expression.ts";
import { accountOf, withTokenMistake } from "../model/sessions.ts";
import type { Focus, Mutant } from "../scenario/focus.ts";
import {
  alsoWatching,
  endsSessions,
  setsPassword,
  watchingPasswords,
  watchingSessions,
} from "../scenario/watching.ts";
import { fixedTruths } from "./action-parts.ts";

/** Mistakes in what an action does with accounts, their sessions and passwords. */
export function accountMutants(
  action: Action,
  blueprint: Blueprint,
  change: (work: (action: Action) => void) => Mutant,
): Mutant[] {
  const account = accountOf(blueprint)?.entity;
  if (account === undefined) return [];
  const { effects } = action;
  const other: Expression = { kind: "literal", value: "another password" };
  const isHere = effects.some((effect) => effect.kind === "sign-out" && effect.target === undefined);
  return [
    ...effects.flatMap((effect, index) =>
      effect.kind === "create" && effect.entity === account
        ? fixedTruths(effect).map((one) => change(({ effects: all }) => void all.splice(index, 1, one)))
        : [],
    ),
    ...(isHere ? [(copy: Blueprint) => withTokenMistake(copy, "everywhere")] : []),
    ...(setsPassword(action, blueprint)
      ? [
          change((one) => {
            for (const effect of one.effects) if (effect.kind === "set") effect.value = other;
          }),
        ]
      : []),
  ];
}

/** The focus, in which what the action does with sessions and passwords is seen. */
export function watchingAccounts(focus: Focus, action: Action): Focus {
  const { blueprint } = focus.relevance;
  return alsoWatching(
    focus,
    ...(endsSessions(action) ? [watchingSessions(blueprint)] : []),
    ...(setsPassword(action, blueprint) ? [watchingPasswords(blueprint)] : []),
  );
}
