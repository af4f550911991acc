import { withArticle } from "../../article.ts";
import { type Field, isShownToAll, workedOutProperties } from "../../blueprint/field.ts";
import { isLeftAlone } from "../../blueprint/refused-properties.ts";
import { arrayOf, memberOf } from "../../code/literal.ts";
import type { Json } from "../../models/model.ts";
import { type Check, pathTo } from "../check.ts";
import { expectRefusal, expectRefused } from "../refusals.ts";
import { boundariesOf } from "../samples/boundaries.ts";
import { sampleAt } from "../samples/sample.ts";
import { racers } from "../scenario/race.ts";
import { create, newTarget, pathCode } from "../source/calls.ts";
import { Code, type Entries, objectLiteral, SPREAD } from "../source/code.ts";
import { enumeration } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";
import { plainInputs } from "./creation.ts";

/** Changing a part of a thing, and what cannot be changed. */
export function changes(subject: Subject): Check[] {
  if (!subject.isMakeable()) return [];
  const fields = subject.operation("update") === undefined ? [] : changeable(subject);
  return [
    ...partialUpdate(subject, inTurn(subject, fields)),
    ...changesAtOnce(subject, inAnyOrder(subject, fields)),
    ...refusedUpdate(subject, fields),
    ...emptyUpdate(subject),
    ...fixedFields(subject),
    ...lastChange(subject, fields),
  ];
}

/** Fields that a change may touch, each with a value that it does not have in a thing newly made. */
export function changeable(subject: Subject): { field: Field; value: Json }[] {
  return changesApart(subject).filter((change) => subject.takesChanges([change]));
}

/** The same without those that what was changed before rules out: each comes after all others. */
function inTurn(subject: Subject, fields: Changeable): Changeable {
  const kept: Changeable = [];
  for (const change of fields) if (subject.takesChanges([...kept, change])) kept.push(change);
  return kept;
}

/** Most fields that are changed at once. */
const atOnce = 4;

/** Those that may be made in whatever order they come. */
function inAnyOrder(subject: Subject, fields: Changeable): Changeable {
  const kept: Changeable = [];
  const before: Changeable[] = [[]];
  for (const change of fields) {
    if (kept.length === atOnce) break;
    const after = before.map((changed) => [...changed, change]);
    if (!after.every((changed) => subject.takesChanges(changed))) continue;
    kept.push(change);
    before.push(...after);
  }
  return kept;
}

function changesApart(subject: Subject): { field: Field; value: Json }[] {
  return plainInputs(subject).flatMap((field) => {
    // What is shown of it is more than was given.
    if (workedOutProperties(field).length > 0) return [];
    if (field.immutable || isLeftAlone(field) || field.name === subject.identifier) return [];
    if (subject.varies(field)) {
      if (subject.isCompared(field)) return [];
      const value = sampleAt(field, 700 + subject.rank(field));
      return [{ field, value }];
    }
    const present = subject.required.includes(field) ? subject.base(field) : (field.default ?? null);
    const value = subject.unlike(field, [present]);
    return value === undefined ? [] : [{ field, value }];
  });
}

type Changeable = ReturnType<typeof changeable>;

function partialUpdate(subject: Subject, fields: Changeable): Check[] {
  const update = subject.operation("update");
  if (update === undefined || fields.length === 0) return [];
  const lists = subject.inputs.filter((field) => workedOutProperties(field).length > 0);
  const changed = fields.map(({ field }) => field.name);
  const slugs = subject.entity.fields.filter(({ of, immutable }) => !immutable && changed.includes(of ?? ""));
  const moving = [...updatedAtNames(subject), ...[...lists, ...slugs].map(({ name }) => name)].map(
    (name): Entries[number] => [name, new Code(memberOf("after", name))],
  );
  const expected: Entries = [[SPREAD, new Code("before")], [SPREAD, new Code("change")], ...moving];
  const body = [
    `const answer = await call("${update.method}", ${pathCode(subject, update, "before")}, change);`,
    `expect(answer.status, answer.text).toBe(${update.status});`,
    `const after = await read${subject.pascal}(before);`,
    ...(update.answer === "entity" && update.shows === undefined
      ? [`expect(${shownBody(update.wrapper)}).toMatchObject(after);`]
      : []),
    `expect(after).toEqual(${objectLiteral(expected)});`,
    "before = after;",
  ];
  return [
    {
      title: `${enumeration(fields.map(({ field }) => field.name))} can be changed, and the rest stays`,
      lines: [
        `let before = await create${subject.pascal}();`,
        `const changes: Thing[] = ${arrayOf(fields.map(({ field, value }) => objectLiteral([[field.name, value]])))};`,
        "for (const change of changes) {",
        ...body.map((line) => `  ${line}`),
        "}",
      ],
      shows: [
        pathTo(subject, "operations", "update"),
        pathTo(subject, "operations"),
        ...fields.map(({ field }) => pathTo(subject, "fields", field.name)),
      ],
    },
  ];
}

