import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { blueprint, entity, type FieldInput } from "../compiler/blueprints.ts";
import { DataPlane } from "../objects/fixtures/data-plane.ts";
import { Lineage } from "./lineage.ts";

let plane: DataPlane;
let service: Lineage;
let count = 0;
beforeAll(async () => {
  plane = await DataPlane.start();
});
beforeEach(() => {
  service = new Lineage(`service-${++count}`, () => plane);
});
afterAll(() => plane.stop());

const name: FieldInput = { name: "name", type: "string", required: true };
const lamps = (...fields: FieldInput[]) => blueprint([entity("lamp", "lamps", [name, ...fields])]);
const uniqueLamps = (unique: FieldInput["unique"]) =>
  blueprint([entity("lamp", "lamps", [{ ...name, ...(unique && { unique }) }])]);
const live = { outcome: "live" };
const refused = (reason: RegExp) => ({ outcome: "refused", reason: expect.stringMatching(reason) });

async function create(path: string, body: object): Promise<string> {
  const created = await service.call("POST", path, body);
  expect(created).toMatchObject({ status: 201 });
  return created.body.id;
}

describe("a release after a rollback", () => {
  test("adds what the one that was taken back did not have", async () => {
    const colour: FieldInput = { name: "colour", type: "string" };
    const size: FieldInput = { name: "size", type: "integer", default: 1 };
    await service.build(lamps());
    const first = await create("/lamps", { name: "one" });
    await service.build(lamps(size));
    await service.rollback();
    expect(await service.build(lamps(colour))).toMatchObject(live);
    expect((await service.call("GET", `/lamps/${first}`)).body).toEqual({
      id: first,
      name: "one",
      colour: null,
    });
    const second = await create("/lamps", { name: "two", colour: "red" });
    expect((await service.call("GET", `/lamps/${second}`)).body).toMatchObject({ colour: "red" });
  });

  test("goes on from the same column when it asks for the same, and fills it in rows written meanwhile", async () => {
    const colour: FieldInput = { name: "colour", type: "string", default: "red" };
    await service.build(lamps());
    await service.build(lamps(colour));
    const before = await create("/lamps", { name: "one", colour: "blue" });
    await service.rollback();
    const meanwhile = await create("/lamps", { name: "two" });
    expect(await service.build(lamps(colour))).toMatchObject(live);
    expect((await service.call("GET", `/lamps/${before}`)).body).toMatchObject({ colour: "blue" });
    expect((await service.call("GET", `/lamps/${meanwhile}`)).body).toMatchObject({ colour: "red" });
  });

  test("is possible when the first one was taken back", async () => {
    await service.build(lamps());
    const id = await create("/lamps", { name: "one" });
    await service.rollback();
    expect(await service.build(lamps({ name: "colour", type: "string" }))).toMatchObject(live);
    expect((await service.call("GET", `/lamps/${id}`)).body).toMatchObject({ name: "one" });
  });

  test("cannot take a name that the data has with another type", async () => {
    await service.build(lamps());
    await service.build(lamps({ name: "colour", type: "integer" }));
    await service.rollback();
    expect(await service.build(lamps({ name: "colour", type: "string" }))).toMatchObject(
      refused(/colour of lamp was kept as a whole number and is to be text/),
    );
    expect(await service.build(lamps({ name: "shade", type: "string" }))).toMatchObject(live);
  });
});

