import type { ServiceError } from "../../shared/delivery/control.ts";

/** Most causes that are told. */
const limit = 200;

/** The failures of all objects of a service, those of one cause as one; what was seen last comes first. */
export function wholeErrors(failures: readonly ServiceError[]): ServiceError[] {
  const groups = Map.groupBy(failures, ({ release, route, cause, place }) =>
    JSON.stringify([release, route, cause, place]),
  );
  return [...groups.values()]
    .flatMap((same) => {
      const [last] = same.toSorted(bySeenLast);
      if (last === undefined) return [];
      const count = same.reduce((sum, one) => sum + one.count, 0);
      const firstSeen = same.map((one) => one.firstSeen).reduce((one, other) => (other < one ? other : one));
      return [{ ...last, count, firstSeen }];
    })
    .toSorted(bySeenLast)
    .slice(0, limit);
}

function bySeenLast(left: ServiceError, right: ServiceError): number {
  return right.lastSeen.localeCompare(left.lastSeen);
}
