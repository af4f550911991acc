import { type Action, answersOf } from "./action.ts";
import type { Blueprint } from "./blueprint.ts";
import type { Inconsistency } from "./consistency.ts";
import type { Entity, Operation } from "./entity.ts";
import type { SentHeader } from "./sent-header.ts";

/** Headers that no answer sends because a spec says so. */
const reserved: readonly [names: RegExp, why: string][] = [
  [
    /^(connection|content-(length|encoding|range)|date|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/,
    "says how an answer is sent",
  ],
  [/^content-type$/, "follows from what is answered"],
  [/^access-control-/, "is said by `Any origin may call`"],
  [/^x-aidevos-/, "passes between a service and its host alone"],
  [/^(set-cookie|clear-site-data|strict-transport-security)$/, "would hold for whatever else has the host"],
];

/** Headers that are sent and can't be, or that are said twice. */
export function sentHeaderProblems({ entities, actions }: Blueprint): Inconsistency[] {
  return [
    ...[...actions, ...entities.flatMap((entity) => entity.actions)].flatMap(ofAction),
    ...entities.flatMap((entity) => entity.operations.flatMap((operation) => ofOperation(operation, entity))),
  ];
}

function ofAction(action: Action): Inconsistency[] {
  const redirects = answersOf(action).some(({ kind }) => kind === "redirect");
  return problemsOf(action.headers, redirects ? ["location"] : [], "says where it redirects to");
}

function ofOperation({ kind, answer, shows, headers }: Operation, { list }: Entity): Inconsistency[] {
  if (kind === "list" || answer === "list") {
    const total = list.totalHeader === undefined ? [] : [list.totalHeader.toLowerCase()];
    return problemsOf(headers, ["link", "x-total-count", ...total], "is said by the list's pages");
  }
  const isFound = kind === "create" && (answer === "nothing" || shows !== undefined);
  const why = "alone says what was made, since the answer does not show it whole";
  return problemsOf(headers, isFound ? ["location"] : [], why);
}

function problemsOf(
  headers: readonly SentHeader[] = [],
  taken: readonly string[],
  why: string,
): Inconsistency[] {
  const before = new Set<string>();
  return headers.flatMap((header): Inconsistency[] => {
    const name = header.name.toLowerCase();
    const isTwice = before.has(name);
    before.add(name);
    const known = taken.includes(name) ? why : reserved.find(([names]) => names.test(name))?.[1];
    const problem = isTwice
      ? "is sent twice: say all of it in one place"
      : known && `can't be sent: it ${known}`;
    return problem === undefined
      ? []
      : [{ message: `The header \`${header.name}\` ${problem}`, parts: [header] }];
  });
}
