import type { Blueprint } from "../blueprint/blueprint.ts";
import { accountRolesOf } from "../blueprint/callers.ts";
import type { Permission } from "../blueprint/refusal.ts";
import type { Json } from "../models/model.ts";
import { ModelService, triedAt } from "./model/service.ts";
import { accountOf } from "./model/sessions.ts";
import type { Caller, Step } from "./model/step.ts";
import { Accounts } from "./scenario/accounts.ts";
import { everyAction } from "./scenario/found.ts";
import { strangers } from "./scenario/personal.ts";
import { waysOf } from "./scenario/ways.ts";
import type { Subject } from "./subject.ts";

/** One as whom tests call by the way. */
export interface UsualCaller {
  caller: Caller;
  roles: readonly string[];
}

/** Those as whom tests call by the way, and how they come to be signed in where nothing else was asked before. */
export interface UsualAccounts {
  steps: readonly Step[];
  /** The first does all that it may; the others do what it may not. */
  callers: readonly UsualCaller[];
}

const known = new WeakMap<Blueprint, UsualAccounts | undefined>();

/** Undefined where callers do not sign in, or no way to is found. */
export function usualAccounts(blueprint: Blueprint): UsualAccounts | undefined {
  if (!known.has(blueprint)) known.set(blueprint, search(blueprint));
  return known.get(blueprint);
}

function search(blueprint: Blueprint): UsualAccounts | undefined {
  if (accountOf(blueprint) === undefined) return undefined;
  const roles = accountRolesOf(blueprint.callers).map(({ name }) => name);
  const tried = [undefined, ...roles].flatMap((role) => begun(blueprint, role) ?? []);
  const [best] = tried.toSorted(
    (one, other) =>
      (other.callers[0]?.roles.length ?? 0) - (one.callers[0]?.roles.length ?? 0) ||
      one.steps.length - other.steps.length,
  );
  return best;
}

/** Accounts of which the first has a role, or none that must be had. */
function begun(blueprint: Blueprint, role: string | undefined): UsualAccounts | undefined {
  const ways = waysOf(blueprint);
  if (ways === undefined) return undefined;
  const service = new ModelService(blueprint, triedAt);
  const steps: Step[] = [];
  const accounts = new Accounts({ blueprint, ways, turn: strangers }, service, (step) => {
    const outcome = service.perform(step);
    if (outcome.kind === "done") steps.push(step);
    return outcome;
  });
  const callers: UsualCaller[] = [];
  const add = (caller: Caller | undefined) => {
    if (caller !== undefined) callers.push({ caller, roles: service.rolesOf(caller) });
  };
  add(role === undefined ? accounts.plain(0) : accounts.withRole(role));
  if (callers.length === 0) return undefined;
  for (const { by } of rights(blueprint)) {
    const [needed] = by.roles;
    if (needed !== undefined && callerFor(callers, by) === undefined) add(accounts.withRole(needed));
  }
  return { steps, callers };
}

/** The first among them who has a role that is asked for. */
export function callerFor(callers: readonly UsualCaller[], by: Permission): UsualCaller | undefined {
  return callers.find(({ roles }) => by.roles.some((role) => roles.includes(role)));
}

/** The routes that only some may call. */
export function rights(blueprint: Blueprint): { method: string; path: string; by: Permission }[] {
  const routes = [
    ...blueprint.entities.flatMap(({ operations }) => operations),
    ...everyAction(blueprint).map(({ action }) => action),
  ];
  return routes.flatMap(({ method, path, by }) => (by === undefined ? [] : [{ method, path, by }]));
}

/** A service in which those have signed in as whom tests call by the way. */
export function usualService(blueprint: Blueprint): ModelService {
  const service = new ModelService(blueprint, triedAt);
  for (const step of usualAccounts(blueprint)?.steps ?? []) service.perform(step);
  return service;
}

/** The usual caller who may. */
export function usualAccount(blueprint: Blueprint, by: Permission | undefined): Caller {
  const { callers = [] } = usualAccounts(blueprint) ?? {};
  const found = (by && callerFor(callers, by)) ?? callers[0];
  return found?.caller ?? { roles: [] };
}

/** The things of a kind that are there because tests call as somebody. */
export interface Among {
  count: number;
  /** By what they are known; without it they can't be told from others. */
  known?: { field: string; values: Json[] };
}

/** How many things of a kind are there because tests call as somebody. */
export function callersIn(subject: Subject): number {
  return callersAmong(subject)?.count ?? 0;
}

/** Of a kind of things, those that are there because tests call as somebody; undefined where there are none. */
export function callersAmong(subject: Subject): Among | undefined {
  const { blueprint, entity } = subject;
  const all = among.get(blueprint) ?? new Map<string, Among | undefined>();
  among.set(blueprint, all);
  if (!all.has(entity.name)) all.set(entity.name, searchAmong(subject));
  return all.get(entity.name);
}

const among = new WeakMap<Blueprint, Map<string, Among | undefined>>();

function searchAmong({ blueprint, entity, inputs }: Subject): Among | undefined {
  if (usualAccounts(blueprint) === undefined) return undefined;
  const things = usualService(blueprint).of(entity);
  if (things.length === 0) return undefined;
  const field = inputs.find(
    ({ name, type, hidden }) =>
      (type === "string" || type === "email") &&
      hidden !== true &&
      things.every((thing) => typeof thing[name] === "string"),
  );
  const { length: count } = things;
  if (field === undefined) return { count };
  return { count, known: { field: field.name, values: things.map((thing) => thing[field.name] ?? null) } };
}
