import { withArticle } from "../article.ts";
import { listFrameOf, type Operation } from "../blueprint/entity.ts";
import type { Field } from "../blueprint/field.ts";
import { memberOf, text } from "../code/literal.ts";
import { accountOf } from "./model/sessions.ts";
import { expectRefusal } from "./refusals.ts";
import { sampleCode } from "./samples/sample.ts";
import { headersOf } from "./scenario/callers.ts";
import { create, listAllName, newTarget, pathCode, preparedName } from "./source/calls.ts";
import { Code, type Entries, literal, newName, objectLiteral, SPREAD, type Value } from "./source/code.ts";
import type { Subject } from "./subject.ts";
import { type Among, callersAmong } from "./usual-accounts.ts";
import { everyone } from "./valid-things.ts";

/** A function at the top of a test file, by its name. */
export interface FrameFunction {
  name: string;
  lines: string[];
}

/** The functions that tests of a subject are written with; a file keeps those that it uses. */
export function frameOf(subject: Subject): FrameFunction[] {
  return [
    plainThing,
    validThing,
    postThing,
    createThing,
    newThing,
    preparedThings,
    refuseThing,
    listThings,
    readThing,
    changeThing,
  ].flatMap((part) => part(subject) ?? []);
}

/** The functions in the order in which they are needed, those that nothing uses left out. */
export function usedFunctions(functions: readonly FrameFunction[], text: string): FrameFunction[] {
  const used = new Set<FrameFunction>();
  const add = (source: string) => {
    for (const each of functions) {
      if (used.has(each) || !new RegExp(`\\b${each.name}\\(|\\(${each.name}\\)`).test(source)) continue;
      used.add(each);
      add(each.lines.slice(2).join("\n"));
    }
  };
  add(text);
  return functions.filter((each) => used.has(each));
}

/** Code of a thing without what follows from others. */
function plain(subject: Subject, code: string): string {
  return subject.workedOut.length === 0 ? code : `plain${subject.pascal}(${code})`;
}

function plainThing(subject: Subject): FrameFunction | undefined {
  if (subject.workedOut.length === 0) return undefined;
  const name = `plain${subject.pascal}`;
  return {
    name,
    lines: [
      `/** The ${subject.noun} without what is worked out from other things. */`,
      `function ${name}(thing: Thing): Thing {`,
      `  const workedOut = ${literal([...subject.workedOut])};`,
      "  return Object.fromEntries(Object.entries(thing).filter(([name]) => !workedOut.includes(name)));",
      "}",
    ],
  };
}

function validThing(subject: Subject): FrameFunction | undefined {
  if (!subject.isMakeable()) return undefined;
  const name = `${subject.entity.name}With`;
  const values: Entries = subject.given.map((field): [string, Value] => {
    const target = field.type === "reference" ? newTarget(subject, field.references) : undefined;
    if (target !== undefined) return [field.name, new Code(`${ownOf(field.name)} ?? ${target.text}`)];
    if (!subject.varies(field)) return [field.name, subject.base(field)];
    const later = subject.later(field);
    if (later !== undefined) return [field.name, new Code(laterCode(field, later))];
    const code = sampleCode(field).text;
    const rank = subject.rank(field) - 1;
    return [field.name, new Code(rank === 0 ? code : code.replace("count", `(count + ${rank})`))];
  });
  const waits = values.some(([, value]) => literal(value).includes("await "));
  const counts = values.some(([, value]) => value instanceof Code && value.text.includes("count"));
  const signature = waits
    ? `async function ${name}(overrides: Thing = {}): Promise<Thing> {`
    : `function ${name}(overrides: Thing = {}): Thing {`;
  return {
    name,
    lines: [
      `/** What makes a valid ${subject.noun}, with some values in place of others. */`,
      signature,
      ...(counts ? ["  count += 1;"] : []),
      `  return ${objectLiteral([...values, [SPREAD, new Code("overrides")]])};`,
      "}",
    ],
  };
}

/** A moment some time after that of the same turn. */
function laterCode(field: Field, later: number): string {
  return `new Date(Date.parse(${sampleCode(field).text}) + ${literal(later / 60_000)} * 60_000).toISOString()`;
}

/** What the overrides say of a property, safe for names that every object inherits. */
function ownOf(name: string): string {
  if (!(name in {})) return memberOf("overrides", name);
  return `(Object.hasOwn(overrides, ${literal(name)}) ? ${memberOf("overrides", name)} : undefined)`;
}

