import { withArticle } from "../../article.ts";
import { type Field, isShownToAll } from "../../blueprint/field.ts";
import { memberOf } from "../../code/literal.ts";
import { type Check, pathTo } from "../check.ts";
import { create, refuse } from "../source/calls.ts";
import { type Entries, literal, objectLiteral } from "../source/code.ts";
import { enumeration } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";

/** Creating a thing: what is given is kept, what is required is asked for, what is left out has its default. */
export function creation(subject: Subject): Check[] {
  if (!subject.isMakeable()) return [];
  const defaulted = plainInputs(subject).filter((field) => field.default !== undefined);
  return [
    roundTrip(subject),
    ...required(subject),
    ...defaulted.flatMap((field) => defaultValue(subject, field)),
    ...leftOut(subject),
  ];
}

/** Fields whose values can be written down and seen: everything that is no reference and not hidden. */
export function plainInputs(subject: Subject): Field[] {
  const shown = subject.route("read") === undefined ? subject.route("create")?.shows : undefined;
  return subject.inputs.filter(
    (field) =>
      field.type !== "reference" &&
      isShownToAll(field) &&
      (shown === undefined || shown.includes(field.name)),
  );
}

function roundTrip(subject: Subject): Check {
  const all = plainInputs(subject).map((field) => [field.name, subject.base(field)] as const);
  const usual = subject.given.map(({ name }) => name);
  const given: Entries = subject.takes(new Map(all)) ? all : all.filter(([name]) => usual.includes(name));
  const shows = [
    "service",
    pathTo(subject),
    pathTo(subject, "description"),
    pathTo(subject, "operations"),
    pathTo(subject, "operations", "create"),
    pathTo(subject, "identifier"),
    ...subject.inputs.map((field) => pathTo(subject, "fields", field.name)),
  ];
  const lines = [
    `const given = ${objectLiteral(given)};`,
    `const created = await create${subject.pascal}(given);`,
    "expect(created).toMatchObject(given);",
  ];
  if (subject.operation("read") !== undefined) {
    lines.push(`expect(await read${subject.pascal}(created)).toEqual(created);`);
    shows.push(pathTo(subject, "operations", "read"));
  }
  return { title: `${withArticle(subject.noun)} is created with what is given, and is kept`, lines, shows };
}

function required(subject: Subject): Check[] {
  const parent = subject.parentField(subject.operation("create"));
  const fields = subject.required.filter((field) => field !== parent);
  if (fields.length === 0) return [];
  const names = fields.map((field) => field.name);
  return [
    {
      title: `${withArticle(subject.noun)} needs ${enumeration(names)}`,
      lines: fields.flatMap((field) => refuse(subject, [[field.name, undefined]])),
      shows: fields.flatMap((field) => [
        pathTo(subject, "fields", field.name, "required"),
        pathTo(subject, "fields", field.name),
        "refusals/invalid",
      ]),
    },
  ];
}

function defaultValue(subject: Subject, field: Field): Check[] {
  const shows = [pathTo(subject, "fields", field.name, "default"), pathTo(subject, "fields", field.name)];
  const isGiven = subject.given.includes(field);
  const start = create(subject, isGiven ? [[field.name, undefined]] : [], "const created = ");
  const value = memberOf("created", field.name);
  if (field.default === "now" && (field.type === "date" || field.type === "datetime")) {
    const unit = field.type === "date" ? 36 * 3_600_000 : 60_000;
    return [
      {
        title: `${field.name} is the moment of the create unless it is given`,
        lines: [
          start,
          `const distance = Math.abs(Date.parse(String(${value})) - Date.now());`,
          `expect(distance).toBeLessThan(${unit});`,
        ],
        shows,
      },
    ];
  }
  return [
    {
      title: `${field.name} is ${quotedValue(field)} unless it is given`,
      lines: [start, `expect(${value}).toEqual(${literal(field.default)});`],
      shows,
    },
  ];
}

function quotedValue(field: Field): string {
  return typeof field.default === "string" ? JSON.stringify(field.default) : literal(field.default ?? null);
}

function leftOut(subject: Subject): Check[] {
  const { identifier } = subject.entity;
  // What it is nested under stands in the path.
  const above = subject.parentField(subject.operation("create"));
  const optional = subject.inputs.filter(
    (field) =>
      field !== above &&
      !field.required &&
      field.default === undefined &&
      field.name !== identifier.name &&
      isShownToAll(field) &&
      !subject.given.includes(field),
  );
  if (optional.length === 0) return [];
  const lines = [create(subject, [], "const created = ")];
  for (const field of optional) {
    const value = memberOf("created", field.name);
    lines.push(
      field.omitWhenAbsent
        ? `expect(Object.hasOwn(created, ${literal(field.name)})).toBe(false);`
        : `expect(${field.type === "list" ? `${value} ?? []` : `${value} ?? null`}).${field.type === "list" ? "toEqual([])" : "toBeNull()"};`,
    );
  }
  const names = enumeration(optional.map((field) => field.name));
  return [
    {
      title: `${names} can be left out`,
      lines,
      shows: optional.flatMap((field) => [
        pathTo(subject, "fields", field.name, "required"),
        pathTo(subject, "fields", field.name, "omitWhenAbsent"),
        pathTo(subject, "fields", field.name),
      ]),
    },
  ];
}

/** What is not in the text is dropped or refused, as the text says. */
export function unknownProperties(subject: Subject): Check[] {
  if (!subject.isMakeable()) return [];
  const shows = [pathTo(subject, "unknownProperties")];
  const stranger: Entries = [["unheardOf", 1]];
  if (subject.entity.unknownProperties === "refuse") {
    const lines = [refuse(subject, stranger)];
    return [
      { title: "a property that is not known is refused", lines, shows: [...shows, "refusals/invalid"] },
    ];
  }
  const lines = [
    create(subject, stranger, "const created = "),
    'expect(Object.hasOwn(created, "unheardOf")).toBe(false);',
  ];
  return [{ title: "a property that is not known is left aside", lines, shows }];
}
