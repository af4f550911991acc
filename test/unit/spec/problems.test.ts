import { describe, expect, test } from "vitest";
import { below, problemsOf } from "./problems-of.ts";

describe("parameters that are compared", () => {
  test("are of the list, and of one kind that has an order", () => {
    expect(below("- `?from` at least dueOn", "- `?from` must be before `?till`")).toEqual([
      "3 `?from` must be before `?till`: `?till` is compared and narrows nothing: say what it is, as in `?till` at least FIELD (book).",
    ]);
    expect(below("- `?a` at least dueOn", "- `?b` at least copies", "- `?a` must be before `?b`")).toEqual([
      "3 `?a` must be before `?b`: `?a` and `?b` can't be compared: both must take numbers, dates, times or moments (book).",
    ]);
  });
});

test("repeats are known by a header of their own, where something is changed", () => {
  const head = "# A\n\nCallers may be named by the header `X-User`.\n";
  const thing = "\n## Card\n- pin: text\n";
  const problem = (service: string, below = "") => problemsOf(`${head}${service}\n${thing}${below}`)[0];
  const said = (header: string) => `Repeats are known by the header \`${header}\``;
  expect(problem(said("x-user"))).toMatch("Repeats can't be known by `x-user`, which says who calls");
  expect(problem(said("Content-Type"))).toMatch("which says how a request is sent");
  expect(problem(`${said("A")}.\n${said("B")}`)).toMatch("It is said already how repeats are known here");
  expect(problem("", `- ${said("A")}\n- \`GET /cards\` lists them\n`)).toMatch("No call is left");
  for (const odd of ["whole number", "text, trimmed", "text, matches `a+`", 'uuid, default "x"', "yes/no"])
    expect(problem(`${said("A")}: ${odd}`), odd).toMatch("is `text` of so many characters, or `uuid`");
  expect(problem(`${said("A")}: text, at most 15 characters`)).toMatch("able to have 16 characters");
  const block = "\n### Block: `POST /cards/{id}/block`\n";
  expect(problem(`${said("A")}: uuid.`, `${block}- ${said("a")}\n`)).toMatch("is said in two ways");
  const action = "\n### Block: `POST /cards/{id}/block`\n- key: text, from the header `a`\n";
  expect(problem(said("A"), action)).toMatch("`key` comes from `a`, by which repeats are known");
});

test("versions are said in a header of their own, of what is changed", () => {
  const said = (header: string) => `- Changes need the header \`${header}\` (428), of the last version (412)`;
  const problem = (head: string, ...lines: string[]) =>
    problemsOf(`# A\n\n${head}\n\n## Card\n- pin: text\n${lines.join("\n")}\n`)[0];
  expect(problem("Callers may be named by the header `X-User`.", said("X-User"))).toMatch(
    "A version can't be in `X-User`, which says something else (card)",
  );
  expect(problem("Repeats are known by the header `If-Match`.", said("If-Match"))).toMatch(
    "which says something else",
  );
  expect(problem("", said("If-Match"), "- `GET /cards/{id}` shows one")).toMatch("so none needs its version");
  const action = "\n### Block: `POST /cards/{id}/block`\n- key: text, from the header `if-match`";
  expect(problem("", said("If-Match"), action)).toMatch("An input comes from `If-Match`");
});

test("what refusals say is JSON, in an order and of fields that are there, with headers that may be sent", () => {
  const head = (line: string) => problemsOf(`# A\n\n${line}\n\n## Card\n- pin: text\n`)[0];
  expect(head("Refusals answer {code: code} as `text/html`.")).toMatch("What refusals answer is JSON");
  expect(head("Refusals answer {all: [{at: pointer} by why]}.")).toMatch(
    "What is wrong can't be ordered by `why`: it has at.",
  );
  expect(below("- Must hold: copies > 0 (422, of nothing)")[0]).toMatch("`nothing` is no input and no field");
  const sends = (name: string) =>
    below(`- Must hold: copies > 0 (422, sends the header \`${name}\`: "a")`)[0];
  expect(sends("Set-Cookie")).toMatch("can't be sent with a refusal: it would hold for whatever else");
  expect(below('- Not found (404, sends the header `Set-Cookie`: "a")')[0]).toMatch(
    "can't be sent with a refusal",
  );
  expect(sends("a b")).toMatch("can't be sent with a refusal: it is no header's name");
});

