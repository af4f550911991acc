import { withArticle } from "../../article.ts";
import { type Action, thingParameters } from "../../blueprint/action.ts";
import { type Field, isShownToAll } from "../../blueprint/field.ts";
import { memberOf } from "../../code/literal.ts";
import { type Check, pathTo } from "../check.ts";
import { expectAbsent, saysAbsence } from "../refusals.ts";
import { sampleAt } from "../samples/sample.ts";
import { create, newTarget, pathWithId } from "../source/calls.ts";
import { type Entries, literal, objectLiteral } from "../source/code.ts";
import type { Subject } from "../subject.ts";

/** Identifiers, what an unknown one gives, and the values that the service sets by itself. */
export function identity(subject: Subject): Check[] {
  const own = subject.isMakeable()
    ? [...identifiers(subject), ...subject.entity.fields.flatMap((field) => setByService(subject, field))]
    : [];
  return [...own, ...unknown(subject)];
}

function identifiers(subject: Subject): Check[] {
  const { name, type } = subject.entity.identifier;
  const shows = [
    pathTo(subject, "identifier"),
    pathTo(subject, "identifier", "type"),
    pathTo(subject, "identifier", "name"),
    pathTo(subject, "fields", name),
  ];
  const [first, second] = ["first", "second"].map((each) => memberOf(each, name));
  if (type === "given") {
    const field = subject.field(name);
    const value = field === undefined ? "one" : sampleAt(field, 5);
    const lines = [
      create(subject, [[name, value]], "const created = "),
      `expect(${memberOf("created", name)}).toBe(${literal(value)});`,
    ];
    if (subject.operation("read") !== undefined)
      lines.push(`expect(await read${subject.pascal}(created)).toEqual(created);`);
    return [{ title: `${withArticle(subject.noun)} is known by the ${name} that it is given`, lines, shows }];
  }
  const lines = [create(subject, [], "const first = "), create(subject, [], "const second = ")];
  if (type === "sequence") {
    lines.push(
      `expect(Number.isInteger(${first})).toBe(true);`,
      `expect(Number(${second})).toBeGreaterThan(Number(${first}));`,
    );
    return [{ title: `the ${name} is a number that counts up`, lines, shows }];
  }
  lines.push(
    `expect(${first}).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);`,
    `expect(${second}).not.toBe(${first});`,
  );
  const title = `each ${subject.noun} has ${withArticle(name)} of its own, a UUID`;
  return [{ title, lines, shows }];
}

function setByService(subject: Subject, field: Field): Check[] {
  if (!isShownToAll(field)) return [];
  const shows = [pathTo(subject, "fields", field.name), pathTo(subject, "fields", field.name, "source")];
  const value = memberOf("created", field.name);
  switch (field.source) {
    case "input":
      return [];
    case "own-url":
      return [
        {
          title: `${field.name} is the ${subject.noun}'s own absolute URL`,
          lines: [
            `const created = await create${subject.pascal}();`,
            `expect(${value}).toMatch(/^https?:\\/\\//);`,
            `const answer = await call("GET", String(${value}));`,
            "expect(answer.status, answer.text).toBe(200);",
            "expect(answer.body).toMatchObject(created);",
          ],
          shows: [...shows, pathTo(subject, "operations", "read")],
        },
      ];
    case "sequence":
      return [
        {
          title: `${field.name} counts up`,
          lines: [
            create(subject, [], "const first = "),
            create(subject, [], "const second = "),
            `expect(${memberOf("second", field.name)}).toBe(Number(${memberOf("first", field.name)}) + 1);`,
          ],
          shows,
        },
      ];
    case "created-at":
    case "updated-at": {
      const forged: Entries = [[field.name, "1999-01-01T00:00:00.000Z"]];
      const { unknownProperties, setByService } = subject.entity;
      const isRefused = unknownProperties === "refuse" || setByService === "refuse";
      return [
        {
          title: `${field.name} is set by the service, whatever a caller says`,
          lines: [
            `const created = await create${subject.pascal}(${isRefused ? "" : objectLiteral(forged)});`,
            `expect(Math.abs(Date.parse(String(${value})) - Date.now())).toBeLessThan(60_000);`,
            ...(field.wholeSeconds === true ? [`expect(${value}).toMatch(/:\\d\\dZ$/);`] : []),
          ],
          shows,
        },
      ];
    }
    default:
      return [];
  }
}

function unknown(subject: Subject): Check[] {
  const operations = [
    ...(["read", "update", "delete"] as const).flatMap((kind) => subject.operation(kind) ?? []),
    ...(subject.entity.notFound === undefined ? [] : plainActions(subject)),
  ];
  if (operations.length === 0) return [];
  const nested = operations.some((operation) => subject.parentField(operation) !== undefined);
  const parent = nested
    ? newTarget(subject, subject.field(subject.entity.parent?.field ?? "")?.references)
    : undefined;
  if (nested && parent === undefined) return [];
  const id = unknownIdentifier(subject);
  const lines = parent === undefined ? [] : [`const parent = ${parent.text};`];
  const paths = new Set(operations.map((operation) => pathWithId(subject, operation, id, `\${parent}`)));
  const [shared] = paths;
  if (paths.size === 1) lines.push(`const path = ${shared};`);
  const names: Record<string, string> = { read: "read", update: "change", delete: "removal" };
  for (const [index, operation] of operations.entries()) {
    const { method } = operation;
    const kind = "kind" in operation ? operation.kind : "act";
    const path = paths.size === 1 ? "path" : pathWithId(subject, operation, id, `\${parent}`);
    const body = kind === "update" ? ", {}" : "";
    const answer = names[kind] ?? `answer${index}`;
    lines.push(
      `const ${answer} = await call("${method}", ${path}${body});`,
      ...expectAbsent(subject, answer),
    );
  }
  return [
    {
      title: `${withArticle(subject.noun)} that does not exist is not found`,
      lines,
      shows: [saysAbsence(subject)],
    },
  ];
}

/** The actions of a thing that refuse nothing but that it is not there. */
function plainActions({ entity }: Subject): Action[] {
  return entity.actions.filter(
    (action) =>
      action.by === undefined &&
      action.inputs.length === 0 &&
      action.guards.length === 0 &&
      thingParameters(action).length === 1,
  );
}

function unknownIdentifier(subject: Subject): string {
  const { name, type } = subject.entity.identifier;
  if (type === "sequence") return "987654321";
  if (type === "uuid") return "00000000-0000-4000-8000-000000000000";
  const field = subject.field(name);
  return encodeURIComponent(String(field === undefined ? "nobody" : sampleAt(field, 9)));
}