function postThing(subject: Subject): FrameFunction | undefined {
  const operation = subject.operation("create");
  if (operation === undefined || !subject.isMakeable()) return undefined;
  const name = `post${subject.pascal}`;
  const valid = validCall(subject, "overrides");
  const parent = subject.parentField(operation);
  const comment = `/** Posts ${withArticle(subject.noun)} that is valid but for the overrides. */`;
  const path = pathCode(subject, operation, "valid", "parent");
  const inPath = path.includes("${valid.");
  const send = [
    ...(inPath ? [`  const valid = ${valid};`] : []),
    `  return call("${operation.method}", ${path}, ${inPath ? "valid" : valid});`,
    "}",
  ];
  if (parent === undefined) {
    return { name, lines: [comment, `async function ${name}(overrides: Thing = {}) {`, ...send] };
  }
  const target = newTarget(subject, parent.references)?.text ?? "undefined";
  return {
    name,
    lines: [
      comment,
      `async function ${name}({ ${parent.name}: given, ...overrides }: Thing = {}) {`,
      `  const parent = given ?? ${target};`,
      ...send,
    ],
  };
}

/** The call of the function that makes a valid thing, awaited where it has to make others. */
export function validCall(subject: Subject, overrides: string): string {
  const waits = validThing(subject)?.lines[1]?.startsWith("async") === true;
  return `${waits ? "await " : ""}${subject.entity.name}With(${overrides})`;
}

function createThing(subject: Subject): FrameFunction | undefined {
  const operation = subject.operation("create");
  if (operation === undefined || !subject.isMakeable()) return undefined;
  const name = `create${subject.pascal}`;
  // Where no route shows one, what creating shows is all that there is.
  const isAll = operation.shows === undefined || subject.route("read") === undefined;
  const body =
    operation.answer === "entity" && isAll
      ? [`  return ${plain(subject, bodyCode("answer", operation))};`]
      : [
          '  const read = await call("GET", String(answer.headers.location));',
          `  return ${plain(subject, "read.body as Thing")};`,
        ];
  return {
    name,
    lines: [
      `/** Creates ${withArticle(subject.noun)}, and gives it as the service shows it. */`,
      `async function ${name}(overrides: Thing = {}): Promise<Thing> {`,
      `  const answer = await post${subject.pascal}(overrides);`,
      `  expect(answer.status, answer.text).toBe(${operation.status});`,
      ...body,
      "}",
    ],
  };
}

function newThing(subject: Subject): FrameFunction | undefined {
  if (subject.operation("create") === undefined || !subject.isMakeable()) return undefined;
  const name = newName(subject.entity.name);
  return {
    name,
    lines: [
      `/** The identifier of ${withArticle(subject.noun)} that is made for others to refer to. */`,
      `async function ${name}(): Promise<unknown> {`,
      `  return ${memberOf(`(await create${subject.pascal}())`, subject.identifier)};`,
      "}",
    ],
  };
}

/** What makes the things that this subject's refer to, where its rules ask more of them than that they are there. */
function preparedThings(subject: Subject): FrameFunction[] {
  const { blueprint } = subject;
  return blueprint.entities.flatMap(({ name: kind }) => {
    const other = subject.other(kind);
    const preparation = subject.preparation(kind);
    if (other === undefined || preparation === undefined) return [];
    const name = preparedName(subject, other);
    const isSignedIn = accountOf(blueprint) !== undefined;
    const steps = preparation.acts.map(({ action, inputs }) => {
      const headers = isSignedIn ? {} : headersOf(blueprint, everyone(blueprint, action.by)).fixed;
      const request = [text(action.method), pathCode(other, { path: action.path, inputs: [] }, "made")];
      const hasHeaders = Object.keys(headers).length > 0;
      if (action.inputs.length > 0) request.push(objectLiteral(Object.entries(inputs)));
      else if (hasHeaders) request.push("undefined");
      if (hasHeaders) request.push(objectLiteral(Object.entries(headers)));
      return isSignedIn
        ? `  expect((await call(${request.join(", ")})).status).toBe(${action.answer.status});`
        : `  await done(${action.answer.status}, ${request.join(", ")});`;
    });
    return [
      {
        name,
        lines: [
          `/** The identifier of ${withArticle(other.noun)} that ${withArticle(subject.noun)} may refer to. */`,
          `async function ${name}(): Promise<unknown> {`,
          `  ${create(other, [...preparation.values], "const made = ")}`,
          ...steps,
          `  return ${memberOf("made", other.identifier)};`,
          "}",
        ],
      },
    ];
  });
}

function refuseThing(subject: Subject): FrameFunction | undefined {
  if (subject.operation("create") === undefined || !subject.isMakeable()) return undefined;
  const name = `refuse${subject.pascal}`;
  return {
    name,
    lines: [
      `/** Expects ${withArticle(subject.noun)} with these values to be refused. */`,
      `async function ${name}(overrides: Thing): Promise<void> {`,
      `  const answer = await post${subject.pascal}(overrides);`,
      `  ${expectRefusal(subject, "invalid")}`,
      "}",
    ],
  };
}

