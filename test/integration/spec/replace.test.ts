import { afterAll, beforeAll, expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { functionValue } from "../../../shared/tester/function-values.ts";
import { plates } from "./plates.ts";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(plates);
});
afterAll(() => service.stop());

test("every part of a text is replaced, in values that are worked out and in those that are kept", async () => {
  const call = service.as("ann");
  expect((await call("POST /plates", { shown: "ab - 12-a", dash: "-" })).body).toMatchObject({
    bare: "ab12a",
    made: "$&aab - 12-$&aa",
  });
});

test("parts are sought from the left in the text as it was, in their own case; no part changes nothing", async () => {
  const call = service.as("ann");
  for (const [text, part, other] of [
    ["aaaa", "aa", "a"],
    ["aXa", "x", "-"],
    ["ab", "", "-"],
    ["a.b.c", ".", ""],
    ["äöä", "ä", "ae"],
    ["x%_y", "%_", "$1"],
    ["abc", "abcd", "-"],
    ["a", "a", "aa"],
  ] as const) {
    const query = new URLSearchParams({ text, part, other });
    const { body } = await call(`GET /replaced?${query}`);
    expect(body).toEqual({ text: functionValue("replace", [text, part, other]) });
  }
  expect((await call("GET /replaced?text=aaaa&part=aa&other=a")).body).toEqual({ text: "aa" });
  // Of what is empty it is empty.
  expect((await call("GET /replaced?text=a&part=a")).body).toEqual({ text: null });
});

test("it takes three texts", () => {
  const problem = (value: string) => {
    const reading = parseSpec(`# Plates\n\n## Plate\n- name: text\n- size: number\n- odd = ${value}\n`);
    return reading.outcome === "read" ? [] : reading.problems.map(({ message }) => message);
  };
  expect(problem('replace(name, "a")')).toEqual(["`replace` takes 3 values, not 2."]);
  expect(problem('replace(name, size, "a")')[0]).toMatch(/text/);
});
