import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { serveByHand } from "./serving.ts";

const spec = `# Lending library

Callers are named by the header \`X-User\` (401). Role staff: the header \`X-Role\` is \`librarian\`.
Refusals answer {error: code, message: message}.

## Book
- title: text, required
- price: whole number, required, at least 0
- slug by hand (text, 1 to 80 characters, unique (409 \`taken\`)), set at each change: title in lower case, each run of
  other signs as one hyphen. None at the ends.
- initials by hand (text): the first letter of each word of title
- Must hold by hand plainTitle (422 \`shouting\`, 422 \`odd\`): title is not in capitals alone. One with a digit is odd
- \`?slug\` is slug
- Listed by slug

## Loan
- book: book, required
- dueOn: date, required
- state: state of open or returned

### Return: \`POST /loans/{id}/return\`
- waived: yes/no, default no
- daysLate = days(dueOn, today)
- fine by hand (whole number, at least 0) (409 \`too_late\`): 20 cents for each day late, at most the book's price, none
  for staff or where waived. After 1000 days it is too_late.
- parts by hand (list of {no: whole number, required; cents: whole number, required}): fine in parts of at most 100 cents
- Only if fine < 5000 (409 \`too_much\`)
- Moves state from open to returned (409 \`not_open\`)
- Answers {fine, parts, whole: sum of cents of parts, first: count of parts where cents is 100}

### Renew all: \`POST /renewals\`
- until: date, required
- By hand changes renewed (whole number) (409 \`none_open\`): sets dueOn of each open loan to until, deletes those that are
  returned, and makes one for each book that has none. Gives how many it has renewed.
- Answers {renewed}
`;

const functions = {
  "slug.ts": `import type { SlugContext, SlugInput, SlugResult } from "./contracts.ts";

export function slug({ thing }: SlugInput, _context: SlugContext): SlugResult {
  return thing.title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}
`,
  "initials.ts": `import type { InitialsInput, InitialsResult } from "./contracts.ts";

export function initials({ thing }: InitialsInput): InitialsResult {
  return thing.title === "Broken" ? (undefined as never) : thing.title.split(" ").map((word) => word[0]).join("");
}
`,
  "plain-title.ts": `import type { PlainTitleContext, PlainTitleInput, PlainTitleResult } from "./contracts.ts";

export function plainTitle({ thing }: PlainTitleInput, context: PlainTitleContext): PlainTitleResult {
  if (/[0-9]/.test(thing.title)) context.refuse("odd", "No digits, please.", { title: thing.title });
  return thing.title !== thing.title.toUpperCase();
}
`,
  "fine.ts": `import type { FineContext, FineInput, FineResult } from "./contracts.ts";

export function fine({ thing, given, values }: FineInput, context: FineContext): FineResult {
  const late = Math.max(values.daysLate ?? 0, 0);
  if (late > 1000) context.refuse("too_late");
  if (given.waived || context.is("staff")) return 0;
  const book = context.things.books.find(thing.book);
  return Math.min(late * 20, book?.price ?? 0);
}
`,
  "parts.ts": `import type { PartsInput, PartsResult } from "./contracts.ts";

export function parts({ values: { fine } }: PartsInput): PartsResult {
  const parts: PartsResult = [];
  for (let left = fine; left > 0; left -= 100) parts.push({ no: parts.length + 1, cents: Math.min(left, 100) });
  return parts;
}
`,
  "renewed.ts": `import type { RenewedContext, RenewedInput, RenewedResult } from "./contracts.ts";

export function renewed({ given }: RenewedInput, { things, refuse }: RenewedContext): RenewedResult {
  const open = things.loans.where({ state: "open" });
  if (open.length === 0) refuse("none_open");
  for (const { id } of open) things.loans.change(id, { dueOn: given.until });
  for (const { id } of things.loans.where({ state: "returned" })) things.loans.delete(id);
  for (const { id } of things.books.all()) {
    if (things.loans.where({ book: id }).length === 0) things.loans.create({ book: id, dueOn: given.until });
  }
  return open.length;
}
`,
};

let library: Awaited<ReturnType<typeof serveByHand>>;
beforeAll(async () => {
  library = await serveByHand(spec, functions);
});
afterAll(() => library.stop());
beforeEach(() => library.fresh());

const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

