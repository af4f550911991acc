import type { Field } from "../../blueprint/field.ts";
import type { Json } from "../../models/model.ts";
import { type Check, pathTo } from "../check.ts";
import { expectRefusal } from "../refusals.ts";
import { compare } from "../samples/comparison.ts";
import { sampleAt, sampleCount } from "../samples/sample.ts";
import { create, Listing, withCompanions } from "../source/calls.ts";
import { type Entries, literal } from "../source/code.ts";
import type { Subject } from "../subject.ts";
import { column } from "./listing.ts";
import { setField } from "./worked-out-lists.ts";

/** Sorting by each field in both directions, and the order without asking. */
export function order(subject: Subject): Check[] {
  const { sort } = subject.entity.list;
  if (sort === undefined || subject.operation("list") === undefined || !subject.isMakeable()) return [];
  return [
    ...sort.fields
      .filter((name) => !isTriedElsewhere(subject, name))
      .flatMap((name) => sortedBy(subject, name)),
    ...(sort.default === undefined || isTriedElsewhere(subject, sort.default.field)
      ? []
      : defaultOrder(subject, sort.default)),
    ...otherDirection(subject, sort),
  ];
}

/** Whether scenarios show an order: not by numbers in a list below what they are counted within, which is that of creation. */
function isTriedElsewhere(subject: Subject, name: string): boolean {
  const { within } = subject.entity.fields.find((field) => field.name === name) ?? {};
  const isOfParent = within !== undefined && subject.parentField(subject.operation("list"))?.name === within;
  return setField(subject, name) !== undefined && !isOfParent;
}

/** A direction is one of two words. */
function otherDirection(
  subject: Subject,
  { parameter, directionParameter, fields: [first] }: NonNullable<Subject["entity"]["list"]["sort"]>,
): Check[] {
  if (directionParameter === undefined || first === undefined) return [];
  const listing = new Listing(subject);
  const query = `?${parameter}=${first}&${directionParameter}=descending`;
  return [
    {
      title: `a direction that is neither asc nor desc is refused`,
      lines: [...listing.setup, `const answer = ${listing.raw(query)};`, expectRefusal(subject, "invalid")],
      shows: [pathTo(subject, "list", "sort", "directionParameter")],
    },
  ];
}

function sortedBy(subject: Subject, name: string): Check[] {
  const sort = subject.entity.list.sort;
  const shows = ["", "/fields", `/fields/${name}`, `/${name}`, "/parameter", "/directionParameter"].map(
    (part) => `${pathTo(subject, "list", "sort")}${part}`,
  );
  const turned = sort?.descending?.includes(name) === true;
  const plain = `?${sort?.parameter}=${name}`;
  const direction = sort?.directionParameter;
  const minus = `?${sort?.parameter}=-${name}`;
  const up = turned ? (direction === undefined ? minus : `${plain}&${direction}=asc`) : plain;
  const down = turned ? plain : direction === undefined ? minus : `${up}&${direction}=desc`;
  const listing = new Listing(subject);
  const title = `${subject.nouns} can be sorted by ${name}, both ways`;
  const field = subject.field(name);
  if (field === undefined || field.type === "reference") {
    return [
      {
        title,
        lines: [
          ...listing.setup,
          create(subject, listing.own),
          create(subject, listing.own),
          `const ascending = ${column(`(${listing.call(up)})`, name)};`,
          `const descending = ${column(`(${listing.call(down)})`, name)};`,
          "expect(ascending).toHaveLength(2);",
          "expect(ascending).toEqual(ascending.toSorted());",
          "expect(descending).toEqual(ascending.toReversed());",
        ],
        shows,
      },
    ];
  }
  const made = shuffled(subject, field);
  if (made === undefined) return [];
  const sorted = made.values.toSorted(compare);
  const upwards = direction === undefined || turned ? [up] : [up, `${up}&${direction}=asc`];
  return [
    {
      title,
      lines: [
        ...listing.setup,
        ...made.overrides.flatMap((each) => create(subject, [...listing.own, ...each])),
        ...upwards.flatMap((each) => expectOrder(listing.call(each), name, sorted)),
        ...expectOrder(listing.call(down), name, sorted.toReversed()),
      ],
      shows,
    },
  ];
}

function expectOrder(list: string, name: string, values: readonly Json[]): string[] {
  return [`expect(${column(`(${list})`, name)}).toEqual(${literal([...values])});`];
}

/** Values of a field that stand neither in ascending nor in descending order. */
function shuffled(subject: Subject, field: Field): { values: Json[]; overrides: Entries[] } | undefined {
  const offsets = sampleCount(field) >= 3 ? [1, 2, 0] : [1, 0];
  const values =
    field.type === "choice"
      ? shuffledChoices(field)
      : offsets.map((offset) => sampleAt(field, subject.rank(field) + offset));
  const overrides = values.flatMap((value) => {
    const each = withCompanions(subject, field.name, value);
    return each === undefined ? [] : [each];
  });
  return values.length < 2 || overrides.length < values.length ? undefined : { values, overrides };
}

/** Two choices that stand in the same order in the text and in the alphabet: the text leaves open which one counts. */
function shuffledChoices({ values = [] }: Field): Json[] {
  for (const [index, earlier] of values.entries()) {
    const later = values.slice(index + 1).find((each) => each > earlier);
    if (later !== undefined) return [later, earlier];
  }
  return [];
}

type Default = NonNullable<NonNullable<Subject["entity"]["list"]["sort"]>["default"]>;

function defaultOrder(subject: Subject, { field: name, direction }: Default): Check[] {
  const listing = new Listing(subject);
  const shows = [pathTo(subject, "list", "sort", "default")];
  const field = subject.field(name);
  const isUp = direction === "ascending";
  if (field === undefined || field.type === "reference") return creationOrder(subject, isUp, shows);
  const made = shuffled(subject, field);
  if (made === undefined) return [];
  const sorted = isUp ? made.values.toSorted(compare) : made.values.toSorted(compare).toReversed();
  return [
    {
      title: `${subject.nouns} are listed by ${name}, ${direction}, unless asked otherwise`,
      lines: [
        ...listing.setup,
        ...made.overrides.flatMap((each) => create(subject, [...listing.own, ...each])),
        ...expectOrder(listing.call(), name, sorted),
      ],
      shows,
    },
  ];
}

function creationOrder(subject: Subject, isUp: boolean, shows: string[]): Check[] {
  const listing = new Listing(subject);
  const names = ["first", "second", "third"];
  return [
    {
      title: `the ${isUp ? "oldest" : "newest"} ${subject.noun} is listed first`,
      lines: [
        ...listing.setup,
        ...names.flatMap((name) => create(subject, listing.own, `const ${name} = `)),
        `expect(${listing.call()}).toEqual([${(isUp ? names : names.toReversed()).join(", ")}]);`,
      ],
      shows,
    },
  ];
}
