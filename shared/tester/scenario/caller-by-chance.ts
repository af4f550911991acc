import { rolesOf } from "../../blueprint/callers.ts";
import type { Permission } from "../../blueprint/refusal.ts";
import type { Random } from "../../random.ts";
import type { ModelService } from "../model/service.ts";
import type { Caller } from "../model/step.ts";
import { callerNames, usualCaller, wrongNames } from "./callers.ts";
import type { Focus } from "./focus.ts";

/** What a choice by chance hangs on. */
interface Chance {
  focus: Focus;
  random: Random;
  service: ModelService;
}

/** One who may mostly, and by the focus now and then somebody else. */
export function callerByChance(
  { focus, random, service }: Chance,
  by: Permission | undefined,
  thing?: number,
): Caller {
  const usual = usualCaller(focus.relevance.blueprint, by, ownerOf(service, by, thing));
  if (focus.strangers === true && random.chance(0.3)) {
    const { blueprint } = focus.relevance;
    const wrong = random.pick(wrongNames(blueprint));
    if (wrong !== undefined && random.chance(0.4)) return { ...usual, name: wrong };
    if (wrong !== undefined && typeof usual.name === "string" && random.chance(0.4))
      return {
        ...usual,
        name: random.chance(0.5) ? usual.name.toUpperCase() : usual.name.toLowerCase(),
      };
    if (blueprint.callers?.oneRole !== undefined && random.chance(0.6))
      return random.chance(0.5) ? { ...usual, roles: [] } : { ...usual, wrongRole: true };
    return random.chance(0.5) ? { roles: usual.roles } : { ...usual, key: false };
  }
  if (focus.callers !== true || random.chance(0.4)) return usual;
  const owner = ownerOf(service, by, thing);
  if (owner !== undefined && random.chance(0.3))
    return usualCaller(focus.relevance.blueprint, undefined, owner);
  const { callers } = focus.relevance.blueprint;
  const role = random.pick([undefined, ...rolesOf(callers).map(({ name }) => name)]);
  const names = callerNames(focus.relevance.blueprint);
  const name = random.pick([...names, ...(by?.caller ? [undefined] : [])]);
  return {
    ...(callers?.name !== undefined && name !== undefined && { name }),
    roles: role === undefined ? [] : [role],
  };
}

/** The one whose name the thing's owner field holds. */
function ownerOf(
  service: ModelService,
  by: Permission | undefined,
  number: number | undefined,
): Caller["name"] {
  const made = number === undefined ? undefined : service.made[number];
  const owner = by?.owner;
  if (made === undefined || owner === undefined || number === undefined) return undefined;
  const value = service.thingOf(number)?.[owner] ?? null;
  if (value === null) return undefined;
  const index = service.made.findIndex(({ id }) => id === value);
  return index === -1 ? String(value) : { $made: index };
}
