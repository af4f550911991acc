import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { differenceOf } from "../../../shared/difference/difference-of.ts";
import { releaseNotes } from "../../../shared/difference/release-notes.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";

const library = readFileSync("examples/library.md", "utf8");
const before = blueprintOf(library);
const after = blueprintOf(
  library
    .replace("At most 3 for each", "At most 5 for each")
    .replace("- title: text, required", "- title: text, required, 1 to 90 characters\n- pages: whole number")
    .replace("- `?q` part of title\n", ""),
);

describe("the difference of two specs", () => {
  test("is told in statements, below the thing that they are about", () => {
    expect(differenceOf(before, after)).toEqual([
      {
        change: "changed",
        part: "Book",
        before: "title: text, required",
        after: "title: text, required, 1 to 90 characters",
      },
      { change: "added", part: "Book", after: "pages: whole number" },
      {
        change: "changed",
        part: "Loan",
        before: "At most 3 for each member where state is open (409 `limit`)",
        after: "At most 5 for each member where state is open (409 `limit`)",
      },
      { change: "removed", part: "Book", before: "`?q` part of title" },
    ]);
  });

  test("is nothing between a spec and itself in another order", () => {
    expect(differenceOf(before, blueprintOf(library))).toEqual([]);
  });

  test("takes each of several alike statements once", () => {
    const two = library.replace(
      "- `?late=true` only where late",
      "- `?late=true` only where late\n- `?due=true` only where dueOn < today",
    );
    expect(differenceOf(before, blueprintOf(two))).toEqual([
      { change: "added", part: "Loan", after: "`?due=true` only where dueOn < today" },
    ]);
  });
});

describe("release notes", () => {
  test("say what is new, changed, gone and breaks, and what was decided", () => {
    const notes = releaseNotes({
      before,
      after,
      breaks: [
        { route: "GET /books", kind: "parameter", subject: "q", what: "the query parameter q is gone" },
      ],
      decisions: [{ at: "spec", clause: "c3", reason: "the limit was read\nas 3", evidence: "", round: 1 }],
    });
    expect(notes).toBe(`# Lending library

## What breaks

- \`GET /books\`: the query parameter q is gone

## New

- Book: pages: whole number

## Changed

- Book: title: text, required, 1 to 90 characters, before: title: text, required
- Loan: At most 5 for each member where state is open (409 \`limit\`), before: At most 3 for each member where state is open (409 \`limit\`)

## Gone

- Book: \`?q\` part of title

## What was decided

- Round 1, the spec on c3 was at fault: the limit was read as 3
`);
  });

  test("of a first release say what there is", () => {
    const notes = releaseNotes({ before: null, after, breaks: [], decisions: [] });
    expect(notes).toContain("The first release.");
    expect(notes).toContain(
      "**members**: each member has name, email; `POST /members`, `GET /members`, `GET /members/{id}`",
    );
    expect(notes).toContain("`POST /loans/{id}/return`");
  });

  test("of a release by hand name its files", () => {
    const notes = releaseNotes({ before, after: before, breaks: [], decisions: [], files: ["src/books.ts"] });
    expect(notes).toContain("The spec is the same. The code was changed by hand.");
    expect(notes).toContain("- `src/books.ts`");
  });
});
