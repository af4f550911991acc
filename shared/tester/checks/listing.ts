import { type Filter, listFrameOf } from "../../blueprint/entity.ts";
import { type Field, isCounted } from "../../blueprint/field.ts";
import { arrayOf, memberOf } from "../../code/literal.ts";
import type { Json } from "../../models/model.ts";
import { type Check, pathTo } from "../check.ts";
import { elementAt, sampleAt, sampleCount } from "../samples/sample.ts";
import { create, Listing, newTarget, query, withCompanions } from "../source/calls.ts";
import { Code, type Entries, literal, objectLiteral, type Value } from "../source/code.ts";
import type { Subject } from "../subject.ts";
import { callersIn } from "../usual-accounts.ts";

/** The list: its shape, and each of its filters with things that match and things that do not. */
export function listing(subject: Subject): Check[] {
  if (subject.operation("list") === undefined) return [];
  if (!subject.isMakeable())
    return subject.parentField(subject.operation("list")) === undefined ? shape(subject) : [];
  return [
    listed(subject),
    ...shape(subject),
    ...subject.entity.list.filters.flatMap((filter) => filtered(subject, filter)),
  ];
}

function listed(subject: Subject): Check {
  const listing = new Listing(subject);
  return {
    title: `${subject.nouns} are listed`,
    lines: [
      ...listing.setup,
      `expect(${listing.call()}).toEqual([]);`,
      create(subject, listing.own, "const first = "),
      create(subject, listing.own, "const second = "),
      `const found = ${listing.call()};`,
      "expect(found).toHaveLength(2);",
      "expect(found).toContainEqual(first);",
      "expect(found).toContainEqual(second);",
    ],
    shows: [pathTo(subject, "operations", "list"), pathTo(subject, "list"), pathTo(subject, "operations")],
  };
}

function shape(subject: Subject): Check[] {
  const { pages } = subject.entity.list;
  const envelope = listFrameOf(subject.entity);
  const listing = new Listing(subject);
  const shows = [pathTo(subject, "list", "envelope"), pathTo(subject, "list")];
  const start = [...listing.setup, `const answer = ${listing.raw()};`];
  const count = callersIn(subject);
  const listed = Array.from({ length: count }, () => new Code("expect.anything()"));
  const items = count === 0 ? [] : new Code(arrayOf(listed.map(literal)));
  if (envelope === undefined) {
    const lines = [...start, `expect(answer.body).toEqual(${literal(items)});`];
    return [{ title: `the list of ${subject.nouns} is a bare array`, lines, shows }];
  }
  const expected: [string, Value][] = [[envelope.items, items]];
  if (envelope.total !== undefined) expected.push([envelope.total, count]);
  if (envelope.nextCursor !== undefined) expected.push([envelope.nextCursor, null]);
  if (envelope.page !== undefined) expected.push([envelope.page, 1]);
  if (envelope.pageSize !== undefined && pages !== undefined)
    expected.push([envelope.pageSize, pages.defaultSize]);
  if (envelope.offset !== undefined) expected.push([envelope.offset, 0]);
  const { meta } = envelope;
  const shown: [string, Value][] =
    meta === undefined
      ? expected
      : [...expected.slice(0, 1), [meta, new Code(objectLiteral(expected.slice(1)))]];
  const lines = [...start, `expect(answer.body).toMatchObject(${objectLiteral(shown)});`];
  return [{ title: `the list of ${subject.nouns} is under ${envelope.items}`, lines, shows }];
}

function filtered(subject: Subject, filter: Filter): Check[] {
  const lines = filterLines(subject, filter);
  if (lines === undefined) return [];
  const manner = filter.comparison === "contains" ? "searched by" : "filtered by";
  const index = subject.entity.list.filters.indexOf(filter);
  return [
    {
      title: `${subject.nouns} are ${manner} ${filter.parameter}`,
      lines,
      shows: [
        pathTo(subject, "list", "filters"),
        pathTo(subject, "list", "filters", filter.parameter),
        pathTo(subject, "list", "filters", String(index)),
      ],
    },
  ];
}

function filterLines(subject: Subject, filter: Filter): string[] | undefined {
  const fields = filter.fields.flatMap((name) => subject.field(name) ?? []);
  const [field] = fields;
  if (field === undefined) return serverFilter(subject, filter);
  if (field.type === "reference") return referenceFilter(subject, filter, field);
  switch (filter.comparison) {
    case "equals":
    case "one-of":
    case "starts-with":
      return matching(subject, filter, [[field, sampleAt(field, subject.rank(field))]]);
    case "contains":
      return searching(subject, filter, fields);
    case "has-element":
      return holding(subject, filter, field);
    default:
      return ordering(subject, filter, field);
  }
}