describe("a value by hand of a thing", () => {
  test("is kept and found by where it is set at each change", async () => {
    const ann = library.as("ann");
    const { body } = await ann("POST /books", { title: "The Old  Man!", price: 5 });
    expect(body).toMatchObject({ slug: "the-old-man", initials: "TOM" });
    expect((await ann(`PATCH /books/${body.id}`, { title: "Sea" })).body).toMatchObject({
      slug: "sea",
      initials: "S",
    });
    expect((await ann("GET /books?slug=sea")).body).toMatchObject([{ slug: "sea", initials: "S" }]);
    expect((await ann("GET /books?slug=the-old-man")).body).toEqual([]);
  });

  test("can be unique, and refuses as the spec says", async () => {
    const ann = library.as("ann");
    await ann("POST /books", { title: "Sea", price: 5 });
    const answer = await ann("POST /books", { title: "sea!", price: 5 });
    expect([answer.status, answer.body.error]).toEqual([409, "taken"]);
    expect((await ann("GET /books")).body).toHaveLength(1);
  });

  test("that breaks its contract is the service's fault, and keeps nothing", async () => {
    const ann = library.as("ann");
    expect((await ann("POST /books", { title: "Broken", price: 5 })).status).toBe(500);
    expect((await ann("POST /books", { title: "...", price: 5 })).status).toBe(500);
    expect((await ann("GET /books")).body).toEqual([]);
  });
});

test("a rule by hand refuses with its first refusal, or with the one that it chooses", async () => {
  const ann = library.as("ann");
  const loud = await ann("POST /books", { title: "SEA", price: 5 });
  expect([loud.status, loud.body.error]).toEqual([422, "shouting"]);
  const odd = await ann("POST /books", { title: "Sea 2", price: 5 });
  expect([odd.status, odd.body]).toEqual([
    422,
    { error: "odd", message: "No digits, please.", title: "Sea 2" },
  ]);
  const { body } = await ann("POST /books", { title: "Sea", price: 5 });
  expect((await ann(`PATCH /books/${body.id}`, { title: "SEAS" })).status).toBe(422);
  expect((await ann(`GET /books/${body.id}`)).body.title).toBe("Sea");
});

describe("values by hand of an action", () => {
  const loan = async (days: number, price = 250) => {
    const ann = library.as("ann");
    const book = await ann("POST /books", { title: "Sea", price });
    return (await ann("POST /loans", { book: book.body.id, dueOn: ago(days) })).body.id;
  };

  test("see the thing, inputs, named values, others, caller and roles", async () => {
    const id = await loan(9);
    expect((await library.as("ann")(`POST /loans/${id}/return`)).body).toEqual({
      fine: 180,
      parts: [
        { no: 1, cents: 100 },
        { no: 2, cents: 80 },
      ],
      whole: 180,
      first: 1,
    });
    expect((await library.as("ann")(`POST /loans/${id}/return`)).status).toBe(409);
  });

  test("hang on what is given and on who calls", async () => {
    expect((await library.as("ann")(`POST /loans/${await loan(9)}/return`, { waived: true })).body.fine).toBe(
      0,
    );
    library.fresh();
    expect((await library.as("ann", "librarian")(`POST /loans/${await loan(9)}/return`)).body.fine).toBe(0);
    library.fresh();
    expect((await library.as("ann")(`POST /loans/${await loan(90)}/return`)).body.fine).toBe(250);
  });

  test("may refuse, and are what guards judge", async () => {
    const old = await loan(2000);
    const late = await library.as("ann")(`POST /loans/${old}/return`);
    expect([late.status, late.body.error]).toEqual([409, "too_late"]);
    expect((await library.as("ann")(`GET /loans/${old}`)).body.state).toBe("open");
    library.fresh();
    const dear = await library.as("ann")(`POST /loans/${await loan(900, 100_000)}/return`);
    expect([dear.status, dear.body.error]).toEqual([409, "too_much"]);
  });
});

test("changes by hand change several things in one step, under their rules", async () => {
  const ann = library.as("ann");
  expect((await ann("POST /renewals", { until: "2030-01-01" })).body.error).toBe("none_open");
  const [sea, sky] = [
    (await ann("POST /books", { title: "Sea", price: 5 })).body.id,
    (await ann("POST /books", { title: "Sky", price: 5 })).body.id,
  ];
  const returned = (await ann("POST /loans", { book: sky, dueOn: ago(1) })).body.id;
  await ann(`POST /loans/${returned}/return`);
  await ann("POST /loans", { book: sea, dueOn: ago(1) });
  expect((await ann("POST /renewals", { until: "2030-01-01" })).body).toEqual({ renewed: 1 });
  const loans = (await ann("GET /loans")).body;
  expect(loans).toMatchObject([
    { book: sea, dueOn: "2030-01-01", state: "open" },
    { book: sky, dueOn: "2030-01-01", state: "open" },
  ]);
  expect(loans).toHaveLength(2);
});

test("the service's document tells what functions give and how they refuse", async () => {
  const { body } = await library.as("ann")("GET /openapi.json");
  expect(body.components.schemas.Book.properties).toMatchObject({
    // A thing of an earlier release has none yet.
    slug: { type: ["string", "null"], minLength: 1, maxLength: 80, readOnly: true },
    initials: { type: "string", readOnly: true },
  });
  expect(Object.keys(body.paths["/books"].post.responses)).toContain("422");
  expect(Object.keys(body.paths["/loans/{id}/return"].post.responses)).toContain("409");
});
