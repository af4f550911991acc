import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { arrears } from "./arrears.ts";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
let call: ReturnType<SpecService["as"]>;
beforeAll(async () => {
  service = await serveSpec(arrears);
  call = service.as("ann");
});
beforeEach(() => service.fresh());
afterAll(() => service?.stop());

async function filled() {
  const [ann, bob] = await Promise.all(
    ["Ann", "Bob"].map(async (name) => String((await call("POST /members", { name })).body.id)),
  );
  const loan = async (member: unknown, title: string, fee: number, more = {}) =>
    String((await call("POST /loans", { member, title, fee, ...more })).body.id);
  return {
    emma: await loan(ann, "Emma", 5),
    dune: await loan(ann, "Dune", 3, { tags: ["new", "loud"] }),
    omoo: await loan(bob, "Omoo", 1),
    gone: await loan(bob, "Emma", 9, { isOpen: false }),
  };
}

test("a list that an action names is counted, summed up, narrowed and shown, what it names with its fields", async () => {
  const { omoo } = await filled();
  expect((await call(`GET /loans/${omoo}/summary?least=4`)).body).toEqual({
    others: 2,
    dear: 1,
    sum: 0,
    titles: ["Emma"],
    names: ["Ann"],
    tagged: 1,
    alike: [
      { title: "Emma", same: 2 },
      { title: "Dune", same: 1 },
    ],
  });
  const { body } = await call(`GET /loans/${omoo}/summary`);
  expect(body).toMatchObject({ dear: 2, titles: ["Emma", "Dune"], names: ["Ann", "Ann"] });
});

test("what an action names stays named while it changes, and is as it then is", async () => {
  await filled();
  const refused = await call("POST /close", { least: 6 });
  expect([refused.status, refused.body]).toMatchObject([409, { fee: 5 }]);
  expect((await call("POST /close", { least: 2 })).body).toEqual({
    closed: 2,
    named: 3,
    titles: ["Emma", "Dune", null],
    totals: { fee: 9, loans: 3 },
    mean: 3,
    busiest: [{ name: "Ann", loans: 2 }],
    most: 8,
  });
  const loans = (await call("GET /loans")).body as unknown as {
    title: string;
    fee: number;
    isOpen: boolean;
  }[];
  expect(loans.map(({ title, fee, isOpen }) => [title, fee, isOpen])).toEqual([
    ["Emma", 8, false],
    ["Dune", 6, false],
    ["Emma", 9, false],
  ]);
});

test("what refers to an element that is a thing is its own", async () => {
  await filled();
  expect((await call("GET /roll")).body).toEqual([
    { name: "Ann", loans: 2 },
    { name: "Bob", loans: 2 },
  ]);
});

test("the first of several is worked out, in an order or in that in which they were made", async () => {
  expect((await call("GET /worst")).status).toBe(404);
  await filled();
  const members = (await call("GET /members")).body as unknown as object[];
  expect(members).toMatchObject([
    { name: "Ann", dearest: "Emma", oldest: { title: "Emma", fee: 5 } },
    { name: "Bob", dearest: "Omoo", oldest: { title: "Omoo", fee: 1 } },
  ]);
  await call("POST /members", { name: "Cid" });
  expect((await call("GET /members")).body).toMatchObject({ 2: { dearest: null, oldest: null } });
  expect((await call("GET /worst")).body).toMatchObject({
    title: "Emma",
    loan: { title: "Emma", fee: 9, isOpen: false },
    worst: "Bob",
    open: false,
    of: "Omoo",
  });
});

test("things that a caller lists, and that a thing lists, have their fields", async () => {
  const { emma, dune } = await filled();
  const { body: shelf } = await call("POST /shelves", { loans: [emma, dune, emma] });
  expect(shelf).toMatchObject({ dear: 3 });
  await call(`DELETE /shelves/${shelf.id}`);
  expect((await call("POST /drop", { loans: [dune, dune, emma] })).body).toEqual({ dropped: 11, left: 2 });
});
