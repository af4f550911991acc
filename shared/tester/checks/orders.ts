import type { List, SortKey } from "../../blueprint/entity.ts";
import { chosenKey, usualOrder, withUsual } from "../../blueprint/entity.ts";
import { type Check, pathTo } from "../check.ts";
import type { Mutant } from "../scenario/focus.ts";
import { entityOf, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { Relevance } from "../scenario/relevance.ts";
import type { Subject } from "../subject.ts";

type Sort = NonNullable<List["sort"]>;

/** Orders by several keys, with empty values last, or by a name of their own. */
export function orders(subject: Subject): Check[] {
  const { entity } = subject;
  const { sort } = entity.list;
  const list = subject.operation("list");
  if (sort === undefined || list === undefined || list.path.includes(":")) return [];
  const usual = usualOrder(entity.list);
  const path = pathTo(subject, "list", "sort");
  const isPlain = usual.length < 2 && usual.every(({ emptyLast }) => emptyLast === undefined);
  return [
    ...(isPlain
      ? []
      : ordered(subject, {
          title: `${subject.nouns} are listed by ${namesOf(usual)}`,
          paths: [`${path}/default`],
          keys: usual,
          change: setUsual,
          query: [],
        })),
    ...(usual.length === 0 && sort.emptyLast === undefined ? [] : sort.fields).flatMap((name) =>
      chosen(subject, sort, name),
    ),
    ...(sort.named ?? []).flatMap((named, index) => {
      const { name } = named;
      const keys = withUsual(entity.list, named.keys);
      return ordered(subject, {
        title: `the order ${name} of ${subject.nouns} is by ${namesOf(keys)}`,
        paths: [`${path}/named`, `${path}/named/${name}`],
        keys,
        change: (one, other) => {
          const order = one.named?.[index];
          if (order !== undefined) order.keys = other;
        },
        query: [[sort.parameter, name]],
      });
    }),
  ];
}

interface Ordered {
  title: string;
  paths: string[];
  keys: readonly SortKey[];
  /** Puts other keys in place of those. */
  change: (sort: Sort, keys: SortKey[]) => void;
  query: readonly (readonly [string, string])[];
}

/** A field that callers sort by, with the usual keys behind it. */
function chosen(subject: Subject, sort: Sort, name: string): Check[] {
  const first = chosenKey(sort, name);
  const keys = withUsual(subject.entity.list, [first]);
  if (keys.length === 1 && first.emptyLast === undefined) return [];
  const path = pathTo(subject, "list", "sort");
  return ordered(subject, {
    title: `${subject.nouns} can be sorted by ${namesOf(keys)}`,
    paths: [path, `${path}/fields`, `${path}/fields/${name}`],
    keys,
    change: (one, [key, ...next]) => {
      const { descending = [], emptyLast = [] } = one;
      const put = (names: string[], isIn: boolean) => [
        ...names.filter((each) => each !== name),
        ...(isIn ? [name] : []),
      ];
      one.descending = put(descending, key?.field === name && key.direction === "descending");
      one.emptyLast = put(emptyLast, key?.field === name && key.emptyLast === true);
      setUsual(one, next);
    },
    query: [[sort.parameter, name]],
  });
}

function setUsual(sort: Sort, [first, ...next]: SortKey[]): void {
  if (first === undefined) delete sort.default;
  else sort.default = { ...first, ...(next.length > 0 && { next }) };
}

function ordered(subject: Subject, { title, paths, keys, change, query }: Ordered): Check[] {
  const { entity, blueprint } = subject;
  const relevance = new Relevance(blueprint);
  for (const { field } of keys) relevance.addField(entity, field);
  const mutants = mistakenKeys(keys).map((others): Mutant => {
    return (copy) => {
      const { sort } = entityOf(copy, entity).list;
      if (sort !== undefined) change(sort, others);
    };
  });
  return scenarioChecks(subject, {
    relevance,
    refusals: [],
    ...movesFor(relevance, entity),
    watches: [subject.identifier],
    repeats: 3,
    title,
    shows: paths,
    mutants,
    lists: [{ entity, query }],
  });
}

/** The keys with one mistake each: one left out, turned round, empty values elsewhere, the last one first. */
function mistakenKeys(keys: readonly SortKey[]): SortKey[][] {
  const each = keys.flatMap((key, index) => {
    const turned = key.direction === "ascending" ? "descending" : "ascending";
    const { emptyLast, ...first } = key;
    return [
      keys.toSpliced(index, 1),
      keys.with(index, { ...key, direction: turned }),
      ...(emptyLast === undefined ? [] : [keys.with(index, first)]),
    ];
  });
  const last = keys.at(-1);
  return last === undefined || keys.length < 2 ? each : [...each, [last, ...keys.slice(0, -1)]];
}

function namesOf(keys: readonly SortKey[]): string {
  return keys.map(({ field, direction }) => `${direction === "descending" ? "-" : ""}${field}`).join(", ");
}
