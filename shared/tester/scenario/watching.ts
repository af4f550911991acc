import { type Action, thingParameters } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Entity } from "../../blueprint/entity.ts";
import { accountOf } from "../model/sessions.ts";
import { signersOf } from "./enrolment.ts";
import { exactly, type Focus } from "./focus.ts";
import { everyAction } from "./found.ts";

type ActionOf = NonNullable<Focus["acts"]>[number];

/** Most lists that are asked for only to see who calls. */
const LISTS = 2;

/** What shows whose session a request is of: sessions that are ended are called in too, and refused, or taken for nobody's. */
export function watchingSessions(
  blueprint: Blueprint,
): Required<Pick<Focus, "sessions" | "probes" | "lists" | "refusals">> {
  const probes = probesOf(blueprint);
  const listed = blueprint.entities.filter((entity) =>
    entity.operations.some(
      ({ kind, path, byAnyone }) => kind === "list" && !path.includes(":") && byAnyone !== true,
    ),
  );
  return {
    sessions: true,
    probes,
    lists: listed.slice(0, probes.length > 0 ? 1 : LISTS).map((entity) => ({ entity, query: [] })),
    refusals: refusalsOfNobody(blueprint, probes),
  };
}

/** Questions that take nothing, and that not just anyone may ask. */
function probesOf(blueprint: Blueprint): ActionOf[] {
  const all = everyAction(blueprint).filter(({ action }) => isPlain(action));
  const asked = all.filter(({ action }) => action.method === "GET");
  return asked.length > 0 ? asked.slice(0, LISTS) : all.slice(0, 1);
}

function isPlain(action: Action): boolean {
  return (
    action.byAnyone !== true &&
    thingParameters(action).length === 0 &&
    !action.path.includes(":") &&
    action.inputs.every(({ required }) => !required) &&
    action.effects.every(({ kind }) => kind !== "sign-out")
  );
}

/** How those are refused who are nobody, or may not. */
function refusalsOfNobody(blueprint: Blueprint, probes: readonly ActionOf[]): string[] {
  if (blueprint.callers?.name?.refusal !== undefined) return ["callers/name"];
  const account = accountOf(blueprint)?.entity;
  return [
    "callers/name",
    ...blueprint.entities.flatMap((entity) => [
      ...entity.operations.map(({ kind }) => `entities/${entity.name}/operations/${kind}/by`),
      `entities/${entity.name}/seenBy`,
      `entities/${entity.name}/seenWhere`,
    ]),
    ...everyAction(blueprint).map((one) => `${pathOfAction(one)}/by`),
    ...probes.flatMap((one) => [`${pathOfAction(one)}/guards`]),
    ...(probes.length > 0 ? [exactly(`entities/${account}`)] : []),
  ];
}

export function pathOfAction({ entity, action }: ActionOf): string {
  return `${entity === undefined ? "" : `entities/${entity.name}/`}actions/${action.name}`;
}

/** What signs in by a password, and how a wrong one is refused. */
export function watchingPasswords(
  blueprint: Blueprint,
): Required<Pick<Focus, "acts" | "refusals" | "isEager">> {
  const acts = signersOf(blueprint);
  return { acts, isEager: true, refusals: acts.map((one) => `${pathOfAction(one)}/guards`) };
}

/** Whether an action changes a password. */
export function setsPassword({ effects }: Action, { entities }: Blueprint): boolean {
  return effects.some(
    (effect) =>
      effect.kind === "set" &&
      entities.some(({ fields }) =>
        fields.some(({ name, type }) => name === effect.field && type === "password"),
      ),
  );
}

/** Whether an action ends sessions. */
export function endsSessions({ effects }: Action): boolean {
  return effects.some(({ kind }) => kind === "sign-out");
}

/** The focus, in which others are seen too. */
export function alsoWatching<Part extends Partial<Focus>>(focus: Part, ...more: Partial<Focus>[]): Part {
  let whole = focus;
  for (const one of more) whole = { ...whole, ...one, ...joined(whole, one) };
  return whole;
}

function joined(one: Partial<Focus>, other: Partial<Focus>): Partial<Focus> {
  const acts = [...(one.acts ?? []), ...(other.acts ?? [])];
  const entitiesOf = (lists: Focus["lists"]) => new Set<Entity>((lists ?? []).map(({ entity }) => entity));
  const known = entitiesOf(one.lists);
  return {
    refusals: [...(one.refusals ?? []), ...(other.refusals ?? [])],
    ...(acts.length > 0 && {
      acts: acts.filter((each, at) => acts.findIndex(({ action }) => action === each.action) === at),
    }),
    lists: [...(one.lists ?? []), ...(other.lists ?? []).filter(({ entity }) => !known.has(entity))],
  };
}
