import {
  chosenKey,
  type Entity,
  type List,
  mostKeys,
  type SortKey,
  usualOrder,
} from "../../blueprint/entity.ts";
import { inEntity } from "../change.ts";
import type { Draft } from "../draft.ts";
import { optional } from "../phrases/field-type.ts";
import type { Change, Line, Statement } from "../statement.ts";

type Sort = NonNullable<List["sort"]>;

/** The list's order, made when first spoken of. */
function sortOf(list: List): Sort {
  list.sort ??= { parameter: "sort", fields: [] };
  return list.sort;
}

/** The list's order by request: one parameter asks for it. */
function askedBy(parameter: string, list: List, draft: Draft): Sort {
  const sort = sortOf(list);
  const isAsked = sort.fields.length > 0 || sort.named !== undefined;
  if (isAsked && sort.parameter !== parameter)
    draft.fail(`One parameter asks for the order, and it is \`?${sort.parameter}\`.`, `?${parameter}`);
  sort.parameter = parameter;
  return sort;
}

export const listOrder: Statement = {
  rule: "ListedBy",
  about: "sort order sorted newest latest first",
  places: ["entity"],
  title: "The order of a list",
  meaning:
    "What the list is ordered by, downwards with a minus; equal ones by the next key, in the end by creation, backwards where the last key has a minus. Empty values come first, or last after a minus and with `empty last`; a choice in the order of its values, a text by its characters, capitals first.",
  ways: ["- Listed by FIELD, -FIELD", "- Listed by FIELD empty last"],
  grammar: `
  ListedBy = "listed" "by" SortKeys
  SortKeys = NonemptyListOf<SortKey, ",">
  SortKey = OrderKey EmptyLast?
  EmptyLast = "empty" "last"
`,
  meanings: {
    ListedBy: (said): Change => {
      const [first, ...next]: SortKey[] = said.value();
      return inEntity((draft, entity) => {
        if (first === undefined) return;
        const sort = sortOf(entity.list);
        keysNamed(draft, entity, [first, ...next], mostKeys);
        sort.default = { ...first, ...(next.length > 0 && { next }) };
        draft.made(sort.default);
      });
    },
    SortKeys: (keys) => keys.value(),
    SortKey: (key, last): SortKey => {
      const { field, descending }: { field: string; descending: boolean } = key.value();
      return {
        field,
        direction: descending ? "descending" : "ascending",
        ...(last.children.length > 0 && { emptyLast: true }),
      };
    },
  },
  print: {
    entity: ({ list }) =>
      list.sort?.default === undefined
        ? []
        : [{ text: `Listed by ${keysText(usualOrder(list))}`, of: list.sort.default }],
  },
  examples: ["- Listed by name", "- Listed by -name, id", "- Listed by name empty last"],
};

export const listSort: Statement = {
  rule: "SortParameter",
  places: ["entity"],
  title: "An order that callers choose",
  meaning:
    "A query parameter that names what the list is ordered by; a minus before the name turns it round. A field with a minus here runs downwards when asked for by name alone; `empty last` as of `Listed by`. Equal ones stand as they do without it. A second parameter may give the direction, `asc` or `desc`. A value of the parameter may also stand for an order of its own.",
  ways: [
    "- `?NAME` sorts by FIELD, FIELD",
    "- `?NAME` sorts by FIELD, FIELD, `?NAME` gives the direction",
    "- `?NAME=VALUE` sorts by FIELD, -FIELD empty last",
  ],
  grammar: `
  SortParameter = query "sorts" "by" SortKeys SortDirection?  -- fields
                | queryValue "sorts" "by" SortKeys  -- named
  SortDirection = "," query "gives" "the" "direction"
  query (a query parameter) = "\`?" parameterName "\`"
  parameterName = bareName ("[" bareName "]")*
`,
  meanings: {
    SortParameter_fields: (query, said, direction): Change => {
      const parameter: string = query.value();
      const keys: SortKey[] = said.value();
      const directionParameter = optional<string>(direction);
      return inEntity((draft, entity) => {
        const sort = askedBy(parameter, entity.list, draft);
        keysNamed(draft, entity, keys);
        const down = keys.filter((one) => one.direction === "descending").map(({ field }) => field);
        const last = keys.filter(({ emptyLast }) => emptyLast).map(({ field }) => field);
        Object.assign(sort, {
          fields: keys.map(({ field }) => field),
          ...(directionParameter !== undefined && { directionParameter }),
          ...(down.length > 0 && { descending: down }),
          ...(last.length > 0 && { emptyLast: last }),
        });
        draft.made(sort);
      });
    },
    SortParameter_named: (query, said): Change => {
      const { parameter, value: name }: { parameter: string; value: string } = query.value();
      const made = { name, keys: said.value() as SortKey[] };
      return inEntity((draft, entity) => {
        const sort = askedBy(parameter, entity.list, draft);
        keysNamed(draft, entity, made.keys, mostKeys);
        sort.named = [...(sort.named ?? []), made];
        draft.made(made);
      });
    },
    SortDirection: (query) => query.value(),
    query: (name) => name.sourceString,
  },
  print: {
    entity: ({ list: { sort } }) => {
      if (sort === undefined) return [];
      const { parameter, directionParameter, fields } = sort;
      const lines: Line[] = [];
      if (fields.length > 0) {
        const keys = keysText(fields.map((field) => chosenKey(sort, field)));
        const direction =
          directionParameter === undefined ? "" : `, \`?${directionParameter}\` gives the direction`;
        lines.push({ text: `\`?${parameter}\` sorts by ${keys}${direction}`, of: sort });
      }
      for (const order of sort.named ?? [])
        lines.push({ text: `\`?${parameter}=${order.name}\` sorts by ${keysText(order.keys)}`, of: order });
      return lines;
    },
  },
  examples: [
    "- `?sort` sorts by name, -id",
    "- `?by` sorts by name, `?direction` gives the direction",
    "- size: number\n- `?sort=largest` sorts by -size, name",
  ],
};

/** Keys of an order, none twice, whose fields are looked up once all is read. */
function keysNamed(draft: Draft, entity: Entity, keys: readonly SortKey[], most = Infinity): void {
  if (keys.length > most) draft.fail(`An order has at most ${most} keys, and this has ${keys.length}.`);
  const names = keys.map(({ field }) => field);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) draft.fail(`\`${twice}\` stands here twice: what is equal in it stays so.`, twice);
  draft.later("values", () => draft.membersNamed(entity, names));
}

function keysText(keys: readonly SortKey[]): string {
  return keys
    .map(
      ({ field, direction, emptyLast }) =>
        `${direction === "descending" ? "-" : ""}${field}${emptyLast === true ? " empty last" : ""}`,
    )
    .join(", ");
}
