import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity, Filter, List } from "../blueprint/entity.ts";
import { sumOfCosts } from "../delivery/cost.ts";
import { filter } from "../spec/statements/filter.ts";
import { pages } from "../spec/statements/listing.ts";
import { excessOf } from "./costly-reads.ts";
import { type Measured, wholeOf } from "./measured.ts";
import type { Finding } from "./proposal.ts";
import { partsOf } from "./route-parts.ts";
import type { RouteUsage } from "./trace.ts";

type Pages = NonNullable<List["pages"]>;

/** What is seen of one list, with the statement as it stands and one that would mend it. */
interface Hint {
  text: string;
  /** Rows, over the trace. */
  excess: number;
  statement?: Finding["statement"];
}

/** From this share of a list's requests on, something is what its callers do. */
const most = 1 / 2;

/** Elements of a list without pages that are much for one answer. */
const longAnswer = 200;

/**
 * What no design can mend, for a person to decide: how lists are asked for that have to read much. A profile knows which
 * parameters come and not with what values, so these say what callers do and not what they look for.
 */
export function forPeople({ profile, blueprint }: Measured): Finding[] {
  const { requests } = wholeOf(profile);
  return profile.routes.flatMap((usage) => {
    const parts = partsOf(usage.route, blueprint);
    if (parts?.entity === undefined || parts.operation?.kind !== "list") return [];
    const { entity } = parts;
    const hints = [pageAfterPage, offsets, unpaged, partOf].flatMap(
      (look) => look(usage, entity, blueprint) ?? [],
    );
    return hints.map(
      ({ text, excess, statement }, at): Finding => ({
        id: `spec ${usage.route} ${at + 1}`,
        kind: "spec",
        route: usage.route,
        text: `${usage.route}: ${text}`,
        weight: Math.max(0, excess) / requests,
        ...(statement !== undefined && { statement }),
      }),
    );
  });
}

/** Callers go from page to page without any filter: they fetch all there is, or look for something themselves. */
function pageAfterPage(usage: RouteUsage, entity: Entity, blueprint: Blueprint): Hint | undefined {
  const { pages: paging, filters } = entity.list;
  if (paging === undefined) return undefined;
  const isFilter = (name: string) => filters.some(({ parameter }) => parameter === name);
  const walking = costsWith(
    usage,
    (names) => names.includes(paging.positionParameter) && !names.some(isFilter),
  );
  if (walking.requests < most * usage.cost.requests) return undefined;
  const what =
    filters.length === 0
      ? `it has no filter, and ${share(walking.requests, usage)} ask for a later page: callers read all of it to find what they want. Which filter would spare them that, they can say`
      : `${share(walking.requests, usage)} ask for a later page and give no filter: callers fetch everything, page by page. A filter that they miss would spare them that, and a larger page makes it fewer requests`;
  const larger = { ...paging, maximumSize: paging.maximumSize * 5 };
  return { text: `${what}.`, excess: walking.rowsRead, statement: paged(entity, larger, blueprint) };
}

/** A page by its number or offset reads and drops all before it; a cursor goes there at once. */
function offsets(usage: RouteUsage, entity: Entity, blueprint: Blueprint): Hint | undefined {
  const { pages: paging } = entity.list;
  if (paging === undefined || paging.style === "cursor") return undefined;
  const later = costsWith(usage, (names) => names.includes(paging.positionParameter));
  const each = (usage.shown ?? 0) / usage.cost.requests;
  const excess = later.rowsRead - later.requests * each;
  if (later.requests < most * usage.cost.requests || excess < later.rowsRead / 2) return undefined;
  const text = `a later page reads ${Math.round(later.rowsRead / later.requests)} rows to show ${Math.round(each)}, for it reads all pages before it. By cursor it would begin where the one before ended.`;
  return {
    text,
    excess,
    statement: paged(entity, { ...paging, style: "cursor", positionParameter: "cursor" }, blueprint),
  };
}

function unpaged(usage: RouteUsage, { list }: Entity): Hint | undefined {
  const each = (usage.shown ?? 0) / usage.cost.requests;
  if (list.pages !== undefined || each < longAnswer) return undefined;
  const text = `an answer has ${Math.round(each)} elements, since the list has no pages. With some, callers would get as much as they need.`;
  return { text, excess: (each - longAnswer / 2) * usage.cost.requests };
}

/** What is part of a text is found by reading all of them, whatever index there is. */
function partOf(usage: RouteUsage, entity: Entity, blueprint: Blueprint): Hint | undefined {
  const searching = entity.list.filters.filter(({ comparison }) =>
    ["contains", "starts-with"].includes(comparison),
  );
  const [used] = searching
    .map((one) => ({ one, cost: costsWith(usage, (names) => names.includes(one.parameter)) }))
    .sort((a, b) => b.cost.rowsRead - a.cost.rowsRead);
  const [field] = used?.one.fields ?? [];
  if (used === undefined || field === undefined || used.cost.requests === 0) return undefined;
  const excess = excessOf({ cost: used.cost, shown: 0 });
  if (excess < usage.cost.rowsRead / 2) return undefined;
  const exact: Filter = { parameter: used.one.parameter, fields: [field], comparison: "equals" };
  const [now, instead] = [used.one, exact].map((one) => filterText(entity, one, blueprint));
  if (now === undefined || instead === undefined) return undefined;
  const text = `${used.one.parameter} reads every row, for no index finds part of a text: ${Math.round(used.cost.rowsRead / used.cost.requests)} rows for a request. Where callers know the whole text, a filter by it reads only what it shows.`;
  return { text, excess, statement: { now, instead } };
}

function costsWith({ parameters }: RouteUsage, isIt: (names: readonly string[]) => boolean) {
  const costs = parameters.filter(({ names }) => isIt(names)).map(({ cost }) => cost);
  return sumOfCosts(costs);
}

function share(requests: number, { cost }: RouteUsage): string {
  return `${requests} of ${cost.requests} requests`;
}

function paged(entity: Entity, instead: Pages, blueprint: Blueprint): Finding["statement"] {
  const textOf = (one: Pages | undefined) =>
    pages.print.entity?.({ ...entity, list: { ...entity.list, pages: one } }, blueprint)[0]?.text ?? "";
  return { now: textOf(entity.list.pages), instead: textOf(instead) };
}

function filterText(entity: Entity, one: Filter, blueprint: Blueprint): string | undefined {
  return filter.print.entity?.({ ...entity, list: { ...entity.list, filters: [one] } }, blueprint)[0]?.text;
}