describe("a rule on rows that exist", () => {
  test("is the release's own: one that drops it binds nobody, and a rollback brings it back", async () => {
    await service.build(uniqueLamps("exact"));
    await create("/lamps", { name: "one" });
    expect((await service.call("POST", "/lamps", { name: "one" })).status).toBe(409);
    await service.build(lamps());
    const other = await create("/lamps", { name: "one" });
    await service.rollback();
    expect((await service.call("GET", "/lamps")).body).toHaveLength(2);
    expect((await service.call("POST", "/lamps", { name: "one" })).status).toBe(409);
    expect((await service.call("PATCH", `/lamps/${other}`, { name: "one" })).status).toBe(200);
    expect((await service.call("PATCH", `/lamps/${other}`, { name: "two" })).status).toBe(200);
    expect((await service.call("PATCH", `/lamps/${other}`, { name: "one" })).status).toBe(409);
  });

  test.each([
    ["exact", "one", "one"],
    ["ignore-case", "ÄPFEL", "äpfel"],
  ] as const)("refuses the release while rows break it (%s), and says which", async (unique, one, other) => {
    await service.build(lamps());
    const first = await create("/lamps", { name: one });
    const second = await create("/lamps", { name: other });
    const outcome = await service.build(uniqueLamps(unique));
    expect(outcome).toMatchObject(refused(/No two lamp rows may have the same name/));
    expect(outcome).toMatchObject(refused(new RegExp(first)));
    expect(outcome).toMatchObject(refused(new RegExp(second)));
    expect((await service.call("DELETE", `/lamps/${second}`)).status).toBe(204);
    expect(await service.build(uniqueLamps(unique))).toMatchObject(live);
    expect((await service.call("POST", "/lamps", { name: other })).status).toBe(409);
  });

  test("is checked again when rows were written without it after a rollback", async () => {
    await service.build(lamps());
    await service.build(uniqueLamps("exact"));
    await service.rollback();
    await create("/lamps", { name: "one" });
    await create("/lamps", { name: "one" });
    expect(await service.build(uniqueLamps("exact"))).toMatchObject(refused(/No two lamp rows/));
  });
});

describe("what goes away", () => {
  const book = entity("book", "books", [{ name: "title", type: "string", required: true }]);
  const review = entity("review", "reviews", [
    { name: "bookId", type: "reference", references: "book", required: true },
    { name: "stars", type: "integer" },
  ]);

  test("an entity that referred to another no longer keeps it from being deleted, and comes back", async () => {
    await service.build(blueprint([book, review]));
    const bookId = await create("/books", { title: "one" });
    const id = await create("/reviews", { bookId, stars: 3 });
    expect((await service.call("DELETE", `/books/${bookId}`)).status).toBe(409);
    expect(await service.build(blueprint([book]))).toMatchObject(live);
    expect((await service.call("DELETE", `/books/${bookId}`)).status).toBe(204);
    await service.rollback();
    expect((await service.call("GET", `/reviews/${id}`)).body).toMatchObject({ bookId, stars: 3 });
    expect((await service.call("PATCH", `/reviews/${id}`, { stars: 4 })).status).toBe(200);
    expect((await service.call("POST", "/reviews", { bookId })).status).toBe(400);
  });

  test("a field's values come back with it", async () => {
    const colour: FieldInput = { name: "colour", type: "string" };
    await service.build(lamps(colour));
    const id = await create("/lamps", { name: "one", colour: "red" });
    await service.build(lamps());
    await service.build(lamps(colour));
    expect((await service.call("GET", `/lamps/${id}`)).body).toMatchObject({ colour: "red" });
  });

  test("a field or an entity that may have a new name is refused, with what to do", async () => {
    await service.build(lamps({ name: "colour", type: "string" }));
    const shade: FieldInput = { name: "shade", type: "string" };
    expect(await service.build(lamps(shade))).toMatchObject(
      refused(/colour of lamp is gone and shade is new: it may be a new name/),
    );
    expect(await service.build(blueprint([entity("light", "lights", [name])]))).toMatchObject(
      refused(/lamps are gone and lights are new/),
    );
    expect(await service.build(lamps({ name: "colour", type: "string" }, shade))).toMatchObject(live);
    expect(await service.build(lamps(shade))).toMatchObject(live);
  });
});

test("a release whose tables are not those of the data does not start", async () => {
  await service.build(lamps());
  const outcome = await service.build(lamps({ name: "colour", type: "string" }), {
    edit: (files) =>
      files.map((file) => (file.path === "src/migrations.ts" ? { ...file, content: noMigrations } : file)),
  });
  expect(outcome).toMatchObject(refused(/the table lamps has no column colour/));
  expect((await service.call("GET", "/lamps")).status).toBe(200);
});

const noMigrations =
  'import type { Migration } from "@aidevos/kit";\n\nexport const migrations: Migration[] = [];\n';
