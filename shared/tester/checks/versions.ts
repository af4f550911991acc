import { versionsOf } from "../../blueprint/versions.ts";
import { literal, propertyKey } from "../../code/literal.ts";
import { type Check, pathTo } from "../check.ts";
import { expectRefused } from "../refusals.ts";
import { racers } from "../scenario/race.ts";
import { nameOfRoute, scenarioReaching } from "../scenario/reaching.ts";
import { Rendering } from "../scenario/render.ts";
import { pathCode } from "../source/calls.ts";
import { type Entries, objectLiteral } from "../source/code.ts";
import type { Subject } from "../subject.ts";
import { versionedName } from "../version-frame.ts";

/** Changes of a thing are of its last version. */
export function versions(subject: Subject): Check[] {
  return subject.entity.versions === undefined ? [] : [...changed(subject), ...needed(subject)];
}

/** Each route that needs a version is refused without it, and of another. */
function needed(subject: Subject): Check[] {
  const { entity, blueprint } = subject;
  return [...entity.operations, ...entity.actions].flatMap((route): Check[] => {
    const one = { entity, route };
    if (versionsOf(one) === undefined) return [];
    const title = `${nameOfRoute(one)} needs the last version`;
    const found = scenarioReaching(blueprint, one, title);
    if (found === undefined) return [];
    const sentBy = { at: found.at, by: versionedName(entity) };
    return [
      {
        title,
        lines: new Rendering(subject, found.scenario, { sentBy }).lines,
        shows: [pathTo(subject, "versions")],
      },
    ];
  });
}

/** A change that says the version that was shown is done once, and the next one has to say the next. */
function changed(subject: Subject): Check[] {
  const { entity, blueprint } = subject;
  const [made, change] = [subject.operation("create"), subject.operation("update")];
  const field = subject.inputs.find(
    (one) =>
      one.type !== "reference" &&
      !subject.varies(one) &&
      !one.immutable &&
      one.refusedInChanges !== true &&
      one.ignoredInChanges !== true &&
      subject.required.includes(one),
  );
  const isPlain = made?.answer === "entity" && made.wrapper === undefined && made.shows === undefined;
  const { versions: how } = entity;
  if (how === undefined || change === undefined || field === undefined || !isPlain) return [];
  if (!subject.isMakeable()) return [];
  const body: Entries = [[field.name, subject.base(field)]];
  const key = propertyKey(how.header);
  const start = [
    `const made = await post${subject.pascal}();`,
    `expect(made.status, made.text).toBe(${made.status});`,
    "const tag = String(made.headers.etag);",
    "const send = (version: string) =>",
    `  call("${change.method}", ${pathCode(subject, change, "(made.body as Thing)")}, ${objectLiteral(body)}, { ${key}: version });`,
  ];
  const shows = [pathTo(subject, "versions")];
  const read = subject.operation("read");
  const refused = (name: string, version: string) => [
    `const ${name} = await send(${version});`,
    ...expectRefused(blueprint, name, how.stale),
  ];
  return [
    {
      title: `a change of ${subject.nouns} is of the version that was shown last`,
      lines: [
        ...start,
        'expect(tag).toMatch(/^"[^"]*"$/);',
        ...refused("weak", '"W/" + tag'),
        `const done = await send(\`"of no version", \${tag}\`);`,
        `expect(done.status, done.text).toBe(${change.status});`,
        ...refused("late", "tag"),
        "const next = await send(String(done.headers.etag));",
        `expect(next.status, next.text).toBe(${change.status});`,
        ...(read === undefined
          ? []
          : [
              `const seen = await call("GET", ${pathCode(subject, read, "(made.body as Thing)")});`,
              "expect(seen.headers.etag).toBe(next.headers.etag);",
            ]),
      ],
      shows,
    },
    {
      title: `of many changes of ${subject.nouns} at once that say the same version one is done`,
      lines: [
        ...start,
        `const sent = await Promise.all(Array.from({ length: ${racers} }, () => send(tag)));`,
        "const statuses = sent.map(({ status }) => status).toSorted((one, other) => one - other);",
        `expect(statuses).toEqual(${literal([change.status, ...Array.from({ length: racers - 1 }, () => how.stale.status)])});`,
      ],
      shows,
      kind: "race",
    },
  ];
}
