import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(`# Archive

## Box
- tags: list of text, default []
- size: {width: whole number, height: whole number}
- weight: whole number, default 0
- lines: list of {name: text, required; count: whole number}

### Label: \`POST /boxes/{id}/label\`
- Sets tags to its tags in each of its papers
- Sets parts to its lines in each of its papers
- Sets area to its size in each of its papers
- Sets heavy to its weight > 5 in each of its papers
- Sets loose to not loose in each of its papers
- Sets name to name + "!" in each of its papers
- Answers list of {name, tags, heavy, loose, area, parts} of its papers by name

## Paper
- box: box, required
- name: text
- tags: list of text
- heavy: yes/no
- loose: yes/no, default no
- area: {width: whole number, height: whole number}
- parts: list of {name: text, required; count: whole number}
`);
});
afterAll(() => service.stop());

test("what is set in each of several things may be a list, an object, or true or false", async () => {
  const call = service.as("ann");
  const size = { width: 2, height: 3 };
  const lines = [{ name: "a", count: 1 }];
  const box = (await call("POST /boxes", { size, lines, weight: 9, tags: ["x", "y"] })).body.id;
  await call("POST /papers", { box, name: "one" });
  await call("POST /papers", { box, name: "two", loose: true });
  const set = { tags: ["x", "y"], heavy: true, area: size, parts: lines };
  expect(await call(`POST /boxes/${box}/label`)).toMatchObject({
    status: 200,
    body: [
      { name: "one!", loose: true, ...set },
      { name: "two!", loose: false, ...set },
    ],
  });
});

describe("things with numbers for identifiers", () => {
  let yard: SpecService;
  let call: ReturnType<SpecService["as"]>;
  beforeAll(async () => {
    yard = await serveSpec(`# Yard

### Arrange: \`POST /arrangements\`
- picked: list of {target: crate, required}, required
- turns: list of {target: crate, required; kind: one of dry, wet or frozen, required; marks: list of text; open: yes/no, default no}, required
- Sets seen to true for each of all crates where kind is dry
- Sets target.number to target.number + 1 for each of picked
- Sets target.kind to kind for each of turns
- Sets target.marks to marks for each of turns
- Sets target.open to open for each of turns
- Creates a move with crate = target, kind = kind, number = count of all moves for each of turns
- Answers list of {no, kind, marks, open, seen, number} of all crates by no

## Ship
- Identified by no, counted from 1
- marks: list of text, default []
- size: {width: whole number, height: whole number}
- kind: one of dry, wet or frozen, required
- urgent: yes/no, default no
- loaded: whole number, default 0

### Load: \`POST /ships/{no}/load\`
- Sets marks to its marks for each of its crates
- Sets size to its size for each of its crates
- Sets kind to its kind for each of its crates where kind is not its kind
- Sets open to its urgent for each of its crates
- Sets seen to not seen for each of its crates
- Sets its loaded to its loaded * 10 + number for each of its crates by -number
- Creates a move with crate = it, kind = kind, number = number for each of its crates by number
- Answers {loaded, crates: list of {no, marks, size, kind, open, seen} of its crates by no}

### Clear: \`POST /ships/{no}/clear\`
- Sets size to empty for each of its crates
- Sets kind to frozen for each of its crates
- Sets open to true for each of its crates
- Sets its loaded to its loaded + 1 for each of its crates
- Answers list of {no} of its crates

## Crate
- Identified by no, counted from 1
- ship: ship, required
- number: whole number, default 0
- marks: list of text
- size: {width: whole number, height: whole number}
- kind: one of dry, wet or frozen, default dry
- open: yes/no, default no
- seen: yes/no, default no

## Move
- Identified by no, counted from 1
- crate: crate, required
- kind: one of dry, wet or frozen, required
- number: whole number
`);
    call = yard.as("ann");
  });
  beforeEach(() => yard.fresh());
  afterAll(() => yard?.stop());

  /** A ship with two crates beside another with one. */
  async function loaded(): Promise<void> {
    const size = { width: 2, height: 3 };
    await call("POST /ships", { marks: ["x", "y"], size, kind: "wet", urgent: true });
    await call("POST /ships", { kind: "dry" });
    await call("POST /crates", { ship: 1, number: 2 });
    await call("POST /crates", { ship: 2, number: 9 });
    await call("POST /crates", { ship: 1, number: 4, kind: "wet", seen: true });
  }

  test("get lists, objects, yes or no and choices, and only the thing's own", async () => {
    await loaded();
    const set = { marks: ["x", "y"], size: { width: 2, height: 3 }, kind: "wet", open: true };
    expect(await call("POST /ships/1/load")).toMatchObject({
      status: 200,
      body: {
        loaded: 42,
        crates: [
          { no: 1, ...set, seen: true },
          { no: 3, ...set, seen: false },
        ],
      },
    });
    expect((await call("GET /crates/2")).body).toMatchObject({
      marks: null,
      size: null,
      kind: "dry",
      open: false,
    });
    expect((await call("GET /moves")).body).toMatchObject([
      { crate: 1, kind: "wet", number: 2 },
      { crate: 3, kind: "wet", number: 4 },
    ]);
  });

  test("get what stands in the spec", async () => {
    await loaded();
    expect((await call("POST /ships/1/clear")).status).toBe(200);
    const crates = (await call("GET /crates")).body as { no: number }[];
    const set = { size: null, kind: "frozen", open: true };
    expect(crates.sort((one, other) => one.no - other.no)).toMatchObject([
      { no: 1, ...set },
      { no: 2, kind: "dry", open: false },
      { no: 3, ...set },
    ]);
    expect((await call("GET /ships/1")).body.loaded).toBe(2);
  });

  test("are gone over as elements of lists, and by what elements refer to", async () => {
    await loaded();
    const turns = [
      { target: 3, kind: "frozen", marks: ["a"], open: true },
      { target: 1, kind: "wet" },
      { target: 3, kind: "dry", marks: [] },
    ];
    expect(
      await call("POST /arrangements", { picked: [3, 1, 3].map((target) => ({ target })), turns }),
    ).toMatchObject({
      status: 200,
      body: [
        { no: 1, kind: "wet", marks: null, open: false, seen: true, number: 3 },
        { no: 2, kind: "dry", marks: null, open: false, seen: true, number: 9 },
        { no: 3, kind: "dry", marks: [], open: false, seen: true, number: 6 },
      ],
    });
    expect((await call("GET /moves")).body).toMatchObject([
      { crate: 3, kind: "frozen", number: 0 },
      { crate: 1, kind: "wet", number: 1 },
      { crate: 3, kind: "dry", number: 2 },
    ]);
    expect((await call("POST /arrangements", { picked: [{ target: 7 }], turns: [] })).status).toBe(400);
  });
});
