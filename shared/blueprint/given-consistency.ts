import { type Action, isInPath } from "./action.ts";
import { actionsOfAll } from "./all-routes.ts";
import type { Blueprint } from "./blueprint.ts";
import type { Inconsistency } from "./consistency.ts";
import type { Expression } from "./expression.ts";

/** Where it is asked whether an input is given that always is. */
export function givenProblems(blueprint: Blueprint): Inconsistency[] {
  const actions = actionsOfAll(blueprint);
  // A condition of a parameter is judged where that is given, and a value is refused that is.
  const parts: object[] = [
    ...blueprint.entities.flatMap(({ fields, list }) => [...fields, ...list.filters]),
    ...actions.flatMap(({ inputs }) => inputs),
  ];
  return [
    ...parts.flatMap((part) => inputsAsked(part).map((name) => problem(name, "where this is asked", part))),
    ...actions.flatMap(problemsOf),
  ];
}

function problemsOf(action: Action): Inconsistency[] {
  const { inputs, ...said } = action;
  return Object.values(said)
    .flat()
    .flatMap((part) =>
      inputsAsked(part).flatMap((name) => {
        const input = inputs.find((one) => one.name === name);
        if (input === undefined) return [];
        if (isInPath(action, input)) return [problem(name, "in the path", Object(part))];
        const isNeeded = input.required && input.default === undefined;
        return isNeeded ? [problem(name, "since it is `required`", Object(part))] : [];
      }),
    );
}

function problem(name: string, why: string, part: object): Inconsistency {
  return { message: `\`${name}\` is always given ${why}: leave \`is given\` out`, parts: [part] };
}

/** The inputs of which it is asked whether they are given, in all that a part holds. */
function inputsAsked(part: unknown): string[] {
  if (part === null || typeof part !== "object") return [];
  return isGiven(part) ? part.input.names.slice(0, 1) : Object.values(part).flatMap(inputsAsked);
}

function isGiven(part: object): part is Extract<Expression, { kind: "given" }> {
  return "kind" in part && part.kind === "given";
}