test("a body is one value of an action, that must be there", () => {
  const act = (route: string, ...lines: string[]) =>
    below("", `### Rename: \`${route}\``, ...lines, "- Answers {ok: true}")[0];
  const whole = "- to: text, required, as the body";
  expect(act("GET /books/{id}/to", whole)).toMatch("`to` can't come as the body: a GET has none");
  expect(act("POST /books/{id}/to", "- to: text, as the body")).toMatch("add `required`, without a default");
  expect(act("POST /books/{id}/to", whole, "- by: text")).toMatch("so `by` can't be in it");
  expect(act("POST /books/{id}/to", whole, "- by: text, from the query")).toBeUndefined();
  expect(act("POST /books/{id}/{to}", whole)).toMatch("comes from elsewhere");
  expect(act("POST /books/{id}/to", whole, "- Unknown properties are refused")).toMatch(
    "No object is read here",
  );
  expect(below("- note: text, required, as the body")[0]).toMatch("only what an action takes can");
});

test("an order has two statuses, and what narrows a list is not looked up", () => {
  expect(problemsOf("# A\n\nThe first of 401 is given.\n\n## Card\n- pin: text\n")[0]).toMatch(
    "An order has two statuses at least",
  );
  const other = "- twin: book";
  expect(below(other, "- `?twin`: book, known (404), only where twin is `twin`")[0]).toMatch(
    "`?twin` can't be `known`: what narrows a list is compared",
  );
});

test("what is deleted is not shown afterwards, and what shows nothing shows no field", () => {
  const act = (...lines: string[]) => below("", "### Drop: `POST /books/{id}/drop`", ...lines);
  const gone = "What is deleted can't be answered: name what is to be shown above";
  expect(act("- Deletes it", "- Answers it (200)")[0]).toMatch(gone);
  expect(act("- Deletes it", "- Answers {title} (200)")[0]).toMatch(gone);
  expect(act("- gone = {title}", "- Deletes it", "- Answers gone (200)")).toEqual([]);
  expect(act("- Deletes it if copies < 1", "- Answers {copies: 3} (200)")).toEqual([]);
  expect(act("- Deletes it")).toEqual([]);
  expect(below("- `DELETE /books/{id}` deletes one, shows only title")[0]).toMatch("add `answers it (200)`");
  expect(below("- `DELETE /books/{id}` deletes one, answers it (200), shows only title")).toEqual([]);
});

test("rows are done by a route that is there, takes a body and needs no key", () => {
  const rows = (path: string, does: string, least = 1) =>
    below(`- \`POST ${path}\` does \`${does}\` for each of ${least} to 5 rows, answers [{row: row}]`)[0];
  expect(rows("/all", "POST /nowhere")).toMatch("There is no route `POST /nowhere`");
  expect(rows("/all", "GET /books")).toMatch("`GET /books` takes no body");
  expect(rows("/all", "PATCH /books/{id}")).toMatch("has no `{id}`, which `PATCH /books/{id}` needs");
  expect(rows("/all", "POST /books", 6)).toMatch("No number of rows is at least 6 and at most 5");
  expect(rows("/books", "POST /books")).toMatch("leads to two places");
  const keyed = "- Repeats are known by the header `Request-Id` (400)";
  const bulk = "- `POST /all` does `POST /books` for each of 1 to 5 rows, answers [{row: row}]";
  expect(below(keyed, bulk)[0]).toMatch("needs a key for each call");
});

