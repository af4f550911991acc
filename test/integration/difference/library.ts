import type { Fault } from "./pair.ts";

/** A service in which most things hang on others. */
export const library = `# Lending library

Callers are named by the header \`X-User\` (401). Role staff: the header \`X-Role\` is \`librarian\`.
Refusals answer {error: code, message: message}.

### Report: \`GET /report\`
- least: whole number, default 0
- Answers {copies: sum of copies of all books, open: count of all loans where state is open, books: list of {title, available} of all books where copies >= least by title} (200)

## Member
- name: text, required, 1 to 80 characters
- fee: whole number, default 0
- loans = list of {dueOn, state} of its loans by createdAt
- \`POST /members\` creates one
- \`GET /members\` lists them
- \`GET /members/{id}\` shows one
- \`PATCH /members/{id}\` changes one
- Listed by name

## Book
- title: text, required, 1 to 80 characters
- genre: one of novel, poetry or science, default novel
- copies: whole number, 1 to 20, default 2
- available = copies - count of its loans where state is open
- addedBy: the caller
- \`POST /books\` creates one, by staff only (403)
- \`GET /books\` lists them
- \`GET /books/{id}\` shows one
- \`PATCH /books/{id}\` changes one
- \`DELETE /books/{id}\` deletes one
- Listed by title
- \`?genre\` is genre
- \`?free=true\` only where available > 0
- Pages of 5 by page \`?page\`, size \`?pageSize\` up to 50

## Loan
- book: book, required
- member: member, required
- createdAt: moment of creation
- days: whole number, 1 to 30, default 14
- note: text
- dueOn = date(createdAt) + days days
- state: state of open or returned
- At most 3 for each member where state is open (409 \`limit\`)
- At most copies for each book where state is open (409 \`none_left\`)
- \`POST /loans\` creates one
- \`GET /loans\` lists them
- \`GET /loans/{id}\` shows one
- \`?member\` is member

### Return: \`POST /loans/{id}/return\`
- Moves state from open to returned (409 \`not_open\`)
- Sets member.fee to member.fee + 10
- Sets note to "returned"
`;

const faults = {
  memberName: [
    "src/members-routes.ts",
    'get(c.req.param("id")))',
    'get(c.req.param("id")) && { ...members.at(readCall(c.req.raw, callers), storage).get(c.req.param("id")), name: "?" })',
  ],
  memberGone: ["src/members-routes.ts", 'app.get("/members/:id"', 'app.get("/members/:id/gone"'],
  fee: ["src/loans-routes.ts", "+ 10", "+ 11"],
  days: ["src/loans.ts", ".max(30)", ".max(9)"],
  due: ["src/loans.ts", /'\+' \|\| \("loans"\."days"\)|"loans"\."days"/, "7"],
  openCount: ["src/actions.ts", "'open'", "'returned'"],
  memberOrder: [
    "src/members.ts",
    'defaultOrder: { sql: "\\"members\\".\\"name\\""',
    'defaultOrder: { sql: "\\"members\\".\\"fee\\""',
  ],
} satisfies Record<string, Fault>;

export interface Kind {
  name: string;
  /** Each text of the spec, and what then stands there. */
  changes: readonly (readonly [from: string, to: string])[];
  /** A fault in the same service that the change must not hide. */
  fault: Fault;
  /** So many until it is met, where that is seldom. */
  requests?: number;
}

const kind = (name: string, fault: Fault, ...changes: Kind["changes"]): Kind => ({ name, fault, changes });
const after = (line: string, added: string): [string, string] => [line, `${line}\n${added}`];

const genre = "- genre: one of novel, poetry or science, default novel";
const title = "## Book\n- title: text, required, 1 to 80 characters";

