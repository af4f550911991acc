import * as z from "zod";
import { type RouteIn, routesOfAll } from "./all-routes.ts";
import type { Blueprint } from "./blueprint.ts";
import { Field } from "./field.ts";
import { HeaderName } from "./header-name.ts";
import { Refusal } from "./refusal.ts";

/** How a call is refused whose key stands for another one, where nothing else is said. */
export const usualReused: Refusal = { status: 422, code: "key_reused" };

/** Whether nothing else is said of it. */
export function isUsualReused({ status, code, message, with: carried }: Refusal): boolean {
  const isOther = message !== undefined || carried !== undefined;
  return !isOther && status === usualReused.status && code === usualReused.code;
}

/** A header whose value stands for one call: a repeat of it gives the first answer again, and changes nothing. */
export const Repeats = z.strictObject({
  header: HeaderName,
  /** What a key must be: a `string` of a length, or a `uuid`; another one is refused as invalid. */
  value: Field.optional(),
  /** How a call without it is refused; without this, such a call is done as any other. */
  refusal: Refusal.optional(),
  /** How a call is refused that has another path or body than the one its key stands for. */
  reused: Refusal,
});
export type Repeats = z.infer<typeof Repeats>;

/**
 * How repeats of a route's calls are known: as its action says, its entity, or the service. Reads are only repeated; what
 * begins a session is not known again, since the token would have to be kept.
 */
export function repeatsOf(
  { repeats }: Pick<Blueprint, "repeats">,
  { entity, route }: RouteIn,
): Repeats | undefined {
  const begins = "effects" in route && route.effects.some(({ kind }) => kind === "sign-in");
  if (route.method === "GET" || begins) return undefined;
  return ("inputs" in route ? route.repeats : undefined) ?? entity?.repeats ?? repeats;
}

/** Everything that is said of repeats, each with its path as traces have it and the routes that it is said of. */
export function saidOfRepeats(blueprint: Blueprint): { path: string; repeats: Repeats; routes: RouteIn[] }[] {
  const { entities, actions } = blueprint;
  const parts: { path: string; repeats: Repeats | undefined }[] = [
    { path: "repeats", repeats: blueprint.repeats },
    ...actions.map(({ name, repeats }) => ({ path: `actions/${name}/repeats`, repeats })),
    ...entities.flatMap((entity) => [
      { path: `entities/${entity.name}/repeats`, repeats: entity.repeats },
      ...entity.actions.map(({ name, repeats }) => ({
        path: `entities/${entity.name}/actions/${name}/repeats`,
        repeats,
      })),
    ]),
  ];
  const all = routesOfAll(blueprint);
  return parts.flatMap(({ path, repeats }) =>
    repeats === undefined
      ? []
      : [{ path, repeats, routes: all.filter((one) => repeatsOf(blueprint, one) === repeats) }],
  );
}