describe("what can't be read", () => {
  const cases: [line: string, ...problems: string[]][] = [
    ["- code: text, requird", "15 requird: `requird` is not understood here. [required]"],
    ["- code: text, required unique", "24 unique: A comma is missing before `unique`."],
    ["- code: whole nmber", "15 nmber: `nmber` is not understood here. [number]"],
    [
      '- code: text, default "a\\u0000b"',
      `23 "a\\u0000b": A text can't hold the character U+0000, at which a database ends it. Leave out \`\\u0000\`.`,
    ],
    [
      '- odd = title is "\0"',
      `18 "\0": A text can't hold the character U+0000, at which a database ends it. Leave out \`\\u0000\`.`,
    ],
    ["- tags list of text", "8 list: A colon is missing before `list`."],
    [
      "- kind: one of new, fixed, rejected",
      '21 fixed: `fixed` is a word of the language: as a value it stands in quotes, `"fixed"`.',
    ],
    ["- kind: one of a b or c", '18 b: A comma is missing before `b`, or quotes around `"a b"`.'],
    [
      "- `GET /books?title=x` lists them",
      "3 `GET /books?title=x` lists them: A route has no query: what narrows a list is a statement of its own.",
    ],
    ["- Unqiue together: title, copies", "3 Unqiue: This is no statement of the language. [Unique]"],
    ["- `GET /books` list them", "16 list: `list` is not understood here. [lists]"],
    [
      "- `GET books` lists them",
      "3 `GET books` lists them: This is no route: a method in capitals, a blank and a path.",
    ],
    [
      "- n = the caller.copies + 1",
      "7 the caller.copies: `the caller` has no fields: where callers sign in, name the thing first, as in `Finds me among all users where it is the caller`.",
    ],
    ["- n = lenght(title)", "7 lenght: `lenght` is no function. [length]"],
    ["- n = copies +", "14 +: The statement ends too early."],
    ["- n = (copies + 1", "7 (copies + 1: The bracket `(` that opens here is never closed."],
    ["- n = copies + 1)", "17 ): The bracket `)` closes none that was opened."],
    ['- n = title + "a', '15 "a: The quotation mark that opens here is never closed.'],
    ["- code: text, matches `a", "23 `a: The backtick that opens here is never closed."],
    [
      '- code: text, matches "\\d+"',
      "24 \\d: `\\d` is no escape in a text: write `\\\\d`, or a pattern in backticks.",
    ],
    ["- Must hold: copies > 3 (42)", "26 42: `42` is not understood here."],
    [
      "- Any origin may call",
      "3 Any origin may call: This statement belongs before the first heading with two `##`: it is about the whole service.",
    ],
    [
      "- Deletes it",
      "3 Deletes it: This statement belongs below the heading of an action, as in ### Pay: `POST /orders/{id}/pay`.",
    ],
    ["### Pay", "5 Pay: The heading of an action has its route."],
    ["#### Pay", "6 Pay: A heading has one `#` for the service, two for a thing, three for an action."],
    ["- Books can be lent", "3 Books can be lent: This is no statement of the language."],
  ];
  test.each(cases)("%s", (line, ...problems) => expect(below(line)).toEqual(problems));
});

