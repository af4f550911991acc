import { withArticle } from "../../article.ts";
import { memberOf } from "../../code/literal.ts";
import { type Check, pathTo } from "../check.ts";
import { validCall } from "../frame.ts";
import { expectRefusal } from "../refusals.ts";
import { argument, create, pathCode } from "../source/calls.ts";
import { Code, type Entries, literal } from "../source/code.ts";
import type { Subject } from "../subject.ts";
import { changeable } from "./changes.ts";
import { plainInputs } from "./creation.ts";

/** Replacing a thing as a whole: what is left out goes back to its default or is gone. */
export function replacement(subject: Subject): Check[] {
  const replace = subject.operation("replace");
  if (replace === undefined || !subject.isMakeable()) return [];
  const optional = plainInputs(subject).find(
    (field) =>
      !subject.required.includes(field) &&
      !field.immutable &&
      field.refusedInChanges !== true &&
      !subject.isCompared(field) &&
      field.default !== "now",
  );
  const given = optional === undefined ? undefined : subject.unlike(optional, [optional.default ?? null]);
  const isTaken =
    optional !== undefined && given !== undefined && subject.takes(new Map([[optional.name, given]]));
  const start: Entries = isTaken ? [[optional.name, given]] : [];
  const keep = heldFields(subject);
  const change = changeable(subject).find(
    ({ field, value }) => subject.required.includes(field) && subject.takes(new Map([[field.name, value]])),
  );
  const overrides: Entries = [
    ...keep,
    ...(change === undefined ? [] : [[change.field.name, change.value] as const]),
  ];
  const call = `const answer = await call("${replace.method}", ${pathCode(subject, replace, "before")}, whole);`;
  const shows = [pathTo(subject, "operations", "replace"), pathTo(subject, "operations")];
  const lines = [
    ...(start.length === 0
      ? [`const before = await create${subject.pascal}();`]
      : [create(subject, start, "const before = ")]),
    ...whole(subject, overrides),
    call,
    `expect(answer.status, answer.text).toBe(${replace.status});`,
    `const after = await read${subject.pascal}(before);`,
    "expect(after).toMatchObject(whole);",
  ];
  if (optional !== undefined && start.length > 0) {
    const value = memberOf("after", optional.name);
    lines.push(
      optional.default === undefined
        ? `expect(${optional.type === "list" ? `${value} ?? []` : `${value} ?? null`}).${optional.type === "list" ? "toEqual([])" : "toBeNull()"};`
        : `expect(${value}).toEqual(${literal(optional.default)});`,
    );
  }
  const checks: Check[] = [{ title: `${withArticle(subject.noun)} is replaced as a whole`, lines, shows }];
  const needed = subject.required.find((field) => !keep.some(([name]) => name === field.name));
  if (needed !== undefined) {
    checks.push({
      title: `a replacement needs ${needed.name} as a create does`,
      lines: [
        `const before = await create${subject.pascal}();`,
        ...whole(subject, [...keep, [needed.name, undefined]]),
        call,
        expectRefusal(subject, "invalid"),
        `expect(await read${subject.pascal}(before)).toEqual(before);`,
      ],
      shows: [...shows, "refusals/invalid"],
    });
  }
  return checks;
}

function whole(subject: Subject, overrides: Entries): string[] {
  return [`const whole = ${validCall(subject, argument(overrides))};`];
}

/** What a replacement must leave as it is: the identifier, what cannot be changed, and a parent that no path names. */
function heldFields(subject: Subject): Entries {
  const parent = subject.parentField(subject.operation("create"));
  const isNested = subject.parentField(subject.operation("replace")) !== undefined;
  return subject.required
    .filter((field) => (field === parent ? !isNested : field.immutable || field.name === subject.identifier))
    .map((field): Entries[number] => [field.name, new Code(memberOf("before", field.name))]);
}
