import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { type SpecService, serveSpec } from "./serving.ts";
import { stock } from "./stock.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(stock);
});
beforeEach(() => service.fresh());
afterAll(() => service.stop());

const known = () => service.as("ann")("POST /products", { code: "AB-1", name: "Bolt" });
const put = (body: object) => service.as("ann")("POST /moves", body);

test("a reference of the wrong form is invalid, one of the right form to nothing is unknown", async () => {
  await known();
  expect((await put({ product: "ab-1" })).body.product).toBe("AB-1");
  expect((await put({ product: "AB1" })).status).toBe(400);
  expect((await put({ product: "ZZ-9" })).status).toBe(404);
  expect((await put({ product: "AB-1", more: ["ab-1"] })).body.more).toEqual(["AB-1"]);
  expect((await put({ product: "AB-1", more: ["AB"] })).status).toBe(400);
  expect((await put({ product: "AB-1", more: ["ZZ-9"] })).status).toBe(404);
});

test("an action's input is as a field's", async () => {
  await known();
  const count = (product: string) => service.as("ann")("POST /count", { product });
  expect((await count("AB-1")).body).toEqual({ name: "BOLT of a-z", moves: 0 });
  expect((await count("AB1")).status).toBe(400);
  expect((await count("ZZ-9")).status).toBe(404);
});

test.each([
  ["product: product, 4 characters", "say the same of both"],
  ["move: move, 4 characters", "refers to what the service numbers"],
])("%s: a reference can't be of a form that identifiers are not", (field, message) => {
  const reading = parseSpec(`${stock}\n## Other\n- ${field}\n`);
  expect(reading.outcome === "unread" && reading.problems[0]?.message).toContain(message);
});
