import { afterAll, beforeAll, expect, test } from "vitest";
import { functionValue } from "../../../shared/tester/function-values.ts";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(`# Marks

## Street
- name: text, required
- mean = round(average of score of its marks, 2)
- tenths = round(average of score of its marks, 1)
- whole = round(average of score of its marks)
- doubled = round(tenths + tenths, 1)
- rest = remainder(whole + 10, 7)
- \`POST /streets\` creates one
- \`GET /streets/{id}\` shows one

## Mark
- street: street, required
- score: number, required
- \`POST /marks\` creates one
`);
});
afterAll(() => service.stop());

/** What is shown of a street whose marks are so many of each score. */
async function rounded(...marks: [count: number, score: number][]) {
  const call = service.as("");
  const { id } = (await call("POST /streets", { name: "Elm" })).body;
  for (const [count, score] of marks)
    for (let index = 0; index < count; index++) await call("POST /marks", { street: id, score });
  const { mean, tenths, whole, doubled, rest } = (await call(`GET /streets/${id}`)).body;
  expect([doubled, rest]).toEqual([2 * tenths, (whole + 10) % 7]);
  return [mean, tenths, whole];
}

test("halves are rounded away from zero as they are read, not as they are kept", async () => {
  expect(await rounded([39, 1], [1, 2])).toEqual([1.03, 1, 1]);
  expect(await rounded([17, 1], [3, 2])).toEqual([1.15, 1.2, 1]);
  expect(await rounded([19, 4], [1, 5])).toEqual([4.05, 4.1, 4]);
  expect(await rounded([13, 4], [7, 5])).toEqual([4.35, 4.4, 4]);
  expect(await rounded([39, -1], [1, -2])).toEqual([-1.03, -1, -1]);
  expect(await rounded([1, 2], [1, 3])).toEqual([2.5, 2.5, 3]);
  expect(await rounded([1, 1.005], [1, 1.005])).toEqual([1.01, 1, 1]);
});

test("what is less than a half is not one", async () => {
  expect(await rounded([1, 1.0249999])).toEqual([1.02, 1, 1]);
  expect(await rounded([1, 2.4999999])).toEqual([2.5, 2.5, 2]);
  expect(await rounded([1, 123456789])).toEqual([123456789, 123456789, 123456789]);
});

test.each([
  [1.025, 2, 1.03],
  [-1.025, 2, -1.03],
  [4.05, 1, 4.1],
  [1.0249999, 2, 1.02],
  [2.5, null, 3],
])("the tester rounds %d to %s decimals alike: %d", (value, decimals, expected) => {
  expect(functionValue("round", decimals === null ? [value] : [value, decimals])).toBe(expected);
});
