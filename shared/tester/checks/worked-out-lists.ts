import type { Filter } from "../../blueprint/entity.ts";
import type { Field } from "../../blueprint/field.ts";
import { type Check, pathTo } from "../check.ts";
import { scopeFor } from "../model/legality.ts";
import { callerNames } from "../scenario/callers.ts";
import type { Focus, Mutant } from "../scenario/focus.ts";
import { entityOf, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { mistaken } from "../scenario/mutants.ts";
import { Relevance } from "../scenario/relevance.ts";
import type { Subject } from "../subject.ts";

/** Lists that are narrowed by conditions, and narrowed or ordered by what is worked out or set by the service. */
export function workedOutLists(subject: Subject): Check[] {
  const list = subject.operation("list");
  if (list === undefined || list.path.includes(":")) return [];
  const { filters, sort } = subject.entity.list;
  const isSet = (name: string) => triedField(subject, name) !== undefined;
  return [
    ...filters.flatMap((filter, index) =>
      filter.when !== undefined && "value" in filter.when
        ? byCondition(subject, filter, index)
        : filter.fields.some(isSet)
          ? byValue(subject, filter, index)
          : [],
    ),
    ...(sort?.fields ?? []).filter(isSet).flatMap((name) => ordered(subject, name, false)),
    ...(sort?.default !== undefined && isSet(sort.default.field)
      ? ordered(subject, sort.default.field, true)
      : []),
  ];
}

/** The field where callers don't give it, and its values are not times of the requests. */
export function setField({ entity }: Subject, name: string): Field | undefined {
  const sources: readonly Field["source"][] = [
    "computed",
    "state",
    "caller",
    "set-at-creation",
    "set-at-change",
    "counted",
    "slug",
  ];
  return entity.fields.find((field) => field.name === name && sources.includes(field.source));
}

/** The field where scenarios show what hangs on it: set by the service, or of things that no route creates. */
function triedField(subject: Subject, name: string): Field | undefined {
  return setField(subject, name) ?? (subject.isMakeable() ? undefined : madeField(subject, name));
}

function madeField({ entity }: Subject, name: string): Field | undefined {
  return entity.fields.find((field) => field.name === name && field.references === undefined);
}

function focus(subject: Subject, relevance: Relevance): Omit<Focus, "title" | "claims" | "mutants"> {
  return {
    relevance,
    refusals: [],
    ...movesFor(relevance, subject.entity),
    ...(subject.isMakeable() && { watches: [subject.identifier] }),
    most: 1,
  };
}

function byCondition(subject: Subject, filter: Filter, index: number): Check[] {
  const { entity, blueprint } = subject;
  const { when, parameter } = filter;
  if (when === undefined || !("value" in when)) return [];
  const relevance = new Relevance(blueprint);
  relevance.addEntity(entity);
  relevance.add(when.condition, scopeFor(blueprint, entity));
  const change = (other?: Filter) => filterMutant(subject, index, other);
  return scenarioChecks(subject, {
    ...focus(subject, relevance),
    title: `${parameter}=${when.value} narrows the list of ${subject.nouns}`,
    claims: [{ paths: filterPaths(subject, filter, index), without: change() }],
    mutants: mistaken(when.condition).map((condition) => change({ ...filter, when: { ...when, condition } })),
    lists: [{ entity, query: [[parameter, when.value]] }],
  });
}

function byValue(subject: Subject, filter: Filter, index: number): Check[] {
  const { entity, blueprint } = subject;
  const [field] = filter.fields.flatMap((name) => triedField(subject, name) ?? []);
  if (field === undefined) return [];
  const relevance = new Relevance(blueprint);
  relevance.addField(entity, field.name);
  const change = (other?: Filter) => filterMutant(subject, index, other);
  const opposite = {
    "at-least": "greater",
    greater: "at-least",
    "at-most": "less",
    less: "at-most",
  } as const;
  const swapped: Mutant[] = Object.entries(opposite)
    .filter(([comparison]) => comparison === filter.comparison)
    .map(([, comparison]) => change({ ...filter, comparison }));
  return scenarioChecks(subject, {
    ...focus(subject, relevance),
    title: `${subject.nouns} are filtered by ${filter.parameter}`,
    claims: [{ paths: filterPaths(subject, filter, index), without: change() }],
    mutants: swapped,
    lists: asked(field, relevance).map((value) => ({ entity, query: [[filter.parameter, value]] })),
  });
}

function filterPaths(subject: Subject, { parameter }: Filter, index: number): string[] {
  const path = pathTo(subject, "list", "filters");
  return [path, `${path}/${parameter}`, `${path}/${index}`];
}

/** The list with another filter in place of one, or with none. */
function filterMutant({ entity }: Subject, index: number, other: Filter | undefined): Mutant {
  const others = other === undefined ? [] : [other];
  return (copy) => void entityOf(copy, entity).list.filters.splice(index, 1, ...others);
}

/** Values that the field may well have. */
function asked(field: Field, { blueprint, texts, numbers }: Relevance): string[] {
  if (field.type === "boolean") return ["true", "false"];
  if (field.source === "caller") return [callerNames(blueprint)[0]];
  if (field.values !== undefined) return field.values.slice(0, 3);
  if (field.type === "integer" || field.type === "number")
    return [...new Set([1, 2, ...numbers])].slice(0, 4).map(String);
  return [...texts].slice(0, 3);
}

function ordered(subject: Subject, name: string, isDefault: boolean): Check[] {
  const { entity, blueprint } = subject;
  const relevance = new Relevance(blueprint);
  relevance.addField(entity, name);
  const { sort } = entity.list;
  const parameter = sort?.parameter ?? "sort";
  const turn: Mutant = (copy) => {
    const one = entityOf(copy, entity).list.sort;
    if (one === undefined) return;
    if (!isDefault)
      one.descending =
        one.descending?.includes(name) === true
          ? one.descending.filter((each) => each !== name)
          : [...(one.descending ?? []), name];
    else if (one.default !== undefined)
      one.default.direction = one.default.direction === "ascending" ? "descending" : "ascending";
  };
  const drop: Mutant = (copy) => {
    delete entityOf(copy, entity).list.sort;
  };
  const path = pathTo(subject, "list", "sort");
  return scenarioChecks(subject, {
    ...focus(subject, relevance),
    title: isDefault
      ? `${subject.nouns} are listed by ${name} unless asked otherwise`
      : `${subject.nouns} can be sorted by ${name}`,
    claims: [
      {
        paths: isDefault ? [`${path}/default`] : [path, `${path}/fields`, `${path}/fields/${name}`],
        without: drop,
      },
    ],
    mutants: [turn],
    lists: isDefault
      ? [{ entity, query: [] }]
      : [
          { entity, query: [[parameter, name]] },
          { entity, query: [[parameter, `-${name}`]] },
        ],
  });
}
