import { type Action, answersOf } from "./action.ts";
import type { Blueprint } from "./blueprint.ts";
import type { Inconsistency } from "./consistency.ts";
import type { Entity, Operation } from "./entity.ts";
import { looksAt, type Path } from "./expression.ts";
import { afterEffects, withValues } from "./named-values.ts";
import type { SentHeader } from "./sent-header.ts";
import { typeOf } from "./value-type.ts";
import { showsVersion } from "./versions.ts";

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

/** Why no answer sends the header because a spec says so; undefined where one may. */
export function reservedFor(name: string): string | undefined {
  return reserved.find(([names]) => names.test(name.toLowerCase()))?.[1];
}

/** Names of headers, in lower case, that a route's answers have already, and why none is to be said. */
type Taken = readonly [names: readonly string[], why: string];

const redirecting: Taken = [["location"], "says where it redirects to"];
const finding: Taken = [["location"], "alone says what was made, since the answer does not show it whole"];
const versioned: Taken = [["etag"], "says of which version is what is shown"];

/** Headers that are sent and can't be, or that are said twice. */
export function sentHeaderProblems({ entities, actions }: Blueprint): Inconsistency[] {
  return [
    ...actions.flatMap((action) => ofAction(action, entities)),
    ...entities.flatMap((own) => own.actions.flatMap((action) => ofAction(action, entities, own))),
    ...entities.flatMap((entity) => entity.operations.flatMap((operation) => ofOperation(operation, entity))),
  ];
}

function ofAction(action: Action, entities: readonly Entity[], own?: Entity): Inconsistency[] {
  const scope = afterEffects(
    withValues({ entities, own, inputs: action.inputs }, action.values),
    action.effects,
  );
  const answers = answersOf(action);
  const isTagged = answers.some((answer) => {
    if (answer.kind !== "thing") return false;
    const shown = typeOf({ kind: "path", ...answer.target }, scope);
    return shown.kind === "thing" && entities.some((one) => one.name === shown.entity && one.versions);
  });
  return [
    ...problemsOf(action.headers, [
      ...(answers.some(({ kind }) => kind === "redirect") ? [redirecting] : []),
      ...(isTagged ? [versioned] : []),
    ]),
    ...givenLater(action),
  ];
}

/** Headers of answers that hang on what a function gives only after an earlier answer, which has them as well. */
function givenLater({ effects, guards, headers = [] }: Action): Inconsistency[] {
  const answered = guards.some((guard) => "answer" in guard)
    ? -1
    : effects.findIndex(({ kind }) => kind === "answer");
  if (answered < 0 && !guards.some((guard) => "answer" in guard)) return [];
  const later = effects.flatMap((effect, index) =>
    index > answered && effect.kind === "by-hand" && effect.gives !== undefined ? [effect.name] : [],
  );
  return headers.flatMap((part): Inconsistency[] => {
    const isLater = ({ scope, names: [name = ""] }: Path) => scope === "value" && later.includes(name);
    return looksAt(part.value, isLater)
      ? [
          {
            message: `The header \`${part.name}\` hangs on what is given by hand after an earlier answer, which sends it too`,
            parts: [part],
          },
        ]
      : [];
  });
}

function ofOperation(operation: Operation, entity: Entity): Inconsistency[] {
  const { kind, answer, shows, headers } = operation;
  if (kind === "list" || answer === "list") {
    const { totalHeader } = entity.list;
    const names = [
      "link",
      "x-total-count",
      ...(totalHeader === undefined ? [] : [totalHeader.toLowerCase()]),
    ];
    return problemsOf(headers, [[names, "is said by the list's pages"]]);
  }
  const isFound = kind === "create" && (answer === "nothing" || shows !== undefined);
  return problemsOf(headers, [
    ...(isFound ? [finding] : []),
    ...(showsVersion(entity, operation) ? [versioned] : []),
  ]);
}

function problemsOf(headers: readonly SentHeader[] = [], taken: readonly Taken[]): Inconsistency[] {
  const before = new Set<string>();
  return headers.flatMap((header): Inconsistency[] => {
    const name = header.name.toLowerCase();
    const isTwice = before.has(name);
    before.add(name);
    const known = taken.find(([names]) => names.includes(name))?.[1] ?? reservedFor(name);
    const problem = isTwice
      ? "is sent twice: say all of it in one place"
      : known && `can't be sent: it ${known}`;
    return problem === undefined
      ? []
      : [{ message: `The header \`${header.name}\` ${problem}`, parts: [header] }];
  });
}
