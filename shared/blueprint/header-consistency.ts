import { type Action, isInBody, isInPath, wholeBodyOf } from "./action.ts";
import { actionsOfAll, routesOfAll } from "./all-routes.ts";
import type { Blueprint } from "./blueprint.ts";
import { headerRolesOf } from "./callers.ts";
import type { Inconsistency } from "./consistency.ts";
import { type Field, mayBeObject } from "./field.ts";
import { fieldProblem } from "./field-consistency.ts";
import { HeaderName, isOfRequests } from "./header-name.ts";
import { fieldsBesideThings } from "./other-fields.ts";
import { type Repeats, repeatsOf, saidOfRepeats } from "./repeats.ts";
import { versionsOf } from "./versions.ts";

/** What comes from a header and can't. */
export function headerProblems(blueprint: Blueprint): Inconsistency[] {
  const { entities } = blueprint;
  const all = actionsOfAll(blueprint);
  const taken = all.flatMap(({ inputs }) => inputs);
  const misplaced = [...entities.flatMap(({ fields }) => fields), ...fieldsBesideThings(blueprint)];
  return [
    ...misplaced
      .filter((field) => placeOf(field) !== undefined && !taken.includes(field))
      .map((field) => ({
        message: `\`${field.name}\` can't come ${placeOf(field)}: only what an action takes can, as a line of its own`,
        parts: [field],
      })),
    ...all.flatMap(queryProblems),
    ...all.flatMap(wholeBodyProblems),
    ...all.flatMap((action) => inputProblems(action, blueprint)),
    ...repeatProblems(blueprint),
    ...versionProblems(blueprint),
  ];
}

/** Headers that can't hold a version, and versions of what is never changed. */
function versionProblems(blueprint: Blueprint): Inconsistency[] {
  const ofCallers = headersOfCallers(blueprint);
  return blueprint.entities.flatMap((entity): Inconsistency[] => {
    const { versions, operations, actions, name } = entity;
    if (versions === undefined) return [];
    const key = versions.header.toLowerCase();
    const needing = [...operations, ...actions].filter(
      (route) => versionsOf({ entity, route }) !== undefined,
    );
    const inputs = actions.flatMap((action) => action.inputs);
    const repeated = needing.some(
      (route) => repeatsOf(blueprint, { entity, route })?.header.toLowerCase() === key,
    );
    const problem =
      ofCallers.has(key) || isOfRequests(key) || repeated
        ? `A version can't be in \`${versions.header}\`, which says something else`
        : inputs.some(({ header }) => header?.toLowerCase() === key)
          ? `An input comes from \`${versions.header}\`, which is to say a version`
          : needing.length === 0
            ? "No call changes one thing, so none needs its version"
            : undefined;
    return problem === undefined ? [] : [{ message: `${problem} (${name})`, parts: [versions, entity] }];
  });
}

/** Names of the headers that say who calls, in lower case. */
function headersOfCallers({ callers }: Blueprint): Set<string> {
  const known = [callers?.name, callers?.key, ...headerRolesOf(callers)].flatMap((one) => one?.header ?? []);
  return new Set(known.map((name) => name.toLowerCase()));
}

/** Headers by which repeats can't be known, and what is said of repeats where nothing is changed. */
function repeatProblems(blueprint: Blueprint): Inconsistency[] {
  const ofCallers = headersOfCallers(blueprint);
  const all = saidOfRepeats(blueprint);
  const said = all.flatMap(({ repeats, routes }): Inconsistency[] => {
    const { header } = repeats;
    const key = header.toLowerCase();
    const problem = ofCallers.has(key)
      ? `Repeats can't be known by \`${header}\`, which says who calls`
      : isOfRequests(key)
        ? `Repeats can't be known by \`${header}\`, which says how a request is sent`
        : routes.length === 0
          ? "No call is left that changes something, and whose repeats are known so"
          : keyProblem(repeats, all);
    return problem === undefined ? [] : [{ message: problem, parts: [repeats] }];
  });
  const taken = routesOfAll(blueprint).flatMap((one): Inconsistency[] => {
    const header = repeatsOf(blueprint, one)?.header.toLowerCase();
    const inputs = "inputs" in one.route ? one.route.inputs : [];
    const input = inputs.find((field) => field.header?.toLowerCase() === header);
    if (header === undefined || input === undefined) return [];
    const message = `\`${input.name}\` comes from \`${input.header}\`, by which repeats are known`;
    return [{ message, parts: [input, one.route] }];
  });
  return [...said, ...taken];
}