/** One thing that matches and one that does not. */
function matching(subject: Subject, filter: Filter, [wanted]: [Field, Json][]): string[] | undefined {
  if (wanted === undefined) return undefined;
  const [field, value] = wanted;
  const other = subject.unlike(field, [value, field.default ?? null]) ?? subject.unlike(field, [value]);
  const listing = new Listing(subject);
  const given = withCompanions(subject, field.name, value);
  const strange = other === undefined ? undefined : withCompanions(subject, field.name, other);
  if (given === undefined || strange === undefined || other === undefined) return undefined;
  const lines = [
    ...listing.setup,
    create(subject, [...listing.own, ...given], "const wanted = "),
    create(subject, [...listing.own, ...strange], filter.comparison === "one-of" ? "const other = " : ""),
    `expect(${listing.call(query(filter.parameter, value))}).toEqual([wanted]);`,
  ];
  if (filter.comparison === "one-of") {
    const both = query(filter.parameter, `${value},${other}`).replace("%2C", ",");
    lines.push(
      `const both = ${listing.call(both)};`,
      "expect(both).toHaveLength(2);",
      "expect(both).toContainEqual(other);",
    );
  } else {
    const none = unmatched(field, [value, other]);
    if (none !== undefined) lines.push(`expect(${listing.call(query(filter.parameter, none))}).toEqual([]);`);
  }
  return lines;
}

function unmatched(field: Field, taken: Json[]): Json | undefined {
  for (let index = 3; index < 10; index += 1) {
    const value = sampleAt(field, index);
    if (!taken.includes(value)) return value;
  }
  return undefined;
}

/** For each searched field, a thing that has the words there, asked for in another case. */
function searching(subject: Subject, filter: Filter, fields: readonly Field[]): string[] | undefined {
  const texts = fields.filter(
    (field) => field.type === "string" || field.type === "email" || field.type === "url",
  );
  const listing = new Listing(subject);
  const free = texts.filter(
    (field) => field.pattern === undefined && field.type === "string" && (field.maxLength ?? 99) >= 14,
  );
  if (free.length === 0) {
    const [field] = texts;
    return field === undefined
      ? undefined
      : matching(subject, { ...filter, comparison: "equals" }, [[field, sampleAt(field, 1)]]);
  }
  const lines = [...listing.setup];
  for (const [index, field] of free.entries()) {
    const text = `Green apple ${index}`.padEnd(field.minLength ?? 0, ".");
    lines.push(
      create(
        subject,
        [...listing.own, [field.name, text]],
        `const ${index === 0 ? "wanted" : `wanted${index + 1}`} = `,
      ),
    );
  }
  const plain = free.map((field): Entries[number] => [
    field.name,
    "Blue plum".padEnd(field.minLength ?? 0, "."),
  ]);
  lines.push(create(subject, [...listing.own, ...plain]));
  lines.push(
    `const found = ${listing.call(query(filter.parameter, "EN APP"))};`,
    `expect(found).toHaveLength(${free.length});`,
  );
  for (const index of free.keys())
    lines.push(`expect(found).toContainEqual(${index === 0 ? "wanted" : `wanted${index + 1}`});`);
  lines.push(`expect(${listing.call(query(filter.parameter, "cherry%"))}).toEqual([]);`);
  return lines;
}

/** A thing that refers to what is asked for, and one that refers to another. */
function holdingThing(subject: Subject, filter: Filter, field: Field): string[] | undefined {
  const target = newTarget(subject, field.items?.references);
  if (target === undefined || (field.items?.minItems ?? 1) > 1) return undefined;
  const listing = new Listing(subject);
  return [
    ...listing.setup,
    `const target = ${target.text};`,
    create(subject, [...listing.own, [field.name, new Code("[target]")]], "const wanted = "),
    create(subject, [...listing.own, [field.name, new Code(`[${target.text}]`)]]),
    `expect(${listing.call(query(filter.parameter, new Code("target")))}).toEqual([wanted]);`,
  ];
}

function holding(subject: Subject, filter: Filter, field: Field): string[] | undefined {
  if (field.items?.type === "reference") return holdingThing(subject, filter, field);
  const length = Math.max(1, field.items?.minItems ?? 1);
  const elements = (start: number) => Array.from({ length }, (_, index) => elementAt(field, start + index));
  const wanted = elements(0);
  const other = elements(length);
  const [element] = wanted;
  if (element === undefined || other.includes(element)) return undefined;
  const listing = new Listing(subject);
  return [
    ...listing.setup,
    create(subject, [...listing.own, [field.name, wanted]], "const wanted = "),
    create(subject, [...listing.own, [field.name, other]]),
    `expect(${listing.call(query(filter.parameter, element))}).toEqual([wanted]);`,
  ];
}

