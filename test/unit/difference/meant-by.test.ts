import { describe, expect, test } from "vitest";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { meantBy } from "../../../shared/difference/meant-by.ts";
import { library } from "../../integration/difference/library.ts";
import { firings } from "../../integration/spec/firings.ts";
import { kilns } from "../../integration/spec/kilns.ts";
import { posts } from "../../integration/spec/posts.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";

const before = blueprintOf(library);

/** Each route that is meant to differ, with in what; but for the document, which always does. */
function meant(from: string, to: string): Record<string, string> {
  expect(library).toContain(from);
  const { routes } = meantBy(before, blueprintOf(library.replace(from, () => to)));
  const told = routes.map(({ method, path, anything, status, elements, fields }): [string, string] => [
    `${method} ${path}`,
    [anything && "anything", status && "status", elements && "elements", ...fields].filter(Boolean).join(" "),
  ]);
  expect(told.pop()).toEqual(["GET /openapi.json", "anything"]);
  return Object.fromEntries(told);
}

test("a new field is seen where its thing is, and judged where it is given", () => {
  expect(meant("- addedBy: the caller", "- addedBy: the caller\n- pages: whole number")).toEqual({
    "POST /books": "status pages",
    "GET /books": "pages",
    "GET /books/{id}": "pages",
    "PATCH /books/{id}": "status pages",
  });
});

test("a value that is worked out is followed into the things that show it, and no further", () => {
  expect(meant("date(createdAt) + days days", "date(createdAt) + 2 days")).toEqual({
    "POST /members": "dueOn",
    "GET /members": "dueOn",
    "GET /members/{id}": "dueOn",
    "PATCH /members/{id}": "dueOn",
    "POST /loans": "dueOn",
    "GET /loans": "dueOn",
    "GET /loans/{id}": "dueOn",
    "POST /loans/{id}/return": "dueOn",
  });
});

test("a list that is filtered by a changed value may hold other things", () => {
  expect(meant("available = copies - count of its loans where state is open", "available = copies")).toEqual({
    "POST /books": "available",
    "GET /books": "elements available",
    "GET /books/{id}": "available",
    "PATCH /books/{id}": "available",
    "GET /report": "available",
  });
});

test("how what is not there is refused is seen where it is looked for", () => {
  expect(meant("- addedBy: the caller", "- Not found: 404 `no_such_book`\n- addedBy: the caller")).toEqual({
    "GET /books/{id}": "status",
    "PATCH /books/{id}": "status",
    "DELETE /books/{id}": "status",
  });
});

test("a limit is of concern to what it judges", () => {
  expect(meant("At most 3 for each member", "At most 2 for each member")).toEqual({
    "POST /loans": "status",
    "POST /loans/{id}/return": "status",
  });
});

test("what an action sets otherwise differs wherever it is shown", () => {
  expect(meant("member.fee + 10", "member.fee + 5")).toEqual({
    "POST /members": "fee",
    "GET /members": "fee",
    "GET /members/{id}": "fee",
    "PATCH /members/{id}": "fee",
    "POST /loans/{id}/return": "status",
  });
});

const limits = "At most copies for each book where state is open (409 `none_left`)";

test("what lapses is seen wherever the state is shown, counted or judged", () => {
  expect(meant(limits, `${limits}\n- Moves state from open to returned by itself after 2 days`)).toEqual({
    "GET /report": "available open",
    "POST /books": "status available",
    "GET /books": "elements available",
    "GET /books/{id}": "available",
    "PATCH /books/{id}": "status available",
    "POST /members": "state",
    "GET /members": "state",
    "GET /members/{id}": "state",
    "PATCH /members/{id}": "state",
    "POST /loans": "status state",
    "GET /loans": "state",
    "GET /loans/{id}": "state",
    "POST /loans/{id}/return": "status state",
  });
});

test("what expires may be there or not, and nothing else of it is other", () => {
  const found = meant(limits, `${limits}\n- Deleted by itself after 2 days`);
  expect(found).toMatchObject({
    "GET /loans": "elements",
    "GET /loans/{id}": "status",
    "POST /loans/{id}/return": "status",
    "GET /members": "loans",
    // One that is gone counts for no limit.
    "POST /loans": "status",
    "PATCH /books/{id}": expect.stringContaining("status"),
  });
  // Loans keep books from being deleted.
  expect(found["DELETE /books/{id}"]).toBe("status");
  expect(found["GET /members/{id}"]).not.toContain("name");
});