/** Fewest characters that a key must be able to have, so that each call can have one of its own. */
const shortestKey = 16;

/** What a key is said to be and can't, or is elsewhere said to be otherwise. */
function keyProblem({ header, value }: Repeats, all: ReturnType<typeof saidOfRepeats>): string | undefined {
  const other = all.find(
    ({ repeats }) =>
      repeats.header.toLowerCase() === header.toLowerCase() &&
      JSON.stringify(repeats.value) !== JSON.stringify(value),
  );
  if (other !== undefined)
    return `What a key in \`${header}\` must be is said in two ways: say the same of both`;
  if (value === undefined) return undefined;
  const { name, type, source, minLength, maxLength, ...others } = value;
  const isMore = Object.values(others).some((option) => option !== undefined && option !== false);
  if ((type !== "string" && type !== "uuid") || source !== "input" || isMore)
    return `A key in \`${header}\` is \`text\` of so many characters, or \`uuid\`, and no more is said of it`;
  const problem = fieldProblem(value, () => undefined);
  if (problem !== undefined) return `A key in \`${header}\` ${problem}`;
  return (maxLength ?? shortestKey) < shortestKey
    ? `A key in \`${header}\` must be able to have ${shortestKey} characters, so that each call can have one of its own`
    : undefined;
}

/** Where a value comes from that is no property of a body. */
function placeOf({ header, inQuery, wholeBody }: Field): string | undefined {
  if (header !== undefined) return "from a header";
  if (inQuery) return "from the query";
  return wholeBody ? "as the body" : undefined;
}

/** A body that is a value, and what else there is said of it. */
function wholeBodyProblems(action: Action): Inconsistency[] {
  const whole = wholeBodyOf(action);
  if (whole === undefined) return [];
  const { method, inputs } = action;
  const isElsewhere = whole.header !== undefined || whole.inQuery || isInPath(action, whole);
  const other = inputs.find((input) => input !== whole && isInBody(action, input));
  const problem =
    method === "GET"
      ? "can't come as the body: a GET has none"
      : isElsewhere
        ? "comes from elsewhere, so it can't come as the body"
        : !whole.required || whole.default !== undefined
          ? "comes as the body, which is there or not: add `required`, without a default"
          : other &&
            `is the whole body, so \`${other.name}\` can't be in it: say that it is \`from the query\``;
  return problem ? [{ message: `\`${whole.name}\` ${problem}`, parts: [whole, action] }] : [];
}

/** What comes from the query and has its place elsewhere. */
function queryProblems(action: Action): Inconsistency[] {
  return action.inputs.flatMap((input): Inconsistency[] => {
    if (input.inQuery === undefined) return [];
    const elsewhere =
      input.header !== undefined
        ? "comes from a header"
        : isInPath(action, input)
          ? "stands in the path"
          : "";
    return elsewhere === ""
      ? []
      : [
          {
            message: `\`${input.name}\` ${elsewhere}, so it can't come from the query`,
            parts: [input, action],
          },
        ];
  });
}

function inputProblems(action: Action, blueprint: Blueprint): Inconsistency[] {
  const ofCallers = headersOfCallers(blueprint);
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
  if (isOfRequests(key)) return `comes from \`${header}\`, which says how a request is sent`;
  if (ofCallers.has(key))
    return `comes from \`${header}\`, which says who calls: say \`the caller\`, or the role, in its place`;
  if (before.has(key)) return `comes from \`${header}\`, as another input does: say all of it in one line`;
  if (isInPath(action, input)) return "stands in the path, so it comes from no header";
  return type === "list" || mayBeObject(type)
    ? `is a text in a header, and no ${type === "json" ? "value of any kind" : type}`
    : undefined;
}
