import { refusalBody as bodyFor } from "../../blueprint/blueprint.ts";
import type { EachPart, Reasons, RefusalBody } from "../../blueprint/refusal-body.ts";
import { arrayOf, literal, memberOf, propertyKey } from "../../code/literal.ts";
import type { Check } from "../check.ts";
import { expectRefusal, ownBody } from "../refusals.ts";
import { boundariesOf } from "../samples/boundaries.ts";
import { Listing, pathCode, pathWithId, post } from "../source/calls.ts";
import type { Entries } from "../source/code.ts";
import type { Subject } from "../subject.ts";
import { plainInputs } from "./creation.ts";
import { leadsTo, routesOf } from "./no-routes.ts";

/** What holds for the whole service, shown on one kind of thing. */
export function serviceWide(subject: Subject): Check[] {
  return [...crossOrigin(subject), ...refusalBody(subject), ...malformed(subject), ...otherMethod(subject)];
}

function crossOrigin(subject: Subject): Check[] {
  const list = subject.operation("list");
  if (subject.blueprint.crossOrigin !== "any" || list === undefined || !subject.isMakeable()) return [];
  const listing = new Listing(subject);
  const path = pathCode(subject, list, "parent", "parent");
  const routes = subject.entity.operations
    .filter(({ kind }) => kind !== "list" && kind !== "read")
    .map((operation) => `["${operation.method}", ${pathWithId(subject, operation, "any", "any")}]`);
  const expectAllowed = [
    'const allowed = answer.headers["access-control-allow-origin"];',
    'expect(["*", "https://elsewhere.example"]).toContain(allowed);',
  ];
  return [
    {
      title: "a page of any origin may read the answers",
      lines: [
        ...listing.setup,
        'const headers = { origin: "https://elsewhere.example" };',
        `const answer = await call("GET", ${path}, undefined, headers);`,
        ...expectAllowed,
      ],
      shows: ["crossOrigin"],
    },
    {
      title: "a browser's preflight is allowed",
      lines: [
        `const routes = ${arrayOf([...new Set(routes)])} as const;`,
        "for (const [method, path] of routes) {",
        '  const answer = await call("OPTIONS", path, undefined, {',
        '    origin: "https://elsewhere.example",',
        '    "access-control-request-method": method,',
        '    "access-control-request-headers": "content-type",',
        "  });",
        "  expect(answer.status).toBeLessThan(300);",
        ...expectAllowed.map((line) => `  ${line}`),
        '  expect(answer.headers["access-control-allow-methods"]).toContain(method);',
        '  expect(answer.headers["access-control-allow-headers"]).toMatch(/content-type/i);',
        "}",
      ],
      shows: ["crossOrigin"],
    },
  ];
}

function refusalBody(subject: Subject): Check[] {
  const { blueprint } = subject;
  const { invalid, notFound } = blueprint.refusals;
  const wrong = wrongValues(subject);
  const ofValues =
    wrong === undefined
      ? []
      : bodyCheck(subject, invalid, {
          title: "a refusal has the body that is wanted",
          lines: [post(subject, wrong), expectRefusal(subject, "invalid")],
          names: wrong.map(([name]) => name),
          isMissing: wrong.every(([, value]) => value === undefined),
          shows: ["refusals", "refusals/invalid"],
        });
  const isSeen = bodyFor(blueprint, invalid) === bodyFor(blueprint, notFound) && ofValues.length > 0;
  if (isSeen) return ofValues;
  const nowhere = ['const answer = await call("GET", "/there/is/nothing/at/all");'];
  return [
    ...ofValues,
    ...bodyCheck(subject, notFound, {
      title: "what is not found is refused with the body that is wanted",
      lines: [...nowhere, expectRefusal(subject, "notFound")],
      names: [],
      isMissing: false,
      shows: [],
    }),
  ];
}

/** A check of the whole body of refusals with a status, where one is said. */
function bodyCheck(
  { blueprint }: Subject,
  status: number,
  { title, lines, names, isMissing, shows }: Check & { names: string[]; isMissing: boolean },
): Check[] {
  const body = bodyFor(blueprint, status);
  if (body === undefined) return [];
  const own = ownBody(blueprint, status);
  const { mediaType } = blueprint.refusals;
  const media =
    mediaType === undefined ? [] : [`expect(answer.headers["content-type"]).toMatch(${literal(mediaType)});`];
  return [
    {
      title,
      lines: [...lines, ...media, ...bodyLines(body, "answer.body", { names, isMissing, status })],
      shows: [own === undefined ? "refusals/body" : `refusals/bodies/${own}`, ...shows],
    },
  ];
}

