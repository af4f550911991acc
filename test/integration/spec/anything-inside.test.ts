import { afterAll, beforeAll, expect, test } from "vitest";
import { blueprintOf, type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(`# Logs

## Log
- extra: anything
- bag: {inner: anything}
- lines: list of {v: anything; w = v}
- kept: anything, default "none"

### Lay in: \`POST /all\`
- rows: list of {extra: anything}, required
- bag: {a: anything}, required
- a = bag.a
- Creates a log with extra = extra for each of rows
- Answers {a, same: a is bag.a, all: list of {extra, inner: bag.inner, kept} of all logs}
`);
});
afterAll(() => service.stop());

test.each([["text"], ["5"], [5], [0], [true], [false], [[1, null]], [{ b: "c" }], [null]])(
  "%j stays what it is inside of objects and elements",
  async (value) => {
    const call = service.as("ann");
    const laid = await call("POST /all", { rows: [{ extra: value }], bag: { a: value } });
    expect(laid).toMatchObject({ status: 200, body: { a: value, same: true } });
    expect(laid.body.all.at(-1)).toEqual({ extra: value, inner: null, kept: "none" });
    const lines = [{ v: value }];
    const made = await call("POST /logs", {
      bag: { inner: value },
      lines,
      ...(value !== null && { kept: value }),
    });
    expect(made).toMatchObject({
      status: 201,
      body: { lines: [{ v: value, w: value }], bag: { inner: value } },
    });
    expect((await call(`GET /logs/${made.body.id}`)).body).toEqual(made.body);
  },
);

test("a number that is none here is refused, however deep", async () => {
  const call = service.as("ann");
  for (const extra of ["1e999", "[1, 1e999]", '{"a": -1e999}'])
    expect((await call("POST /logs", `{"extra": ${extra}}`)).status, extra).toBe(400);
});

test.each(["Listed by extra", "`?sort` sorts by extra", "`?extra` is extra", "Unique together: extra, kept"])(
  "%j is refused: what may be anything has no order",
  (line) => {
    expect(() => blueprintOf(`# Logs\n\n## Log\n- extra: anything\n- kept: text\n- ${line}\n`)).toThrow(
      "may be anything",
    );
  },
);