/** Who changes one field undoes nothing that another changes meanwhile. */
function changesAtOnce(subject: Subject, fields: Changeable): Check[] {
  const update = subject.operation("update");
  if (update === undefined || fields.length < 2) return [];
  const names = enumeration(fields.map(({ field }) => field.name));
  const call = `call("${update.method}", ${pathCode(subject, update, "before")}, change)`;
  return [
    {
      title: `${names} are all changed by calls that come at once`,
      lines: [
        `const before = await create${subject.pascal}();`,
        `const changes: Thing[] = ${arrayOf(fields.map(({ field, value }) => objectLiteral([[field.name, value]])))};`,
        `const sent = Array.from({ length: ${racers / atOnce} }, () => changes).flat();`,
        `const answers = await Promise.all(sent.map((change) => ${call}));`,
        `expect(answers.map(({ status }) => status)).toEqual(sent.map(() => ${update.status}));`,
        `expect(await read${subject.pascal}(before)).toMatchObject(Object.assign({}, ...changes));`,
      ],
      shows: [pathTo(subject, "operations", "update")],
      kind: "race",
    },
  ];
}

/** The thing in the answer's body, out of its wrapper. */
function shownBody(wrapper: string | undefined): string {
  return wrapper === undefined ? "answer.body" : memberOf("(answer.body as Thing)", wrapper);
}

function updatedAtNames(subject: Subject): string[] {
  return subject.entity.fields.filter((field) => field.source === "updated-at").map((field) => field.name);
}

function refusedUpdate(subject: Subject, fields: Changeable): Check[] {
  const update = subject.operation("update");
  const tried = fields.flatMap(({ field }): Entries => {
    const value = boundariesOf(field).outside.at(0);
    return value === undefined ? [] : [[field.name, value]];
  })[0];
  if (update === undefined || tried === undefined) return [];
  const call = `const answer = await call("${update.method}", ${pathCode(subject, update, "created")}, `;
  return [
    {
      title: "a change is held to the same rules, and a refused one changes nothing",
      lines: [
        `const created = await create${subject.pascal}();`,
        `${call}${objectLiteral([tried])});`,
        expectRefusal(subject, "invalid"),
        `expect(await read${subject.pascal}(created)).toEqual(created);`,
      ],
      shows: [pathTo(subject, "operations", "update"), "refusals/invalid"],
    },
  ];
}

/** A change of no field is refused where one is needed. */
function emptyUpdate(subject: Subject): Check[] {
  const update = subject.operation("update");
  if (update?.atLeastOne === undefined) return [];
  return [
    {
      title: "a change of no field is refused",
      lines: [
        `const created = await create${subject.pascal}();`,
        `const answer = await call("${update.method}", ${pathCode(subject, update, "created")}, {});`,
        ...(update.atLeastOne === true
          ? [expectRefusal(subject, "invalid")]
          : expectRefused(subject.blueprint, "answer", update.atLeastOne)),
      ],
      shows: [pathTo(subject, "operations", "update")],
    },
  ];
}