describe("what does not fit together", () => {
  const cases: [line: string, ...problems: string[]][] = [
    [
      "- n = copies + dueOn",
      "7 copies + dueOn: `copies` is a whole number, `dueOn` is a date: they can't be added.",
    ],
    [
      "- `PUT /loans/{id}` replaces one, at least one field",
      "35 at least one field: `at least one field` is said of a route that `changes one`: others need the fields that are required.",
    ],
    [
      "- day: date, in whole seconds",
      "3 day: date, in whole seconds: `day` is no moment, so it can't be `in whole seconds` (book).",
    ],
    [
      "- later = now + 1 day, in whole seconds",
      "3 later = now + 1 day, in whole seconds: `later` is worked out at each read: `in whole seconds` is said of what is kept, as with `set at each change` (book).",
    ],
    ["- Not found (404 `none`, with n: 1)", "26 with: Of what is not there are no values to carry."],
    [
      "- Not found (404 `none`)\n- Seen only where title is not empty (404 `hidden`)",
      "3 Not found (404 `none`): By how it is refused, who does not see a thing would see that there is one: of two with one status, say the code in `Not found` alone (book).",
    ],
    [
      "- Not found (404)\n- Not found (410)",
      "7 found: It is said twice how what is not found is refused: say it once.",
    ],
    [
      "- n = dueOn - today",
      "7 dueOn - today: `dueOn` is a date, this is a date: they can't be subtracted. Say `days(from, to)`.",
    ],
    ["- n = length(copies)", "7 length(copies): `length` takes text, and this is a whole number."],
    ["- n = round(1, 2, 3)", "7 round(1, 2, 3): `round` takes 1 or 2 values, not 3."],
    ["- n = not copies", "11 copies: `not` wants what is true or false, and this is a whole number."],
    ["- n = 1 if copies, else 2", "12 copies: `if` wants what is true or false, and this is a whole number."],
    [
      "- n = 1 if copies > 1, else title",
      "7 1 if copies > 1, else title: A whole number and text can't be given by the same value.",
    ],
    [
      '- n = copies is "three"',
      '7 copies is "three": `copies` is a whole number, this is text: they can\'t be compared.',
    ],
    ["- n = titel", "7 titel: `titel` is no field of book. [title]"],
    ["- n = title.length", "13 length: `title` is no thing with fields: `length` can't be taken from it."],
    ["- l: {x: number; y = x * 2}", "18 y: Only of elements of a thing's list can `y` be worked out."],
    [
      "- l: list of {x: number; y = x * 2, set at each change}",
      "26 y: `y` can be worked out at each read, or `set at creation` of its element.",
    ],
    ["- l: list of {x: number; y = z * 2}", "30 z: `z` is no property of an element of l."],
    ["- l: list of {x: lon}", "18 lon: `lon` is neither a type nor a thing of this service."],
    [
      "- l: list of {x: book, deleted with it}",
      "3 l: list of {x: book, deleted with it}: `l` has `x` inside, which can only keep what it refers to, or outlive it (book).",
    ],
    [
      "- n = count of its title",
      "20 title: `title` is no list whose elements are known: what is counted or summed up are things, or elements of a list that callers give or that an action names.",
    ],
    ["- n = count of title", "16 title: Say `its title`: a list of the thing's own."],
    ["- l: list of {x: number}\n- n = sum of y of its l", "14 y: `y` is no property of an element of l."],
    ["- l: list of book\n- n = sum of size of its l", "14 size: `size` is no field of book."],
    [
      "- l: list of {x: number}\n- n = any of its l where x is the book.title",
      "26 x is the book.title: `x` is a number, `book.title` is text: they can't be compared.",
    ],
    ["- n = the loan.title", "11 loan: There is no loan around here that `the loan` could be."],
    ["- n = count of its loans", "20 loans: `loans` is no thing of this service."],
    [
      "- n = count of its copies",
      "20 copies: `copies` is no list whose elements are known: what is counted or summed up are things, or elements of a list that callers give or that an action names.",
    ],
    [
      "- n = count of its books",
      "7 count of its books: No field of book refers to book, so it has no books of its own.",
    ],
    ["- n = books", "7 books: `books` are things: say what of them, as in `count of its books`."],
    ["- n = sum of title of all books", "14 title: Only numbers have a sum, and this is text."],
    ['- n = dueOn > "2026-02-30"', '15 "2026-02-30": `2026-02-30` is no date: write "2026-01-31".'],
    ["- a = b\n- b = a", "3 b = a: `a` is worked out from itself: a from b from a."],
    ["- a = b is true\n- b = a is true", "3 b = a is true: `a` is worked out from itself: a from b from a."],
    ["- x = y is 1\n- y = nonsense + 1", "7 nonsense: `nonsense` is no field of book."],
    ["- Must hold: copies (422)", "14 copies: A condition must stand here, and this is a whole number."],
    [
      "- At most 3 for each title (409)",
      "22 title: `title` is no reference to a thing, so there is nothing to count for.",
    ],
    ["- Listed by tittle", "13 tittle: `tittle` is no field of book. [title]"],
    ["- Listed by title, -title", "13 title: `title` stands here twice: what is equal in it stays so."],
    [
      "- a: text\n- b: text\n- Listed by a, b, title, copies, dueOn",
      "3 Listed by a, b, title, copies, dueOn: An order has at most 4 keys, and this has 5.",
    ],
    ["- `?sort=new` sorts by -made", "25 made: `made` is no field of book."],
    [
      "- `?sort` sorts by title\n- `?order=new` sorts by -dueOn",
      "4 ?order: One parameter asks for the order, and it is `?sort`.",
    ],
    [
      "- `?sort` sorts by title\n- `?sort=-title` sorts by dueOn",
      "3 `?sort=-title` sorts by dueOn: `?sort=-title` asks for two orders (book).",
    ],
    ["- `?q` is titl", "11 titl: `titl` is no field of book. [title]"],
    [
      "- `?q` part of copies",
      "3 `?q` part of copies: The filter `q` looks into texts, and `copies` is none (book).",
    ],
    ["- `?on`: date only where dueOn is on", "15 only: A comma is missing before `only`."],
    ["- `?on` date, only where dueOn is on", "9 date: A colon is missing before `date`."],
    ["- `?on`: day, only where dueOn is on", "10 day: `day` is neither a type nor a thing of this service."],
    [
      "- `?on`: date, only where dueOn > today",
      "3 `?on`: date, only where dueOn > today: The condition of `?on` does not look at `on`, the value that callers give (book).",
    ],
    [
      "- `?title`: text, only where title is title",
      "3 `?title`: text, only where title is title: The condition of `?title` looks at no field: `title` is the value that callers give, `its title` the field (book).",
    ],
    [
      "- `?tagged`: list of {x: text}, only where length(title) > 3 or tagged is empty",
      "3 `?tagged`: list of {x: text}, only where length(title) > 3 or tagged is empty: `?tagged` is a text in a URL, and no list of objects (book).",
    ],
    [
      "- `?on`: date, in the past, only where dueOn is on",
      "3 `?on`: date, in the past, only where dueOn is on: That `?on` is in the past is for its condition to say (book).",
    ],
    ["- title: number", "3 title: `title` is there already: say all of it in one line."],
    ["- price: string", "10 string: `string` is neither a type nor a thing of this service. [text]"],
    [
      "- kind: one of low or high, default medium",
      "3 kind: one of low or high, default medium: `kind` can't have the default `medium`: it is none of low, high (book).",
    ],
    [
      "- code: text, known (404)",
      "3 code: text, known (404): `code` refers to nothing that could be known: `known` is an option of single references (book).",
    ],
    [
      "- code: text, at least 3",
      "3 code: text, at least 3: `code` is a text: its limits are in `characters`, as in `at most 80 characters` (book).",
    ],
    [
      "- code: text, matches `[`",
      "3 code: text, matches `[`: `code` matches `[`, which is no regular expression (book).",
    ],
    [
      "- state: state of open or closed\n- n = state is opne",
      "16 opne: `opne` is no value of open or closed. [open]",
    ],
    [
      "- `GET /books` lists them\n- `GET /books` shows one",
      "3 `GET /books` shows one: The route `GET /books` leads to two places.",
    ],
    ["- `DELETE /books/{id}` deletes one, by staff (403)", "40 staff: `staff` is no role of callers."],
    [
      "- copies must be less than dueOn",
      "3 copies must be less than dueOn: `copies` and `dueOn` are of different types and can't be compared (book).",
    ],
    [
      `- ${"a".repeat(70)}: text`,
      `3 ${"a".repeat(70)}: \`${"a".repeat(70)}\` can't be the name of it: Invalid string: must match pattern /^[A-Za-z_][A-Za-z0-9_]{0,62}$/.`,
    ],
  ];
  test.each(cases)("%s", (line, ...problems) => expect(below(...line.split("\n"))).toEqual(problems));
});

