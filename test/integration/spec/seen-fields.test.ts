import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { seenFields } from "./seen-fields.ts";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(seenFields);
}, 120_000);
afterAll(() => service?.stop());
beforeEach(() => service.fresh());

const kiln = { label: "A", glaze: "celadon", codes: ["x"], cost: 3, note: "n" };

test("others are shown null, or nothing where the field is left out when empty", async () => {
  const [ann, bob, master] = [service.as("ann"), service.as("bob"), service.as("mo", "master")];
  const made = (await ann("POST /kilns", kiln)).body;
  expect(made).toEqual({
    id: made.id,
    label: "A",
    potter: "ann",
    state: "drying",
    glaze: "celadon",
    codes: ["x"],
    hot: true,
    cost: null,
    margin: null,
    firings: 0,
  });
  const path = `GET /kilns/${made.id}`;
  const whole = { glaze: "celadon", codes: ["x"], hot: true, cost: 3, note: "n", margin: 6 };
  expect((await master(path)).body).toMatchObject(whole);
  const none = { ...made, glaze: null, codes: null, hot: null };
  expect((await bob(path)).body).toEqual(none);
  expect((await bob("GET /kilns")).body).toEqual([none]);
  expect((await master("GET /kilns")).body).toMatchObject([whole]);
  expect((await bob(`PATCH /kilns/${made.id}`, { label: "open" })).body).toEqual({
    ...none,
    label: "open",
    margin: 6,
  });
});

test("it hangs on the thing as it is", async () => {
  const ann = service.as("ann");
  const { id } = (await ann("POST /kilns", kiln)).body;
  const fired = await ann(`POST /kilns/${id}/fire`, { word: "celadon" });
  expect(fired).toMatchObject({ status: 200, body: { kiln: { state: "fired", glaze: null }, cost: 3 } });
  expect((await ann(`GET /kilns/${id}`)).body).toMatchObject({ glaze: null, codes: null, hot: null });
});

test("rules, conditions and copies go by what it is, whoever asks", async () => {
  const [ann, bob] = [service.as("ann"), service.as("bob")];
  const { id } = (await ann("POST /kilns", kiln)).body;
  expect((await bob(`PATCH /kilns/${id}`, { cost: 100 })).body).toMatchObject({ status: 422 });
  expect((await bob("POST /firings", { kiln: id })).body.glaze).toBe("celadon");
  expect((await bob(`POST /kilns/${id}/fire`, { word: "x" })).status).toBe(409);
  expect((await bob(`POST /kilns/${id}/fire`, { word: "celadon" })).status).toBe(200);
  expect((await bob(`PATCH /kilns/${id}`, { codes: ["y"] })).body.codes).toBeNull();
});