test("a lapse that stays changes nothing", () => {
  const lapsing = library.replace(
    limits,
    `${limits}\n- Moves state from open to returned by itself after 2 days`,
  );
  const [one, other] = [lapsing, lapsing.replace("- note: text", "- note: text, trimmed")].map(blueprintOf);
  if (one === undefined || other === undefined) throw new Error("There is no spec.");
  expect(meantBy(one, one)).toEqual({ routes: [] });
  const { routes } = meantBy(one, other);
  expect(routes.flatMap(({ fields }) => fields)).not.toContain("state");
});

test("how a move is refused changes no values", () => {
  expect(meant("(409 `not_open`)", "(409 `closed`)")).toEqual({ "POST /loans/{id}/return": "status" });
});

test("an answer before anything is changed lets all differ that would have been", () => {
  const found = meant("- Sets member.fee", "- Answers {already: true} (200) if days > 20\n- Sets member.fee");
  expect(found["GET /loans"]).toContain("state");
  expect(found["GET /members"]).toContain("fee");
});

test("a header differs where it is sent, also since what it is worked out of does", () => {
  const headers = (from: Blueprint, to: Blueprint) =>
    Object.fromEntries(
      meantBy(from, to)
        .routes.filter(({ headers: names }) => names.length > 0)
        .map(({ method, path, headers: names }) => [`${method} ${path}`, names]),
    );
  const changed = (from: string, to: string) =>
    headers(blueprintOf(kilns), blueprintOf(kilns.replace(from, () => to)));
  expect(changed("heat > 900, sends", "heat > 9, sends")).toEqual({});
  expect(changed("`X-Hot`: heat > 900", "`X-Hot`: heat > 9")).toEqual({ "GET /kilns/{id}": ["x-hot"] });
  const exposed = ["access-control-expose-headers"];
  expect(changed("- Sends the header `X-Heat`: heat\n", "")).toEqual({
    "GET /kilns/{id}/seek": [...exposed, "x-heat"],
    ...Object.fromEntries(
      [
        "POST /kilns",
        "GET /kilns",
        "GET /kilns/{id}",
        "PATCH /kilns/{id}",
        "DELETE /kilns/{id}",
        "POST /kilns/{id}/copy",
        "* *",
      ].map((route) => [route, exposed]),
    ),
  });
});

test("a number within a reference differs where the reference does, and how it is counted", () => {
  const changed = (from: string, to: string) => {
    const { routes } = meantBy(blueprintOf(firings), blueprintOf(firings.replace(from, () => to)));
    return routes
      .filter(({ fields }) => fields.includes("no"))
      .map(({ method, path }) => `${method} ${path}`);
  };
  const all = [
    "POST /firings",
    "GET /firings",
    "GET /firings/{id}",
    "PATCH /firings/{id}",
    "POST /firings/{id}/again",
  ];
  expect(changed("- no: counted from 1 within kiln", "- no: counted from 1")).toEqual(all);
  expect(changed("- no: counted from 1 within kiln", "- no: counted from 1 within potter")).toEqual(all);
  expect(changed("with kiln = kiln, heat", "with kiln = potter otherwise kiln, heat")).toEqual(all);
  expect(changed("heat < 2000", "heat < 3000")).toEqual([]);
});

test("a slug differs where its text does, and how it is made", () => {
  const changed = (from: string, to: string) => {
    const { routes } = meantBy(blueprintOf(posts), blueprintOf(posts.replace(from, () => to)));
    return routes
      .filter(({ fields }) => fields.includes("slug"))
      .map(({ method, path }) => `${method} ${path}`);
  };
  const all = [
    "POST /posts",
    "GET /posts",
    "GET /posts/{id}",
    "PATCH /posts/{id}",
    "POST /posts/{id}/again",
    "GET /read/{word}",
  ];
  expect(changed("slug: made of title, unique", "slug: made of title")).toEqual(all);
  expect(changed("slug: made of title, unique", "slug: made of title, unique, fixed")).toEqual(all);
  expect(changed("a post with title = title", 'a post with title = title + "!"')).toEqual(all);
  expect(changed("name: text, required, at most 60", "name: text, required, at most 70")).toEqual([]);
});

