import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Lending library

Callers are named by the header \`X-User\` (401).
Role staff: the header \`X-Role\` is \`librarian\`.
Statuses: invalid 422, unknown reference 422.
Refusals answer {error: code}.

## Member
- name: text, required, 1 to 80 characters
- email: email, required, in lower case, unique (409 \`taken\`)
- \`POST /members\` creates one, by staff (403)
- \`GET /members/{id}\` shows one

## Book
- isbn: text, required, 13 digits, unique
- title: text, required
- copies: whole number, at least 1, default 1
- available = copies - (count of its loans where state is open)
- Listed by title
- \`?available=true\` only where available > 0
- \`?most\` at most available

## Loan
- book: book, required
- member: member, required
- createdAt: moment of creation
- dueOn = date(createdAt) + 14 days
- state: state of open or returned
- late = state is open and today > dueOn
- title = book.title, set at creation
- At most 2 for each member where state is open (409 \`limit\`)
- At most copies for each book where state is open (409 \`none_left\`, with book)
- \`POST /loans\` creates one
- \`GET /loans\` lists them
- \`GET /loans/{id}\` shows one

### Return: \`POST /loans/{id}/return\`
- By staff (403)
- Moves state from open to returned (409 \`not_open\`)

### Sum up: \`GET /loans/{id}/sum\`
- Answers {title, others: count of all loans where member is its member, late}
`;

let library: SpecService;
beforeAll(async () => {
  library = await serveSpec(spec);
});
beforeEach(() => library.fresh());
afterAll(() => library.stop());

async function stock() {
  const staff = library.as("ann", "librarian");
  const member = (await staff("POST /members", { name: "Ada", email: "ADA@Example.com" })).body;
  const book = (await staff("POST /books", { isbn: "1234567890123", title: "Dune" })).body;
  return { staff, member, book };
}

test("callers are named, roles decide, and texts are kept in lower case", async () => {
  const { staff, member } = await stock();
  expect(member.email).toBe("ada@example.com");
  expect(await library.as("bob")("POST /members", { name: "B", email: "b@b.de" })).toMatchObject({
    status: 403,
    body: { error: "forbidden" },
  });
  expect(await library.as("")("GET /loans")).toMatchObject({ status: 401, body: { error: "unauthorized" } });
  expect(await staff("POST /members", { name: "C", email: "Ada@example.com" })).toMatchObject({
    status: 409,
    body: { error: "taken" },
  });
});

test("values are worked out from others and from related things, and lists are narrowed by them", async () => {
  const { staff, member, book } = await stock();
  expect(book.available).toBe(1);
  const loan = await staff("POST /loans", { book: book.id, member: member.id });
  expect(loan.status).toBe(201);
  expect(loan.body).toMatchObject({ state: "open", late: false, title: "Dune" });
  const due = new Date(Date.parse(loan.body.createdAt.slice(0, 10)) + 14 * 86_400_000);
  expect(loan.body.dueOn).toBe(due.toISOString().slice(0, 10));
  expect((await staff(`GET /books/${book.id}`)).body.available).toBe(0);
  expect((await staff("GET /books?available=true")).body).toEqual([]);
  expect((await staff("GET /books?most=0")).body).toHaveLength(1);
  expect((await staff("GET /books?most=x")).status).toBe(422);
});

test("limits hold, also where how many hangs on the other thing", async () => {
  const { staff, member, book } = await stock();
  await staff("POST /loans", { book: book.id, member: member.id });
  expect(await staff("POST /loans", { book: book.id, member: member.id })).toMatchObject({
    status: 409,
    body: { error: "none_left", book: book.id },
  });
  await staff(`PATCH /books/${book.id}`, { copies: 5 });
  expect((await staff("POST /loans", { book: book.id, member: member.id })).status).toBe(201);
  expect((await staff("POST /loans", { book: book.id, member: member.id })).body).toEqual({ error: "limit" });
  expect(await staff(`PATCH /books/${book.id}`, { copies: 1 })).toMatchObject({ status: 409 });
  expect((await staff(`GET /books/${book.id}`)).body.copies).toBe(5);
});

test("an action moves a state once, for who may", async () => {
  const { staff, member, book } = await stock();
  const { id } = (await staff("POST /loans", { book: book.id, member: member.id })).body;
  expect((await library.as("bob")(`POST /loans/${id}/return`)).status).toBe(403);
  expect((await staff(`POST /loans/${id}/return`)).body).toMatchObject({
    id,
    state: "returned",
    late: false,
  });
  expect(await staff(`POST /loans/${id}/return`)).toMatchObject({ status: 409, body: { error: "not_open" } });
  expect((await staff("POST /loans/none/return")).status).toBe(404);
  expect((await staff(`GET /loans/${id}/sum`)).body).toEqual({ title: "Dune", others: 1, late: false });
  expect(
    (await staff("POST /loans", { book: book.id, member: member.id, state: "returned" })).body.state,
  ).toBe("open");
});

test("what is told first is as the spec orders it", async () => {
  const usual = await serveSpec(`${spec}`);
  const turned = await serveSpec(
    spec.replace("Refusals answer", "The first of 401, 422, 403, 404 is given.\nRefusals answer"),
  );
  const statuses = async (service: SpecService) => [
    (await service.as("bob")("POST /loans/none/return")).status,
    (await service.as("bob")("PATCH /books/none", { copies: 0 })).status,
  ];
  expect(await statuses(usual)).toEqual([404, 404]);
  expect(await statuses(turned)).toEqual([403, 422]);
  await Promise.all([usual.stop(), turned.stop()]);
});
