import { accountRolesOf, haveSessions, headerRolesOf } from "../../blueprint/callers.ts";
import type { Permission } from "../../blueprint/refusal.ts";
import type { Random } from "../../random.ts";
import type { ModelService } from "../model/service.ts";
import type { Caller } from "../model/step.ts";
import type { Accounts } from "./accounts.ts";
import { rolesSaid } from "./callers.ts";
import type { Focus } from "./focus.ts";

/** What a request asks of who makes it. */
export interface Asked {
  by?: Permission | undefined;
  byAnyone?: boolean | undefined;
}

/** What a choice by chance hangs on. */
export interface Chance {
  focus: Focus;
  random: Random;
  service: ModelService;
  /** None where no way to sign in is known. */
  accounts: Accounts | undefined;
}

/** The token of no session. */
const noToken = "no-such-token";

const nobody: Caller = { roles: [] };

/** Among those who sign in: one who may mostly, and by the focus now and then somebody else, or nobody. */
export function signedInByChance(chance: Chance, asked: Asked, thing?: number): Caller {
  const { focus, random } = chance;
  const caller = chosen(chance, asked, thing);
  const { blueprint } = focus.relevance;
  if (headerRolesOf(blueprint.callers).length === 0) return caller;
  const isSaid = focus.callers !== true || random.chance(0.6);
  return { ...caller, roles: rolesSaid(blueprint, isSaid ? asked.by : undefined) };
}

function chosen(chance: Chance, asked: Asked, thing?: number): Caller {
  const { focus, random } = chance;
  const isSeen = asked.byAnyone !== true || random.chance(0.1);
  const names = focus.sessions === true && isSeen ? namesSoFar(chance) : [];
  const name = names.length > 0 && random.chance(0.5) ? random.pick(names) : undefined;
  if (name !== undefined) return { name, roles: [] };
  if (focus.strangers === true && random.chance(0.35)) return stranger(chance, asked, thing);
  if (focus.callers === true && random.chance(0.6)) return anyone(chance, asked);
  return usual(chance, asked, thing);
}

/** Sessions that were begun, ended ones among them, or all accounts that were made where those are named. */
function namesSoFar({ service, accounts }: Chance): NonNullable<Caller["name"]>[] {
  const { count } = service.sessions;
  if (haveSessions(service.blueprint.callers))
    return Array.from({ length: count }, (_, index) => ({ $session: index }));
  return (accounts?.known ?? []).flatMap(({ number }) => (number === undefined ? [] : [{ $made: number }]));
}

function usual(
  { accounts, service, random, focus }: Chance,
  { by, byAnyone }: Asked,
  thing?: number,
): Caller {
  const isNeeded = focus.relevance.blueprint.callers?.name?.refusal !== undefined && byAnyone !== true;
  if (accounts === undefined) return nobody;
  const owner = ownerOf(service, by, thing);
  const owning = owner === null ? undefined : accounts.ofAccount(owner);
  if (owning !== undefined && (by?.roles.length === 0 || random.chance(0.5))) return owning;
  for (const role of by?.roles ?? []) {
    const isOther = focus.callers === true && by?.owner !== undefined && random.chance(0.4);
    const holder = accounts.withRole(role, isOther ? 1 : 0);
    if (holder !== undefined) return holder;
  }
  if (owning !== undefined) return owning;
  if (by === undefined && !isNeeded && random.chance(byAnyone === true ? 0.9 : 0.3)) return nobody;
  return accounts.plain(0) ?? nobody;
}

function anyone(chance: Chance, { by, byAnyone }: Asked): Caller {
  const { accounts, random, focus } = chance;
  if (accounts === undefined) return nobody;
  const { callers } = focus.relevance.blueprint;
  const isFree = callers?.name?.refusal === undefined || byAnyone === true || by?.caller === true;
  const made = accounts.known;
  const ofMade = () => {
    const one = random.pick(made);
    return one && accounts.callerOf(one);
  };
  if (focus.anyAccount === true && made.length > 0 && random.chance(0.7)) return ofMade() ?? nobody;
  const ways: (() => Caller | undefined)[] = [
    () => accounts.plain(0),
    () => accounts.plain(1),
    ...accountRolesOf(callers).map(
      ({ name }) =>
        () =>
          accounts.withRole(name, random.below(2)),
    ),
    ...(made.length === 0 ? [] : [ofMade]),
    ...(isFree ? [() => nobody] : []),
  ];
  return random.pick(ways)?.() ?? nobody;
}

/** One whose token is none, or is said otherwise than usual. */
function stranger(chance: Chance, asked: Asked, thing?: number): Caller {
  const { random, focus } = chance;
  const { name, key } = focus.relevance.blueprint.callers ?? {};
  const { scheme } = name?.account ?? {};
  if (key !== undefined && random.chance(0.3)) return { ...usual(chance, asked, thing), key: false };
  const kind = random.below(scheme === undefined ? 2 : 4);
  if (kind === 0) return nobody;
  if (kind === 1) return { name: noToken, roles: [] };
  const one = usual(chance, { ...asked, byAnyone: false }, thing);
  if (one.name === undefined) return one;
  return { ...one, manner: kind === 2 ? "bare" : "other-case" };
}

/** What the thing's owner is known by. */
function ownerOf(service: ModelService, by: Permission | undefined, number: number | undefined) {
  const owner = by?.owner;
  if (owner === undefined || number === undefined) return null;
  return service.thingOf(number)?.[owner] ?? null;
}
