import type { Action } from "./action.ts";
import { actionsOfAll } from "./all-routes.ts";
import type { Blueprint } from "./blueprint.ts";
import type { Inconsistency } from "./consistency.ts";
import type { Entity } from "./entity.ts";
import { hangsOnCaller } from "./expression.ts";
import { allProperties, type Field } from "./field.ts";
import { tokenName } from "./named-values.ts";
import { comparedPasswords } from "./password-inputs.ts";

/** What is said of passwords and sessions, and can't be kept. */
export function accountProblems(blueprint: Blueprint): Inconsistency[] {
  const { entities } = blueprint;
  const all = actionsOfAll(blueprint);
  return [
    ...entities.flatMap(passwordProblems),
    ...all.flatMap(tokenProblems),
    ...all.flatMap(urlProblems),
    ...orderProblems(all, entities),
    ...roleProblems(blueprint),
    ...strayComparisons(blueprint, all),
  ];
}

function hasText(part: object, text: string): boolean {
  return JSON.stringify(part).includes(JSON.stringify(text));
}

/** A password is only set and compared: nothing shows it, or tells one from another. */
function passwordProblems({
  name,
  fields,
  operations,
  list,
  uniqueTogether,
  comparisons,
  identifier,
  noOverlaps,
}: Entity): Inconsistency[] {
  const told = (message: string, ...parts: object[]) => ({ message: `${message} (${name})`, parts });
  const found: Inconsistency[] = [];
  for (const field of fields)
    for (const inner of allProperties(field))
      if (inner.type === "password")
        found.push(
          told(
            `\`${inner.name}\` can't stand inside of \`${field.name}\`: a password is a field of its own`,
            field,
          ),
        );
  for (const field of fields.filter(isPassword)) {
    const is = `\`${field.name}\` is a password`;
    if (field.source !== "input") found.push(told(`${is}, which callers give`, field));
    if (field.unique !== undefined)
      found.push(told(`${is}: who is told that it is taken has guessed one`, field));
    if (field.default !== undefined)
      found.push(told(`${is}: one that all begin with is known to all`, field));
    const showing = operations.find(({ shows }) => shows?.includes(field.name));
    if (showing !== undefined) found.push(told(`${is}, which nobody is shown`, showing));
    if (field.trim || field.letterCase !== undefined)
      found.push(told(`${is}: it is compared as it is said, so it is kept as it is said`, field));
    const naming = [
      ...list.filters.filter(({ fields: filtered }) => filtered.includes(field.name)),
      ...(list.sort !== undefined && hasText(list.sort, field.name) ? [list.sort] : []),
      ...(identifier.name === field.name ? [identifier, field] : []),
      ...noOverlaps.filter(({ from, to, per }) => [from, to, ...per].includes(field.name)),
      ...uniqueTogether.filter((one) => one.fields.includes(field.name)),
      ...comparisons.filter(({ left, right }) => left === field.name || right === field.name),
    ];
    for (const part of naming) found.push(told(`${is}: nothing is found, ordered or told apart by it`, part));
  }
  return found;
}

function isPassword({ type }: Field): boolean {
  return type === "password";
}

/** A password that is said in a URL stands in logs and histories. */
function urlProblems(action: Action): Inconsistency[] {
  if (action.method !== "GET" || comparedPasswords(action).length === 0) return [];
  const message = `A password would stand in the URL of \`GET\`: let it be a \`POST\` (${action.name})`;
  return [{ message, parts: [action] }];
}

/** What is found by the order of passwords tells something of them. */
function orderProblems(actions: readonly Action[], entities: readonly Entity[]): Inconsistency[] {
  return actions.flatMap(({ values, name }) =>
    values.flatMap((value): Inconsistency[] => {
      if (!("finds" in value)) return [];
      const entity = entities.find((one) => one.name === value.finds.entity);
      const field = entity?.fields.find(
        (one) => isPassword(one) && value.order?.some((order) => order.field === one.name),
      );
      const message = `\`${field?.name}\` is a password: nothing is found, ordered or told apart by it (${name})`;
      return field === undefined ? [] : [{ message, parts: [value] }];
    }),
  );
}

/** Who a call is of is found out by these conditions: they can't hang on it. */
function roleProblems({ callers }: Blueprint): Inconsistency[] {
  const { name, roles = [] } = callers ?? {};
  const conditions = [
    ...(name?.account?.where === undefined ? [] : [{ of: name.account.where, part: name }]),
    ...roles.flatMap((role) => ("where" in role ? [{ of: role.where, part: role }] : [])),
  ];
  return conditions.flatMap(({ of, part }) =>
    hangsOnCaller(of)
      ? [
          {
            message: "It is judged before it is known who calls: say it of the account's fields alone",
            parts: [part],
          },
        ]
      : [],
  );
}

/** The token of a session has a name of its own. */
function tokenProblems(action: Action): Inconsistency[] {
  const begins = action.effects.filter(({ kind }) => kind === "sign-in");
  const [first, second] = begins;
  if (first === undefined) return [];
  const isTaken = [...action.inputs, ...action.values].some(({ name }) => name === tokenName);
  const message = isTaken
    ? `\`${tokenName}\` is what the session is known by: call the input or value otherwise`
    : second === undefined
      ? undefined
      : `Only one session begins in an action: what would \`${tokenName}\` be?`;
  return message === undefined
    ? []
    : [{ message: `${message} (${action.name})`, parts: [second ?? first, action] }];
}

/** Comparisons with passwords take long on purpose, so they stand where they are made once: in an action's `Only if`. */
function strayComparisons(blueprint: Blueprint, actions: readonly Action[]): Inconsistency[] {
  const known = new Set<object>(actions.flatMap(comparedPasswords));
  const found: Inconsistency[] = [];
  const holders = [
    blueprint.callers,
    ...blueprint.entities.flatMap(partsOf),
    ...blueprint.actions.flatMap(partsOf),
  ];
  for (const holder of holders) {
    if (holder === undefined || !hasStray(holder, known)) continue;
    found.push({
      message:
        "A password is compared only in an action's `Only if`, alone or joined by `and`: `Only if user.password is password (401)`",
      parts: [holder],
    });
  }
  return found;
}

/** The parts of which a statement makes one each. */
function partsOf(whole: Entity | Action): object[] {
  const parts: unknown[] = Object.values(whole).flat();
  return parts.flatMap((part) => {
    if (part === null || typeof part !== "object") return [];
    return "effects" in part ? partsOf(part as Action) : [part];
  });
}

function hasStray(value: unknown, known: ReadonlySet<object>): boolean {
  if (value === null || typeof value !== "object" || known.has(value)) return false;
  if ("kind" in value && value.kind === "fits") return true;
  return Object.values(value).some((one) => hasStray(one, known));
}
