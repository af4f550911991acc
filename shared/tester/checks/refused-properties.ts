import { withArticle } from "../../article.ts";
import { refusedProperties } from "../../blueprint/refused-properties.ts";
import { memberOf } from "../../code/literal.ts";
import { type Check, pathTo } from "../check.ts";
import { expectRefusal } from "../refusals.ts";
import { pathCode, refuse } from "../source/calls.ts";
import { Code, objectLiteral } from "../source/code.ts";
import { enumeration } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";

/** What creates and changes must not hold is refused whatever it says, even where it says what is so. */
export function refusedGiven(subject: Subject): Check[] {
  if (!subject.isMakeable()) return [];
  return [...inCreates(subject), ...inChanges(subject)];
}

function inCreates(subject: Subject): Check[] {
  const names = refusedProperties(subject.entity, "creates");
  if (names.length === 0) return [];
  return [
    {
      title: `${withArticle(subject.noun)} is not created with ${enumeration(names)}, which the service sets`,
      lines: names.flatMap((name) => [null, "1"].map((value) => refuse(subject, [[name, value]]))),
      shows: [pathTo(subject, "setByService"), "refusals/invalid"],
    },
  ];
}

function inChanges(subject: Subject): Check[] {
  const update = subject.operation("update");
  const names = refusedProperties(subject.entity, "changes");
  if (update === undefined || names.length === 0) return [];
  const { fields, setByService } = subject.entity;
  const own = fields.filter(({ refusedInChanges }) => refusedInChanges === true);
  // What is hidden is null here, which it need not be.
  const bodies = names.flatMap((name) => [
    objectLiteral([[name, new Code(`${memberOf("created", name)} ?? null`)]]),
    objectLiteral([[name, null]]),
  ]);
  return [
    {
      title: `no change may hold ${enumeration(names)}`,
      lines: [
        `const created = await create${subject.pascal}();`,
        `for (const change of [${bodies.join(", ")}]) {`,
        `  const answer = await call("${update.method}", ${pathCode(subject, update, "created")}, change);`,
        ...expectRefusal(subject, "invalid")
          .split("\n")
          .map((line) => `  ${line}`),
        "}",
        `expect(await read${subject.pascal}(created)).toEqual(created);`,
      ],
      shows: [
        ...(setByService === undefined ? [] : [pathTo(subject, "setByService")]),
        ...own.flatMap(({ name }) => [
          pathTo(subject, "fields", name),
          pathTo(subject, "fields", name, "refusedInChanges"),
        ]),
        "refusals/invalid",
      ],
    },
  ];
}