interface Told {
  /** Names of what is wrong. */
  names: readonly string[];
  /** Whether it is wrong because it is missing. */
  isMissing: boolean;
  status: number;
}

function bodyLines(body: RefusalBody, code: string, told: Told): string[] {
  if ("text" in body) return [`expect(${code}).toBe(${literal(body.text)});`];
  if ("properties" in body) {
    const names = body.properties.map(({ name }) => name).toSorted();
    return [
      `expect(Object.keys(${code} as Thing).toSorted()).toEqual(${literal(names)});`,
      ...body.properties.flatMap(({ name, value }) =>
        bodyLines(value, memberOf(`(${code} as Thing)`, name), told),
      ),
    ];
  }
  const [name] = told.names;
  const toldOf = (parts: string) =>
    name === undefined ? `expect(${code}).toEqual([]);` : `expect(${code}).toContainEqual({ ${parts} });`;
  const anyText = "expect.any(String)";
  if ("each" in body) {
    const parts = body.each.map((part) => `${propertyKey(part.name)}: ${eachValue(part, told)}`);
    return [toldOf(parts.join(", "))];
  }
  switch (body.is) {
    case "code":
    case "message":
      return [`expect(${code}).toMatch(/./);`];
    case "status":
      return [`expect(${code}).toBe(${told.status});`];
    case "errors":
      return [toldOf(`field: ${literal(name ?? null)}, message: ${anyText}`)];
    case "names":
      return [`expect(${code}).toEqual(${literal([...told.names])});`];
    case "name":
      return [`expect(${code}).toBe(${literal(name ?? null)});`];
    case "fields":
    case "lists": {
      const why = "why" in body && told.isMissing ? literal(textIfMissing(body.why)) : anyText;
      const said = body.is === "fields" ? why : `[${why}]`;
      return [
        name === undefined
          ? `expect(${code}).toEqual({});`
          : `expect(${code}).toMatchObject({ ${propertyKey(name)}: ${said} });`,
      ];
    }
  }
}

/** What is said of the first value that is wrong: code of what equals it. */
function eachValue(part: EachPart, { names: [name = ""], isMissing }: Told): string {
  const anyText = "expect.any(String)";
  if (!("is" in part)) {
    return isMissing ? literal(textIfMissing(part)) : anyText;
  }
  if (part.is === "message") return anyText;
  return literal(part.is === "field" ? name : `/${name}`);
}

function textIfMissing({ cases, otherwise }: Reasons): string {
  return cases.find(({ reason }) => reason === "missing")?.text ?? otherwise;
}

/** Values that are wrong, of two fields where two are needed. */
function wrongValues(subject: Subject): Entries | undefined {
  if (!subject.isMakeable()) return undefined;
  const parent = subject.parentField(subject.operation("create"));
  const needed = subject.required.filter((field) => field !== parent).slice(0, 2);
  if (needed.length > 0) return needed.map(({ name }) => [name, undefined]);
  const field = plainInputs(subject).find((each) => boundariesOf(each).outside.length > 0);
  return field === undefined ? undefined : [[field.name, boundariesOf(field).outside[0]]];
}

function malformed(subject: Subject): Check[] {
  const operation = subject.operation("create");
  if (operation === undefined || operation.path.includes(":")) return [];
  return [
    {
      title: "a body that is no JSON object is refused",
      lines: [
        `const answer = await call("${operation.method}", ${pathCode(subject, operation, "")}, ["not", "an object"]);`,
        expectRefusal(subject, "malformed"),
        `const broken = await call("${operation.method}", ${pathCode(subject, operation, "")}, "{ broken");`,
        expectRefusal(subject, "malformed", "broken"),
      ],
      shows: ["refusals/malformed"],
    },
  ];
}

const methods = ["PUT", "PATCH", "DELETE", "POST"];

/** A path that is there is asked by a method that it does not have. */
function otherMethod(subject: Subject): Check[] {
  const { blueprint, entity } = subject;
  const own = [...entity.operations, ...entity.actions].find(({ path }) => !path.includes(":"));
  if (own === undefined) return [];
  const there = routesOf(blueprint).filter(({ path }) => leadsTo(path, own.path));
  const other = methods.find((one) => there.every(({ method }) => method !== one));
  if (other === undefined) return [];
  const { methodNotAllowed: status } = blueprint.refusals;
  return [
    {
      title: `${other} of a path without it is refused`,
      lines: [
        `const answer = await call("${other}", ${literal(own.path)}, {});`,
        expectRefusal(subject, "methodNotAllowed"),
        ...(status === 405 ? [`expect(answer.headers.allow).toContain("${own.method}");`] : []),
      ],
      shows: ["refusals/methodNotAllowed"],
    },
  ];
}
