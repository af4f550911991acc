import type { Blueprint } from "../blueprint/blueprint.ts";
import { type Entity, type Operation, usualOrder } from "../blueprint/entity.ts";
import type { Design, Index } from "../design/design.ts";
import { storableIn } from "./aggregates.ts";
import type { DesignChange } from "./change.ts";
import { exactFilters, listIndexes } from "./list-indexes.ts";
import { lookupIndexes } from "./lookups.ts";
import { rulesOf } from "./route-parts.ts";

/** A kind of change in terms of what any blueprint may have. */
export interface Pattern {
  title: string;
  text: string;
  /** Whether a change of a service's design is of this kind. */
  isIts(change: DesignChange, blueprint: Blueprint): boolean;
  /** The changes of this kind that a design may begin with when nobody has measured anything yet: one an entity at most. */
  first(blueprint: Blueprint, design: Design): DesignChange[];
}

export const patternNames = [
  "filters-together",
  "parent-and-filter",
  "stored-in-list",
  "lookup-by-condition",
  "unused-order",
  "cached-ranking",
] as const;
export type PatternName = (typeof patternNames)[number];

/** What there is to be learnt from one service for others. A change is of the first kind that it fits. */
export const patterns: Record<PatternName, Pattern> = {
  "filters-together": {
    title: "Exact filters that come together deserve one index over both",
    text: "Where callers narrow a list by two exact filters at once, an index over both, with the list's order after them, reads only what is shown; an index over one of them reads all that have its value.",
    isIts: (change, blueprint) =>
      isIndex(change, blueprint, ({ by: [first, second] }, entity) => {
        const exact = exactFilters(entity);
        return [first, second].every((part) => part !== undefined && exact.includes(part.field));
      }),
    first: (blueprint) =>
      listsOf(blueprint).flatMap(({ entity, operation }) => {
        const [one, other] = exactFilters(entity);
        if (one === undefined || other === undefined) return [];
        return adding(listIndexes(entity, operation, parametersOf(entity, [one, other])));
      }),
  },
  "parent-and-filter": {
    title: "A list below something else deserves an index over what it is below and its filter",
    text: "Where things are listed below another and narrowed by an exact filter, an index over the reference and the filter's field, with the list's order after them, reads only what is shown.",
    isIts: (change, blueprint) =>
      isIndex(
        change,
        blueprint,
        ({ by: [first, second] }, entity) =>
          first?.field === entity.parent?.field &&
          second !== undefined &&
          exactFilters(entity).includes(second.field),
      ),
    first: (blueprint) =>
      listsOf(blueprint).flatMap(({ entity, operation }) => {
        const filter = exactFilters(entity).find((field) => field !== entity.parent?.field);
        if (entity.parent === undefined || filter === undefined) return [];
        return adding(listIndexes(entity, operation, parametersOf(entity, [filter])));
      }),
  },
  "stored-in-list": {
    title: "A count or sum that a list shows deserves to be kept",
    text: "Where each thing of a list is shown with a count or sum of what belongs to it, and lists are read more often than that changes, keeping it with the thing spares going through all that belongs to each.",
    isIts: (change, blueprint) => {
      if (!("stored" in change)) return false;
      const { stored } = change;
      return countsInLists(blueprint).some(
        (one) => JSON.stringify(one) === JSON.stringify({ kind: "store", stored }),
      );
    },
    first: countsInLists,
  },
  "lookup-by-condition": {
    title: "What rules and actions look up deserves an index over what they ask for",
    text: "Where a rule or an action looks for things that belong to one and are in some state, an index over the reference and the state finds them at once; one over the reference alone reads all that belong to it.",
    isIts: (change, blueprint) =>
      "index" in change &&
      lookups(blueprint).some((index) => JSON.stringify(index) === JSON.stringify(change.index)),
    first: (blueprint) => onePerEntity(lookups(blueprint)).map((index) => ({ kind: "add-index", index })),
  },
  "unused-order": {
    title: "An order that callers may ask for, and do not, is dear at an index",
    text: "Where a list can be sorted by several fields, callers ask for few of them. An index for each is kept with every write; without one, who does ask has his answer sorted.",
    isIts: (change, blueprint) => change.kind === "drop-index" && isIndex(change, blueprint, isForAskedOrder),
    first: (blueprint, { indexes }) =>
      indexes
        .filter((index) =>
          blueprint.entities.some((one) => one.name === index.entity && isForAskedOrder(index, one)),
        )
        .map((index) => ({ kind: "drop-index", index })),
  },
  "cached-ranking": {
    title: "A list in an order that is worked out deserves a cache",
    text: "Where a list is sorted by a value that is worked out at each read, no index has that order, and all that is listed is read for each page. Where it is asked for more often than anything is written, a cache has the page that was read before.",
    isIts: (change, blueprint) => "cache" in change && rankings(blueprint).includes(change.cache.entity),
    first: (blueprint) => rankings(blueprint).map((entity) => ({ kind: "cache", cache: { entity } })),
  },
};

function isIndex(
  change: DesignChange,
  { entities }: Blueprint,
  isIt: (index: Index, entity: Entity) => boolean,
): boolean {
  if (!("index" in change)) return false;
  const entity = entities.find(({ name }) => name === change.index.entity);
  return entity !== undefined && isIt(change.index, entity);
}

function isForAskedOrder({ by: [first] }: Index, entity: Entity): boolean {
  const { sort, filters } = entity.list;
  if (first === undefined || filters.some(({ fields }) => fields.includes(first.field))) return false;
  const asked = [...(sort?.fields ?? []), ...(sort?.named ?? []).flatMap(({ keys }) => keys[0]?.field ?? [])];
  return asked.includes(first.field) && sort?.default?.field !== first.field;
}

function listsOf({ entities }: Blueprint): { entity: Entity; operation: Operation }[] {
  return entities.flatMap((entity) => {
    const operation = entity.operations.find(({ kind }) => kind === "list");
    return operation === undefined ? [] : [{ entity, operation }];
  });
}

function parametersOf({ list }: Entity, fields: readonly string[]): string[] {
  return fields.flatMap(
    (field) =>
      list.filters.find(
        (one) => one.comparison === "equals" && one.fields.length === 1 && one.fields[0] === field,
      )?.parameter ?? [],
  );
}

function adding(indexes: readonly Index[]): DesignChange[] {
  return indexes.slice(0, 1).map((index) => ({ kind: "add-index", index }));
}

function countsInLists(blueprint: Blueprint): DesignChange[] {
  return listsOf(blueprint).flatMap(({ entity }) =>
    storableIn(entity.fields, blueprint)
      .filter((stored) => stored.entity === entity.name)
      .map((stored): DesignChange => ({ kind: "store", stored })),
  );
}

/** Entities whose lists are usually in an order that no index can have. */
function rankings(blueprint: Blueprint): string[] {
  return listsOf(blueprint).flatMap(({ entity }) => {
    const [first] = usualOrder(entity.list);
    const field = entity.fields.find(({ name }) => name === first?.field);
    return field?.source === "computed" ? [entity.name] : [];
  });
}

/** Of what is looked up by more than one field. */
function lookups(blueprint: Blueprint): Index[] {
  const work = blueprint.entities.map((entity) => [rulesOf(entity), entity.actions, entity.fields]);
  return lookupIndexes([work, blueprint.actions], blueprint).filter(({ by }) => by.length > 1);
}

function onePerEntity(indexes: readonly Index[]): Index[] {
  return indexes.filter((index, at) => indexes.findIndex(({ entity }) => entity === index.entity) === at);
}
