import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { printSpec } from "../../../shared/spec/print.ts";
import { blueprintOf, type SpecService, serveSpec } from "./serving.ts";

const spec = `# Zoo

Unknown properties are refused. What the service sets is refused.
Pages of 2 by page \`?page\`, size \`?size\` up to 5.
Lists are framed: items holds the things, total the total.
Lists give the total in the header \`X-Total\`.

## Cat
- name: text, required

## Dog
- name: text, required
- Pages of 1 by offset \`?skip\`, size \`?limit\` up to 3
- Lists are framed: dogs holds the things

## Owl
- name: text, required
- \`POST /owls\` creates one
`;

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(spec);
});
afterAll(() => service.stop());

test("what the service says of all things holds for each that does not say it itself", async () => {
  const call = service.as("ann");
  for (const name of ["a", "b", "c"]) {
    await call("POST /cats", { name });
    await call("POST /dogs", { name });
  }
  for (const path of ["cats", "dogs", "owls"])
    for (const more of [{ colour: "red" }, { id: crypto.randomUUID() }])
      expect((await call(`POST /${path}`, { name: "x", ...more })).status).toBe(400);
  const cats = await call("GET /cats?page=2&skip=1");
  expect(cats).toMatchObject({ status: 200, body: { items: [{ name: "c" }], total: 3 } });
  const dogs = await call("GET /dogs?skip=1&page=9");
  expect(dogs.body).toEqual({ dogs: [expect.objectContaining({ name: "b" })] });
  for (const { headers } of [cats, dogs]) expect(new Headers(headers).get("x-total")).toBe("3");
});

describe("read", () => {
  test("it is as if said below each thing, and printed there", () => {
    const blueprint = blueprintOf(spec);
    const printed = printSpec(blueprint);
    expect(printed.match(/Unknown properties are refused/g)).toHaveLength(3);
    expect(printed.match(/^- Pages of/gm)).toHaveLength(2);
    expect(blueprintOf(printed)).toEqual(blueprint);
  });

  test("the statement is traced to all that it says", () => {
    const reading = parseSpec(spec);
    const parts = reading.outcome === "read" ? reading.statements.flatMap((one) => one.parts) : [];
    for (const part of ["cat/list/pages", "dog/list/pages", "cat/list/envelope", "owl/unknownProperties"])
      expect(parts).toContain(`entities/${part}`);
    expect(parts).not.toContain("entities/owl/list/pages");
  });
});