/** Kinds of change, in the order of the language's statements. */
export const kinds: readonly Kind[] = [
  kind("callers' role by another value", faults.memberName, ["is `librarian`", "is `chief`"]),
  kind("callers' names from another header", faults.memberName, [
    "header `X-User` (401)",
    "header `X-Name` (401)",
  ]),
  kind("the body of refusals", faults.fee, [
    "{error: code, message: message}",
    "{code: code, message: message}",
  ]),
  kind(
    "statuses of refusals",
    faults.fee,
    after("Refusals answer {error: code, message: message}.", "Statuses: invalid 422."),
  ),
  {
    ...kind(
      "the order of refusals",
      faults.fee,
      after(
        "Refusals answer {error: code, message: message}.",
        "The first of 401, 404, 400, 403, 409 is given.",
      ),
    ),
    requests: 400,
  },
  kind("what is not there of a kind", faults.fee, after("## Book", "- Not found: 410 `no_such_book`")),
  kind("any origin may call", faults.fee, after("# Lending library\n", "Any origin may call.")),
  kind(
    "repeats known",
    faults.memberGone,
    after(
      "Refusals answer {error: code, message: message}.",
      "Repeats are known by the header `Idempotency-Key`.",
    ),
  ),
  kind(
    "a new entity with a reference",
    faults.fee,
    ["## Loan,", "## Loan,"],
    after("- `?member` is member", ""),
    ["## Loan\n", "## Review\n- book: book, required\n- stars: whole number, required, 1 to 5\n\n## Loan\n"],
  ),
  kind("a field added", faults.due, after(genre, "- pages: whole number, at least 1")),
  kind(
    "a field that is required",
    faults.due,
    after(genre, '- shelf: text, required, 1 to 20 characters, default "A"'),
  ),
  kind(
    "a field gone",
    faults.fee,
    [
      "- days: whole number, 1 to 30, default 14\n- note: text\n",
      "- days: whole number, 1 to 30, default 14\n",
    ],
    ['- Sets note to "returned"\n', ""],
  ),
  kind("a field's limit", faults.fee, [title, title.replace("80", "3")]),
  kind("a field's default", faults.openCount, [
    "copies: whole number, 1 to 20, default 2",
    "copies: whole number, 1 to 20, default 3",
  ]),
  kind("a field trimmed", faults.fee, [
    "## Member\n- name: text, required,",
    "## Member\n- name: text, required, trimmed,",
  ]),
  kind("a field unique", faults.fee, [title, `${title}, unique (409 \`taken\`)`]),
  kind("a choice with another value", faults.fee, [
    "novel, poetry or science",
    "novel, poetry, science or art",
  ]),
  kind(
    "a choice in another order",
    faults.fee,
    ["novel, poetry or science", "science, poetry or novel"],
    ["- Listed by title", "- Listed by -genre, -title"],
  ),
  kind("a hidden field", faults.memberOrder, [
    "- fee: whole number, default 0",
    "- fee: whole number, default 0, hidden",
  ]),
  kind(
    "a computed value added",
    faults.memberOrder,
    after("- addedBy: the caller", "- lent = count of its loans"),
  ),
  kind("a computed value changed, filtered by", faults.fee, [
    "available = copies - count of its loans where state is open",
    "available = copies - count of its loans",
  ]),
  kind("a computed value changed, shown in others", faults.fee, [
    "dueOn = date(createdAt) + days days",
    "dueOn = date(createdAt) + 3 days + days days",
  ]),
  kind(
    "fields unique together",
    faults.fee,
    after("- addedBy: the caller", "- Unique together: title, genre (409 `twice`)"),
  ),
  kind(
    "a rule added",
    faults.fee,
    after("- addedBy: the caller", "- Must hold: copies > 2 or genre is novel (409 `few`)"),
  ),
  kind("a limit narrower", faults.fee, ["At most 3 for each member", "At most 1 for each member"]),
  kind("a limit gone", faults.fee, [
    "- At most copies for each book where state is open (409 `none_left`)\n",
    "",
  ]),
  kind(
    "who sees a thing",
    faults.fee,
    after("- addedBy: the caller", "- Seen by its addedBy or staff only (404)"),
  ),
  {
    ...kind(
      "a state that lapses",
      faults.memberOrder,
      after(
        "At most copies for each book where state is open (409 `none_left`)",
        "- Moves state from open to returned by itself after 20 minutes",
      ),
    ),
    requests: 400,
  },
  {
    ...kind(
      "things that expire",
      faults.memberOrder,
      after(
        "At most copies for each book where state is open (409 `none_left`)",
        "- Deleted by itself when createdAt < now - 1 hour",
      ),
    ),
    requests: 400,
  },
  kind(
    "versions needed",
    faults.fee,
    after("- addedBy: the caller", "- Changes need the header `If-Match` (428), of the last version (412)"),
  ),
  kind(
    "unknown properties refused",
    faults.fee,
    after("Refusals answer {error: code, message: message}.", "Unknown properties are refused."),
  ),
  kind(
    "a new route",
    faults.fee,
    after("- `GET /loans/{id}` shows one", "- `DELETE /loans/{id}` deletes one"),
  ),
  kind("a route gone", faults.fee, ["- `PATCH /members/{id}` changes one\n", ""]),
  kind("who may use a route", faults.fee, [
    "- `PATCH /books/{id}` changes one",
    "- `PATCH /books/{id}` changes one, by staff only (403)",
  ]),
  kind("a guard of a route", faults.fee, [
    "- `DELETE /books/{id}` deletes one",
    "- `DELETE /books/{id}` deletes one, only if copies > 30 (409 `many`)",
  ]),
  kind("what a route shows", faults.days, [
    "- `GET /members/{id}` shows one",
    "- `GET /members/{id}` shows one, shows only id, name",
  ]),
  kind("a status of success", faults.fee, [
    "- `POST /members` creates one",
    "- `POST /members` creates one, answers 200",
  ]),
  kind("an answer wrapped", faults.fee, [
    "- `GET /members/{id}` shows one",
    "- `GET /members/{id}` shows one, wrapped in member",
  ]),
  kind("the order of a list", faults.fee, ["- Listed by title", "- Listed by -copies, title"]),
  {
    ...kind(
      "an order that callers choose",
      faults.fee,
      after("- Listed by name", "- `?sort` sorts by -name"),
      after("- Listed by title", "- `?sort` sorts by -title"),
    ),
    requests: 400,
  },
  kind("the size of pages", faults.memberOrder, ["Pages of 5 by page", "Pages of 3 by page"]),
  kind(
    "the frame of a list",
    faults.fee,
    after("- Listed by title", "- Lists are framed: books holds the things, total the total"),
  ),
  kind("a filter added", faults.memberOrder, after("- `?genre` is genre", "- `?least` at least copies")),
  kind("a filter's condition", faults.memberOrder, ["only where available > 0", "only where available > 1"]),
  kind(
    "a new action",
    faults.memberOrder,
    after(
      '- Sets note to "returned"',
      "\n### Renew: `POST /loans/{id}/renew`\n- Only if state is open (409 `not_open`)\n- Sets days to smaller(days + 7, 30)",
    ),
  ),
  { ...kind("a state's move", faults.memberOrder, ["(409 `not_open`)", "(409 `closed`)"]), requests: 400 },
  {
    ...kind(
      "a guard of an action",
      faults.memberOrder,
      after("- Moves state from open to returned (409 `not_open`)", "- Only if days > 3 (409 `too_soon`)"),
    ),
    requests: 400,
  },
  kind("what an action sets", faults.memberOrder, ["member.fee + 10", "member.fee + 5"]),
  kind(
    "what an action takes",
    faults.memberOrder,
    after("### Report: `GET /report`", "- most: whole number, default 9"),
    ["where copies >= least by title", "where copies >= least and copies <= most by title"],
  ),
  kind("what an action answers", faults.memberOrder, ["{title, available}", "{title, available, genre}"]),
  kind(
    "an action that answers early",
    faults.memberOrder,
    after(
      "- Moves state from open to returned (409 `not_open`)",
      "- Answers {already: true} (200) if days > 5",
    ),
  ),
  {
    ...kind("what is done with things that refer to one", faults.fee, [
      "- book: book, required",
      "- book: book, required, deleted with it",
    ]),
    requests: 400,
  },
];

/** One of each family of statements; {@link kinds} has the others of the family too. */
const sample = new Set([
  "callers' names from another header",
  "statuses of refusals",
  "repeats known",
  "versions needed",
  "a field added",
  "a field's limit",
  "a hidden field",
  "a computed value changed, shown in others",
  "a limit narrower",
  "a state that lapses",
  "a guard of a route",
  "the size of pages",
  "what an action sets",
]);

export const sampledKinds: readonly Kind[] = kinds.filter(({ name }) => sample.delete(name));
if (sample.size > 0) throw new Error(`There is no kind ${[...sample].join(", ")} to sample.`);

/** The kinds that are not sampled. */
export const otherKinds: readonly Kind[] = kinds.filter((one) => !sampledKinds.includes(one));