function fixedFields(subject: Subject): Check[] {
  const update = subject.operation("update");
  const { identifier } = subject.entity;
  return subject.inputs.flatMap((field) => {
    if (!field.immutable || update === undefined || field.name === identifier.name) return [];
    if (!isShownToAll(field) || field === subject.parentField(update)) return [];
    const target = newTarget(subject, field.references);
    const given = target === undefined ? subject.base(field) : new Code("given");
    const other = target ?? subject.unlike(field, [subject.base(field)]);
    if (other === undefined || (target === undefined && field.type === "reference")) return [];
    const call = `const answer = await call("${update.method}", ${pathCode(subject, update, "created")}, `;
    return [
      {
        title: `${field.name} cannot be changed`,
        lines: [
          ...(target === undefined ? [] : [`const given = ${target.text};`]),
          create(subject, [[field.name, given]], "const created = "),
          `${call}${objectLiteral([[field.name, other]])});`,
          "expect(answer.status).toBeGreaterThanOrEqual(400);",
          "expect(answer.status).toBeLessThan(500);",
          `const after = await read${subject.pascal}(created);`,
          `expect(${memberOf("after", field.name)}).toEqual(${memberOf("created", field.name)});`,
        ],
        shows: [pathTo(subject, "fields", field.name, "immutable"), pathTo(subject, "fields", field.name)],
      },
    ];
  });
}

/** How often a thing is changed at most until the clock has moved on. */
const MOVES = 200;

/** A moment of last change moves, a moment of creation does not. */
function lastChange(subject: Subject, [change]: Changeable): Check[] {
  if (change === undefined) return [];
  const created = subject.entity.fields.filter(
    (field) => field.source === "created-at" && isShownToAll(field),
  );
  const stays = created.map(
    (field) => `expect(${memberOf("after", field.name)}).toBe(${memberOf("created", field.name)});`,
  );
  const start = `const created = await create${subject.pascal}();`;
  const changed = `await change${subject.pascal}(created, ${objectLiteral([[change.field.name, change.value]])});`;
  const names = updatedAtNames(subject);
  if (names.length === 0 && created.length > 0) {
    return created.map(({ name }, index) => ({
      title: `${name} stays when ${withArticle(subject.noun)} is changed`,
      lines: [start, `const after = ${changed}`, ...stays.slice(index, index + 1)],
      shows: [pathTo(subject, "fields", name), pathTo(subject, "fields", name, "source")],
    }));
  }
  return names.map((name) => {
    const [before, now] = [memberOf("created", name), memberOf("after", name)];
    return {
      title: `${name} moves with a change${created.length > 0 ? `, ${enumeration(created.map((field) => field.name))} does not` : ""}`,
      lines: [
        start,
        "let after = created;",
        `for (let changes = 0; changes < ${MOVES} && ${now} === ${before}; changes += 1) {`,
        `  after = ${changed}`,
        "}",
        `expect(Date.parse(String(${now}))).toBeGreaterThan(Date.parse(String(${before})));`,
        ...stays,
      ],
      shows: [name, ...created.map((field) => field.name)].flatMap((each) => [
        pathTo(subject, "fields", each),
        pathTo(subject, "fields", each, "source"),
      ]),
    };
  });
}

/** An operation that the text rules out is not there. */
export function notOffered(subject: Subject): Check[] {
  const read = subject.operation("read");
  if (read === undefined || !subject.isMakeable()) return [];
  const { name } = subject.entity;
  const ruledOut = [
    { kind: "delete", method: "DELETE", done: "deleted" },
    { kind: "update", method: "PATCH", done: "changed" },
  ] as const;
  return ruledOut.flatMap(({ kind, method, done }) => {
    if (
      subject.entity.operations.some(
        (operation) => operation.method === method && operation.path === read.path,
      ) ||
      subject.entity.actions.some((action) => action.method === method && action.path === read.path)
    )
      return [];
    if (
      kind === "update" &&
      subject.operation("replace") !== undefined &&
      subject.operation("update") !== undefined
    )
      return [];
    const body = method === "PATCH" ? ", {}" : "";
    return [
      {
        title: `${withArticle(subject.noun)} cannot be ${done} by ${method}`,
        lines: [
          `const created = await create${subject.pascal}();`,
          `const answer = await call("${method}", ${pathCode(subject, read, "created")}${body});`,
          "expect([403, 404, 405]).toContain(answer.status);",
          `expect(await read${subject.pascal}(created)).toEqual(created);`,
        ],
        shows: [`entities/${name}/operations`, `entities/${name}/operations/${kind}`],
      },
    ];
  });
}
