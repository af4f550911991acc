import { type Action, isInPath } from "./action.ts";
import type { Blueprint } from "./blueprint.ts";
import { rolesOf } from "./callers.ts";
import type { Inconsistency } from "./consistency.ts";
import { allProperties, type Field } from "./field.ts";
import { HeaderName } from "./header-name.ts";
import { givenByHand } from "./named-values.ts";

/** Headers that say how a request is sent, and so never what. */
const ofRequests: readonly string[] = [
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "host",
  "transfer-encoding",
];

/** What comes from a header and can't. */
export function headerProblems(blueprint: Blueprint): Inconsistency[] {
  const { entities, actions } = blueprint;
  const all = [...actions, ...entities.flatMap((entity) => entity.actions)];
  const taken = all.flatMap(({ inputs }) => inputs);
  const others = [
    ...entities.flatMap(({ fields, list }) => [
      ...fields,
      ...list.filters.flatMap(({ when }) => (when !== undefined && "input" in when ? [when.input] : [])),
    ]),
    ...all.flatMap(givenByHand),
  ];
  return [
    ...[
      ...others.flatMap((field) => [field, ...allProperties(field)]),
      ...taken.flatMap(allProperties),
    ].flatMap((field): Inconsistency[] =>
      field.header === undefined
        ? []
        : [
            {
              message: `\`${field.name}\` can't come from a header: only what an action takes can, as a line of its own`,
              parts: [field],
            },
          ],
    ),
    ...all.flatMap((action) => inputProblems(action, blueprint)),
  ];
}

function inputProblems(action: Action, { callers }: Blueprint): Inconsistency[] {
  const known = [callers?.name, callers?.key, ...rolesOf(callers)].flatMap((one) => one?.header ?? []);
  const ofCallers = new Set(known.map((name) => name.toLowerCase()));
  const before = new Set<string>();
  return action.inputs.flatMap((input): Inconsistency[] => {
    if (input.header === undefined) return [];
    const key = input.header.toLowerCase();
    const problem = inputProblem(action, input, { ofCallers, before });
    before.add(key);
    return problem === undefined ? [] : [{ message: `\`${input.name}\` ${problem}`, parts: [input, action] }];
  });
}

function inputProblem(
  action: Action,
  input: Field,
  { ofCallers, before }: Record<"ofCallers" | "before", ReadonlySet<string>>,
): string | undefined {
  const { header = "", type } = input;
  const key = header.toLowerCase();
  if (!HeaderName.safeParse(header).success)
    return `comes from \`${header}\`, which is no header's name: letters, digits and hyphens`;
  if (ofRequests.includes(key)) return `comes from \`${header}\`, which says how a request is sent`;
  if (ofCallers.has(key))
    return `comes from \`${header}\`, which says who calls: say \`the caller\`, or the role, in its place`;
  if (before.has(key)) return `comes from \`${header}\`, as another input does: say all of it in one line`;
  if (isInPath(action, input)) return "stands in the path, so it comes from no header";
  return type === "list" || type === "object" ? `is a text in a header, and no ${type}` : undefined;
}