test("everything that is wrong is told at once, in the order of the text", () => {
  expect(problemsOf("# A\n\n## B\n- c: txt\n- d: text, uniq\n- Must hold: e\n")).toEqual([
    "4:6 txt: `txt` is neither a type nor a thing of this service. [text]",
    "5:12 uniq: `uniq` is not understood here. [unique]",
    "6:14 e: `e` is no field of b.",
  ]);
});

test("what an action takes is held to its own limits as a field is", () => {
  const input = "- force: whole number, at least 5, at most 3";
  expect(
    problemsOf(
      `# A\n\n## B\n- c: text\n\n### Close: \`POST /bs/{id}/close\`\n${input}\n- Sets c to "shut"\n`,
    ),
  ).toEqual([
    "7:3 force: whole number, at least 5, at most 3: `force` has a least value above its greatest (b).",
  ]);
  expect(
    problemsOf(`# A\n\n### Shut: \`POST /shut\`\n${input}\n- Answers {force}\n\n## B\n- c: text\n`),
  ).toEqual([
    "4:3 force: whole number, at least 5, at most 3: `force` has a least value above its greatest (Shut).",
  ]);
});

test("what is said of callers fits together", () => {
  const spec = (service: string, ...lines: string[]) =>
    problemsOf(["# A", "", service, "", "## B", "- c: text", ...lines].join("\n"));
  expect(spec("Callers are named by the header `X-User`: number.")).toEqual([
    "3:1 Callers are named by the header `X-User`: number: A caller's name is a text: `text`, `email`, `url`, `uuid` or a choice.",
  ]);
  expect(spec("Callers are named by the header `X-User`: email, unique.")).toEqual([
    "3:1 Callers are named by the header `X-User`: email, unique: A caller's name has an option that no name of a caller has: say how it is written, as in `email, in lower case`.",
  ]);
  expect(spec("Roles admin, doctor: the header `X-Role`, nurse without it.")).toEqual([
    "3:43 nurse: `nurse` is no role of these.",
  ]);
  expect(spec("Callers are named by the header `X-User`.", "- `GET /bs` lists them, by a caller")).toEqual([
    "7:3 `GET /bs` lists them, by a caller: `a caller` is one that is named where callers `may be named` by a header, and here every one is.",
  ]);
  expect(spec("Any origin may call.", "- `GET /bs` lists them, by anyone")).toEqual([
    "7:3 `GET /bs` lists them, by anyone: Anyone may call it already: no call needs a key, a caller or a role.",
  ]);
  expect(
    spec("Any origin may call.", "- Seen only where c is empty", "- d: the caller", "- Seen only by its d"),
  ).toEqual([
    "7:3 Seen only where c is empty: It is said twice who sees it: say all of it in one condition (b).",
  ]);
});