describe("repeats that are known", () => {
  const refusals = "Refusals answer {error: code, message: message}.";
  const known = (how: string) => `${refusals}\nRepeats are known by the header \`Request-Id\`${how}.`;

  test("change whatever was done twice, wherever it is seen", () => {
    const found = meant(refusals, known(""));
    for (const route of ["POST /books", "PATCH /books/{id}", "DELETE /books/{id}", "POST /loans/{id}/return"])
      expect(found[route]).toContain("anything");
    expect(found["GET /books"]).toContain("title");
    expect(found["GET /members/{id}"]).toContain("fee");
  });

  test("and are only refused otherwise, change no values", () => {
    const { routes } = meantBy(
      blueprintOf(library.replace(refusals, known(""))),
      blueprintOf(library.replace(refusals, known(" (400)"))),
    );
    expect(routes.find(({ path, method }) => `${method} ${path}` === "POST /books")).toMatchObject({
      status: true,
      anything: false,
      fields: [],
    });
    expect(routes.some(({ method, path }) => method === "GET" && path !== "/openapi.json")).toBe(false);
  });
});

describe("versions that changes need", () => {
  const needing =
    "- addedBy: the caller\n- Changes need the header `If-Match` (428), of the last version (412)";
  const versioned = blueprintOf(library.replace("- addedBy: the caller", needing));

  test("are shown, and refuse changes; pages of any origin may read them", () => {
    expect(meant("- addedBy: the caller", needing)).toMatchObject({
      "PATCH /books/{id}": "status",
      "DELETE /books/{id}": "status",
    });
    const changed = (from: Blueprint, to: Blueprint) =>
      new Map(meantBy(from, to).routes.map(({ method, path, headers }) => [`${method} ${path}`, headers]));
    const own = changed(before, versioned);
    expect(own.get("GET /books/{id}")).toEqual(["etag"]);
    expect(own.has("GET /members")).toBe(false);
    const any = changed({ ...before, crossOrigin: "any" }, { ...versioned, crossOrigin: "any" });
    expect(any.get("GET /books/{id}")).toEqual(["access-control-expose-headers", "etag"]);
    expect(any.get("GET /members")).toEqual(["access-control-expose-headers"]);
  });

  test("may be others where other calls set fields of the thing", () => {
    const changed = library
      .replace("- addedBy: the caller", needing)
      .replace("- Sets note", "- Sets book.copies to 3\n- Sets note");
    const { routes } = meantBy(versioned, blueprintOf(changed));
    expect(routes.find(({ method, path }) => `${method} ${path}` === "PATCH /books/{id}")).toMatchObject({
      status: true,
      headers: ["etag"],
    });
  });
});

test("who sees a field is seen where it is shown, and judges nothing", () => {
  const seen = "- copies is seen only by staff\n- `POST /books`";
  expect(meant("- `POST /books`", seen)).toEqual({
    "POST /books": "copies",
    "GET /books": "copies",
    "GET /books/{id}": "copies",
    "PATCH /books/{id}": "copies",
  });
});

test("what an action names a list of is followed through the names", () => {
  const named = `### Late: \`GET /late\`
- late = list of it of all loans where dueOn < today
- members = list of it of late where member is not empty
- Answers {n: count of members, due: list of dueOn of late}

## Member`;
  const whole = library.replace("## Member", () => named);
  const changed = whole.replace(
    "late = list of it of all loans where dueOn < today",
    "late = list of it of all loans",
  );
  const { routes } = meantBy(blueprintOf(whole), blueprintOf(changed));
  expect(routes).toMatchObject([
    { path: "/late", status: true, fields: ["due", "n"] },
    { path: "/openapi.json" },
  ]);
  const later = whole.replace("date(createdAt) + days days", "date(createdAt) + 2 days");
  const late = meantBy(blueprintOf(whole), blueprintOf(later)).routes.find(({ path }) => path === "/late");
  expect(late).toMatchObject({ fields: ["due", "n"] });
});

test("a list that is sorted from now on differs where it is kept, and where an action takes it", () => {
  const spec = `# Notes

## Note
- tags: list of text
- \`POST /notes\` creates one
- \`GET /notes\` lists them

### Echo: \`POST /echo\`
- words: list of text
- Answers {words, many: words is given}
`;
  const routesOf = (line: string, other: string) =>
    meantBy(blueprintOf(spec), blueprintOf(spec.replace(line, other))).routes.map(({ path }) => path);
  expect(routesOf("tags: list of text", "tags: list of text, sorted")).toEqual([
    "/notes",
    "/notes",
    "/openapi.json",
  ]);
  expect(routesOf("words: list of text", "words: list of text, sorted")).toEqual(["/echo", "/openapi.json"]);
  expect(routesOf("many: words is given", "many: words is not empty")).toEqual(["/echo", "/openapi.json"]);
});
