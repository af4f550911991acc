import { routesOfAll } from "./all-routes.ts";
import type { Blueprint } from "./blueprint.ts";
import type { Inconsistency } from "./consistency.ts";
import type { Field } from "./field.ts";
import { fieldProblem } from "./field-consistency.ts";
import { isOfRequests } from "./header-name.ts";

/** What is said of callers and of what they may, and fits nothing. */
export function callerProblems(blueprint: Blueprint): Inconsistency[] {
  return [...nameProblems(blueprint), ...tokenProblems(blueprint), ...rightsProblems(blueprint)];
}

/** A token comes in a header that is free for it, and that reaches the service. */
function tokenProblems({ callers }: Blueprint): Inconsistency[] {
  const { name, key, oneRole, roles = [] } = callers ?? {};
  if (name?.account === undefined) return [];
  const header = name.header.toLowerCase();
  const others = [key, oneRole, ...roles].flatMap((one) =>
    one !== undefined && "header" in one ? one.header : [],
  );
  const problem = others.some((other) => other.toLowerCase() === header)
    ? "which says something else"
    : isOfRequests(header) || header.startsWith("x-aidevos-")
      ? "which says how a request is sent"
      : header === "cookie"
        ? "which browsers send by themselves: use `Authorization`"
        : undefined;
  return problem === undefined
    ? []
    : [
        {
          message: `${name.account.isNamed ? "Who calls" : "A session's token"} can't be in \`${name.header}\`, ${problem}`,
          parts: [name],
        },
      ];
}

const namesOfCallers: readonly Field["type"][] = ["string", "email", "url", "uuid", "choice"];

/** A caller's name is a text, and nothing is said of it but what texts have. */
function nameProblems({ callers }: Blueprint): Inconsistency[] {
  const { name } = callers ?? {};
  if (name?.value === undefined) return [];
  const { value } = name;
  const problem =
    namesOfCallers.includes(value.type) && value.source === "input"
      ? fieldProblem(value, () => undefined)
      : "is a text: `text`, `email`, `url`, `uuid` or a choice";
  const {
    name: _name,
    type: _type,
    values,
    minLength,
    maxLength,
    pattern,
    trim,
    letterCase,
    ...others
  } = value;
  const isMore = Object.values(others).some(
    (option) => option !== undefined && option !== false && option !== "input",
  );
  const message =
    problem ??
    (isMore
      ? "has an option that no name of a caller has: say how it is written, as in `email, in lower case`"
      : undefined);
  return message === undefined ? [] : [{ message: `A caller's name ${message}`, parts: [name] }];
}

/** What is said of who may, and makes no difference. */
function rightsProblems({ callers, entities, actions }: Blueprint): Inconsistency[] {
  const mayBeNameless = callers?.name !== undefined && callers.name.refusal === undefined;
  const isNeeded = [callers?.key, callers?.name?.refusal, callers?.oneRole].some(
    (part) => part !== undefined,
  );
  const routes = routesOfAll({ entities, actions }).map(({ route }) => route);
  const named = "`a caller` is one that is named where callers `may be named` by a header, and here";
  return [
    ...[...routes, ...entities].flatMap((part): Inconsistency[] => {
      const by = "seenBy" in part ? part.seenBy : "by" in part ? part.by : undefined;
      if (by?.caller !== true || mayBeNameless) return [];
      const message = `${named} ${callers?.name === undefined ? "none is" : "every one is"}`;
      return [{ message, parts: [by, part] }];
    }),
    ...routes.flatMap((route): Inconsistency[] => {
      if (route.byAnyone !== true || (isNeeded && route.by === undefined)) return [];
      const message =
        route.by === undefined
          ? "Anyone may call it already: no call needs a key, a caller or a role"
          : "Anyone may call it, and only some may";
      return [{ message, parts: [route] }];
    }),
  ];
}