test("what follows from a problem is no problem of its own", () => {
  const unread = "# A\n\n## B\n- c: txet, uniq\n- d = c + 1\n- Must hold: c is d\n- Listed by c\n";
  expect(problemsOf(unread)).toEqual(["4:12 uniq: `uniq` is not understood here. [unique]"]);
  const wrong = "# A\n\n## B\n- c = nowhere\n- d = c + 1\n- e = d is 3\n";
  expect(problemsOf(wrong)).toEqual(["4:7 nowhere: `nowhere` is no field of b."]);
  const heading = "# A\n\n## B (\n- c: text, uniq\n\n## D\n- b: b\n- n = b.c\n";
  expect(problemsOf(heading)).toEqual([
    "3:6 (: The bracket `(` that opens here is never closed.",
    "4:12 uniq: `uniq` is not understood here. [unique]",
  ]);
});

test("a spec without a title or without a thing says so", () => {
  expect(problemsOf("## B\n- c: text\n")).toEqual([
    "1:4 B: The spec has no title. Begin it with a heading, as in `# Lending library`.",
  ]);
  expect(problemsOf("# A\n")).toEqual([
    "1:3 A: The spec names nothing that the service keeps. Begin one with a heading, as in `## Book`.",
  ]);
  expect(problemsOf("")).toHaveLength(1);
});