/** Three things in order, asked for by the value of the middle one. */
function ordering(subject: Subject, filter: Filter, field: Field): string[] | undefined {
  if (sampleCount(field) < 3) return undefined;
  const start = subject.rank(field);
  const values = [0, 1, 2].map((offset) => sampleAt(field, start + offset));
  const overrides = values.map((value) => withCompanions(subject, field.name, value));
  if (overrides.some((each) => each === undefined)) return undefined;
  const listing = new Listing(subject);
  const names = ["low", "middle", "high"];
  const isUpwards = filter.comparison === "at-least" || filter.comparison === "greater";
  const withMiddle = filter.comparison === "at-least" || filter.comparison === "at-most";
  const expected = [...(withMiddle ? ["middle"] : []), isUpwards ? "high" : "low"];
  return [
    ...listing.setup,
    ...overrides.flatMap((each, index) =>
      create(
        subject,
        [...listing.own, ...(each ?? [])],
        expected.includes(names[index] ?? "") ? `const ${names[index]} = ` : "",
      ),
    ),
    `const found = ${listing.call(query(filter.parameter, values[1] ?? null))};`,
    `expect(found).toHaveLength(${expected.length});`,
    ...expected.map((name) => `expect(found).toContainEqual(${name});`),
  ];
}

function referenceFilter(subject: Subject, filter: Filter, field: Field): string[] | undefined {
  const target = newTarget(subject, field.references);
  const other = subject.other(field.references);
  if (target === undefined || other === undefined) return undefined;
  const listing = new Listing(subject);
  const id = new Code("target");
  return [
    ...listing.setup,
    `const target = ${target.text};`,
    create(subject, [...listing.own, [field.name, id]], "const wanted = "),
    create(subject, listing.own.some(([name]) => name === field.name) ? [] : listing.own),
    `expect(${listing.call(query(filter.parameter, id))}).toEqual([wanted]);`,
  ];
}

/** A filter on what the service sets: only times can be told apart from outside. */
function serverFilter(subject: Subject, filter: Filter): string[] | undefined {
  const field = subject.entity.fields.find((each) => each.name === filter.fields[0]);
  if (field !== undefined && isCounted(field)) return numberFilter(subject, filter, field);
  if (field?.source === "slug") return slugFilter(subject, filter, field);
  if (field?.source !== "created-at" && field?.source !== "updated-at") return undefined;
  if (
    filter.comparison === "equals" ||
    filter.comparison === "contains" ||
    filter.comparison === "starts-with"
  )
    return undefined;
  const isUpwards = filter.comparison === "at-least" || filter.comparison === "greater";
  const [all, none] = isUpwards
    ? ["2000-01-01T00:00:00Z", "2999-01-01T00:00:00Z"]
    : ["2999-01-01T00:00:00Z", "2000-01-01T00:00:00Z"];
  const listing = new Listing(subject);
  return [
    ...listing.setup,
    create(subject, listing.own, "const wanted = "),
    `expect(${listing.call(query(filter.parameter, all ?? ""))}).toEqual([wanted]);`,
    `expect(${listing.call(query(filter.parameter, none ?? ""))}).toEqual([]);`,
  ];
}

/** Two things that are counted within the same, asked for by the number of one. */
function numberFilter(
  subject: Subject,
  { comparison, parameter }: Filter,
  field: Field,
): string[] | undefined {
  const { limits } = subject.entity;
  const target = newTarget(subject, subject.field(field.within ?? "")?.references);
  if (target === undefined || limits.some(({ per }) => per === field.within)) return undefined;
  const listing = new Listing(subject);
  const isBelow = listing.own.some(([name]) => name === field.within);
  const same: Entries = isBelow ? [] : [[field.within ?? "", new Code("target")]];
  const isFirst = comparison === "at-most" || comparison === "less";
  const isEqual = comparison === "equals" || comparison === "at-most" || comparison === "at-least";
  const [wanted, other] = isFirst ? ["first", "second"] : ["second", "first"];
  const bound = isEqual ? wanted : other;
  const make = (name: string) => {
    const before = name === wanted || name === bound ? `const ${name} = ` : "";
    return create(subject, [...listing.own, ...same], before);
  };
  const asked = new Code(memberOf(bound, field.name));
  return [
    ...listing.setup,
    ...(isBelow ? [] : [`const target = ${target.text};`]),
    make("first"),
    make("second"),
    `expect(${listing.call(query(parameter, asked))}).toEqual([${wanted}]);`,
  ];
}

/** Two things with other slugs, asked for by that of one. */
function slugFilter(subject: Subject, { parameter }: Filter, { name, of = "" }: Field): string[] | undefined {
  const text = subject.field(of);
  const values = text === undefined ? [] : [0, 1].map((turn) => sampleAt(text, subject.rank(text) + turn));
  const [given, strange] = values.map((value) => withCompanions(subject, of, value));
  if (given === undefined || strange === undefined) return undefined;
  const listing = new Listing(subject);
  return [
    ...listing.setup,
    create(subject, [...listing.own, ...given], "const wanted = "),
    create(subject, [...listing.own, ...strange]),
    `expect(${listing.call(query(parameter, new Code(memberOf("wanted", name))))}).toEqual([wanted]);`,
  ];
}

/** The value of one property of each listed thing, as TypeScript. */
export function column(list: string, name: string): string {
  return `${list}.map((each) => ${memberOf("each", name)})`;
}