/** The functions that list things: where who calls is one of them, one without and one with them. */
function listThings(subject: Subject): FrameFunction[] {
  const operation = subject.operation("list");
  if (operation === undefined) return [];
  const name = `list${subject.pascalPlural}`;
  const known = callersAmong(subject)?.known;
  if (known === undefined) return [listFunction(subject, operation, { name, others: "" })];
  return [
    listFunction(subject, operation, { name, others: withoutCallers(known) }),
    listFunction(subject, operation, { name: listAllName(subject), others: "" }),
  ];
}

/** A function that lists things, but for some that code behind the list leaves out. */
function listFunction(
  subject: Subject,
  operation: Operation,
  { name, others }: { name: string; others: string },
): FrameFunction {
  const envelope = listFrameOf(subject.entity);
  const parent = subject.parentField(operation) === undefined ? "" : "parent: unknown, ";
  const path = pathCode(subject, operation, "", "parent").slice(1, -1);
  const items = envelope === undefined ? "answer.body" : `(answer.body as Thing).${envelope.items}`;
  return {
    name,
    lines: [
      others === ""
        ? `/** The ${subject.nouns} that the service lists for a query. */`
        : `/** The ${subject.nouns} that the service lists for a query, but for who calls. */`,
      `async function ${name}(${parent}query = ""): Promise<Thing[]> {`,
      `  const answer = await call("${operation.method}", \`${path}\${query}\`);`,
      `  expect(answer.status, answer.text).toBe(${operation.status});`,
      ...listedItems(subject, operation, { items, others }),
      "}",
    ],
  };
}

/** What a list shows of things may be less than they have: then they are read one by one. */
function listedItems(
  subject: Subject,
  { shows }: Operation,
  { items, others }: { items: string; others: string },
): string[] {
  if (shows === undefined || subject.operation("read") === undefined) {
    return subject.workedOut.length === 0
      ? [`  return ${others === "" ? `${items} as Thing[]` : `(${items} as Thing[])${others}`};`]
      : [`  return (${items} as Thing[])${others}.map(plain${subject.pascal});`];
  }
  const read = `Promise.all((${items} as Thing[]).map(read${subject.pascal}))`;
  return [`  return ${others === "" ? read : `(await ${read})${others}`};`];
}

/** Leaves out those things as which the test calls. */
function withoutCallers({ field, values }: NonNullable<Among["known"]>): string {
  const isNone =
    values.length === 1
      ? `${memberOf("each", field)} !== ${literal(values[0])}`
      : `!${literal(values)}.includes(String(${memberOf("each", field)}))`;
  return `.filter((each) => ${isNone})`;
}

function readThing(subject: Subject): FrameFunction | undefined {
  const operation = subject.operation("read");
  const name = `read${subject.pascal}`;
  const comment = `/** The ${subject.noun} as the service shows it now. */`;
  const signature = `async function ${name}(thing: Thing): Promise<Thing> {`;
  if (operation !== undefined) {
    return {
      name,
      lines: [
        comment,
        signature,
        `  const answer = await call("${operation.method}", ${pathCode(subject, operation, "thing")});`,
        `  expect(answer.status, answer.text).toBe(${operation.status});`,
        `  return ${plain(subject, bodyCode("answer", operation))};`,
        "}",
      ],
    };
  }
  const list = subject.operation("list");
  if (list === undefined) return undefined;
  const parent = subject.parentField(list);
  const id = subject.identifier;
  return {
    name,
    lines: [
      comment,
      signature,
      `  const all = await list${subject.pascalPlural}(${parent === undefined ? "" : memberOf("thing", parent.name)});`,
      `  const found = all.find((each) => ${memberOf("each", id)} === ${memberOf("thing", id)});`,
      "  return found ?? {};",
      "}",
    ],
  };
}

function changeThing(subject: Subject): FrameFunction | undefined {
  const operation = subject.operation("update");
  if (operation === undefined || readThing(subject) === undefined) return undefined;
  const name = `change${subject.pascal}`;
  return {
    name,
    lines: [
      `/** Changes a part of ${withArticle(subject.noun)}, and gives what the service shows afterwards. */`,
      `async function ${name}(thing: Thing, change: Thing): Promise<Thing> {`,
      `  const answer = await call("${operation.method}", ${pathCode(subject, operation, "thing")}, change);`,
      `  expect(answer.status, answer.text).toBe(${operation.status});`,
      `  return read${subject.pascal}(thing);`,
      "}",
    ],
  };
}

/** The entity in an answer's body, out of its wrapper. */
function bodyCode(answer: string, { wrapper }: Operation): string {
  if (wrapper === undefined) return `${answer}.body as Thing`;
  return `(${answer}.body as Thing).${wrapper} as Thing`;
}
