import type { Entity } from "../blueprint/entity.ts";
import { sumOfCosts } from "../delivery/cost.ts";
import { type Measured, wholeOf } from "./measured.ts";
import type { Finding } from "./proposal.ts";
import { partsOf } from "./route-parts.ts";
import type { RouteUsage } from "./trace.ts";

/** So many lists of what belongs to one thing, for each list of those things: callers ask for one after the other. */
const leastTimes = 5;

/** From this share of a list's requests on, something is what its callers do. */
const most = 1 / 2;

/**
 * Lists that callers ask for once for each thing of another list: what they want of it, the other list could show. Which
 * that is only a person can say, since a profile does not know what callers do with an answer.
 */
export function itemByItem({ profile, blueprint }: Measured): Finding[] {
  const { requests } = wholeOf(profile);
  const listed = profile.routes.flatMap((usage) => {
    const parts = partsOf(usage.route, blueprint);
    if (parts?.entity === undefined || parts.operation?.kind !== "list") return [];
    return [{ usage, entity: parts.entity }];
  });
  return listed.flatMap(({ usage, entity }) =>
    parentsAsked(usage, entity).flatMap(({ parent, cost }): Finding[] => {
      const whole = listed.find((one) => one.entity.name === parent)?.usage;
      if (whole === undefined || cost.requests < most * usage.cost.requests) return [];
      if (cost.requests < leastTimes * whole.cost.requests) return [];
      const text = `${usage.route}: ${cost.requests} of ${usage.cost.requests} requests ask for what belongs to one ${parent}, beside ${whole.cost.requests} of ${whole.route}: callers ask for one after the other. Where they want a number or a few fields of each, ${whole.route} could show those at once, as in \`${entity.plural} = count of its ${entity.plural}\`.`;
      return [
        {
          id: `spec ${usage.route} by ${parent}`,
          kind: "spec",
          route: usage.route,
          text,
          weight: cost.rowsRead / requests,
        },
      ];
    }),
  );
}

/** What requests cost that give a filter by what a thing belongs to, by the kind of that. */
function parentsAsked({ parameters }: RouteUsage, { list, fields }: Entity) {
  return list.filters.flatMap(({ parameter, comparison, fields: [name] }) => {
    const parent = fields.find((field) => field.name === name)?.references;
    if (parent === undefined || comparison !== "equals") return [];
    const asked = parameters.filter(({ names }) => names.includes(parameter));
    return [{ parent, cost: sumOfCosts(asked.map(({ cost }) => cost)) }];
  });
}