test("an action tells inputs, moves and effects that name what is not there", () => {
  const action = (...lines: string[]) =>
    problemsOf(
      [
        "# A",
        "## B",
        "- n: whole number",
        "- s: state of open or shut",
        "### Do: `POST /bs/{id}/do`",
        ...lines,
      ].join("\n"),
    ).map((problem) => problem.replace(/^\d+:/, ""));
  expect(
    problemsOf("# A\n\n### Day: `GET /days/{date}`\n- Answers {date: today}\n\n## B\n- c: text\n"),
  ).toEqual([
    "3:5 Day: `GET /days/{date}`: `{date}` in the path is no input: say what it is, as in `- date: text` (Day).",
  ]);
  expect(
    problemsOf(
      "# A\n\n### Days: `GET /days/{days}`\n- days: list of date\n- Answers {days}\n\n## B\n- c: text\n",
    ),
  ).toEqual(["4:3 days: list of date: `days` is a text in a URL, and no list (Days)."]);
  expect(action("- Sets m to 3")).toEqual(["8 m: `m` is no field of b."]);
  expect(action('- Sets n to "x"')).toEqual(['13 "x": A whole number must stand here, and this is text.']);
  expect(action("- Moves s from open to shutt")).toEqual(["24 shutt: `shutt` is no value of s. [shut]"]);
  expect(action("- Deletes n")).toEqual(["11 n: `n` is no thing that an effect could change."]);
  expect(action("- Creates a c with x = 1")).toEqual(["13 c: `c` is no thing of this service."]);
  expect(action("- Only if k > 3 (409)")).toEqual([
    "11 k: `k` is no field of b and no input or named value.",
  ]);
  expect(action("- a = c + 1\n- c = 3")).toEqual(["7 c: `c` is no field of b and no input or named value."]);
});

describe("what would be compiled to something else", () => {
  test.each([
    [
      "- sentOn: date, set by actions, default now",
      "33 default: What is `set by actions` is empty at first and has no default. With a first value: `sentOn = VALUE, set at creation`.",
    ],
    [
      "- label = title, in lower case",
      "18 in lower case: In which case `label` is kept can be said where it is kept: add `set at each change`.",
    ],
    ["- soon = dueOn + title days", "18 title: A duration is a number of days, and this is text."],
  ])("%s", (line, problem) => expect(below(line)).toEqual([problem]));

  test("a move of state after what else an action changes", () => {
    const lines = [
      "- state: state of open or lent",
      "### Lend: `POST /books/{id}/lend`",
      "- Sets copies to copies - 1",
      "- Moves state from open to lent",
    ];
    expect(below(...lines)).toEqual([
      "3 Moves state from open to lent: A move of state stands before what else the action changes. How it was before is said by a named value above: `wasOpen = state is open`.",
    ]);
  });

  test("a thing called as what it is nested under", () => {
    const lines = [
      "## Page",
      "- book: book, required",
      "- Nested under book as id",
      "- `GET /books/{id}/pages` lists them",
      "- `GET /books/{id}/pages/{id}` shows one",
    ];
    expect(below(...lines)).toEqual([
      "3 `GET /books/{id}/pages/{id}` shows one: `{id}` stands for two things in `/books/{id}/pages/{id}`: call one of them otherwise (page).",
    ]);
    expect(below(...lines.slice(0, -1), "- `GET /pages/{page}/of/{id}` shows one")).toEqual([
      "3 `GET /pages/{page}/of/{id}` shows one: `{id}` is what it is nested under, and would be the thing itself in `/pages/{page}/of/{id}`: it stands before the thing's own identifier (page).",
    ]);
    expect(below(...lines.slice(0, -1), "- `GET /pages/{id}/whole` shows one")).toEqual([]);
  });
});
