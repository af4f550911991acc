import { withArticle } from "../../article.ts";
import { type Check, pathTo } from "../check.ts";
import { expectAbsent, saysAbsence } from "../refusals.ts";
import { create, Listing, pathCode } from "../source/calls.ts";
import type { Subject } from "../subject.ts";
import { callersAmong } from "../usual-accounts.ts";

/** Deleting one thing, and deleting all. */
export function removal(subject: Subject): Check[] {
  if (!subject.isMakeable()) return [];
  return [...deleted(subject), ...cleared(subject)];
}

function deleted(subject: Subject): Check[] {
  const operation = subject.operation("delete");
  const read = subject.operation("read");
  if (operation === undefined) return [];
  const listing = new Listing(subject);
  const lines = [
    ...listing.setup,
    create(subject, listing.own, "const kept = "),
    create(subject, listing.own, "const created = "),
    `const answer = await call("${operation.method}", ${pathCode(subject, operation, "created")});`,
    `expect(answer.status, answer.text).toBe(${operation.status});`,
  ];
  if (read !== undefined) {
    lines.push(`const gone = await call("${read.method}", ${pathCode(subject, read, "created")});`);
    lines.push(...expectAbsent(subject, "gone"));
  }
  lines.push(
    subject.operation("list") === undefined
      ? `expect(await read${subject.pascal}(kept)).toEqual(kept);`
      : `expect(${listing.call()}).toEqual([kept]);`,
  );
  return [
    {
      title: `a deleted ${subject.noun} is gone`,
      lines,
      shows: [pathTo(subject, "operations", "delete"), pathTo(subject, "operations"), saysAbsence(subject)],
    },
  ];
}

function cleared(subject: Subject): Check[] {
  const operation = subject.operation("clear");
  if (operation === undefined || subject.operation("list") === undefined) return [];
  // Who calls would be deleted too.
  if (callersAmong(subject) !== undefined) return [];
  const listing = new Listing(subject);
  return [
    {
      title: `all ${subject.nouns} can be deleted at once`,
      lines: [
        ...listing.setup,
        create(subject, listing.own),
        create(subject, listing.own),
        `const answer = await call("${operation.method}", ${pathCode(subject, operation, "", "parent")});`,
        `expect(answer.status, answer.text).toBe(${operation.status});`,
        `expect(${listing.call()}).toEqual([]);`,
        create(subject, listing.own, `const ${"again"} = `),
        `expect(${listing.call()}).toEqual([again]);`,
      ],
      shows: [pathTo(subject, "operations", "clear"), pathTo(subject, "operations")],
    },
  ];
}

/** The wrapper that the text fixes around a single thing. */
export function wrappers(subject: Subject): Check[] {
  const read = subject.operation("read");
  if (read?.wrapper === undefined || !subject.isMakeable()) return [];
  return [
    {
      title: `${withArticle(subject.noun)} is answered under ${read.wrapper}`,
      lines: [
        `const created = await create${subject.pascal}();`,
        `const answer = await call("${read.method}", ${pathCode(subject, read, "created")});`,
        `expect(answer.body).toEqual({ ${read.wrapper}: created });`,
      ],
      shows: [pathTo(subject, "operations", "read"), pathTo(subject, "operations", "read", "wrapper")],
    },
  ];
}
