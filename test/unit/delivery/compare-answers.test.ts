import { describe, expect, test } from "vitest";
import {
  type ComparedAnswer,
  compareAnswers,
  mayReadOtherwise,
} from "../../../shared/delivery/compare-answers.ts";
import { type Meant, MeantRoute, nothingMeant } from "../../../shared/delivery/meant.ts";

const json = ["content-type", "application/json"] as const;

function answer(
  status: number | null,
  body: unknown,
  headers: ComparedAnswer["headers"] = [json],
): ComparedAnswer {
  return { status, headers, text: typeof body === "string" ? body : JSON.stringify(body) };
}

function meaning(route: Partial<MeantRoute>): Meant {
  return { routes: [MeantRoute.parse({ method: "GET", path: "/books/{id}", ...route })] };
}

function compare(
  control: ComparedAnswer,
  candidate: ComparedAnswer,
  { meant = nothingMeant, route = "GET /books/{book}" }: { meant?: Meant; route?: string } = {},
) {
  return compareAnswers({ route, control, candidate, meant });
}

describe("answers that are the same", () => {
  test.each([
    [
      "JSON in another order of properties",
      answer(200, '{"a":1,"b":[{}]}'),
      answer(200, '{ "b": [{}], "a": 1.0 }'),
    ],
    [
      "headers that vary by nature",
      answer(200, "", [["Date", "a"]]),
      answer(200, "", [["X-AIDevOS-Rows", "3"]]),
    ],
    ["names of headers in another case", answer(200, "", [["Link", "a"]]), answer(200, "", [["link", "a"]])],
    ["two failures", answer(500, "a"), answer(null, "")],
  ])("%s", (_name, control, candidate) => {
    expect(compare(control, candidate)).toEqual({ outcome: "same" });
  });
});

describe("answers that are unlike", () => {
  test.each([
    ["another status", answer(200, {}), answer(404, {}), "status: 200 and 404"],
    [
      "a value",
      answer(200, { items: [{ title: "a" }] }),
      answer(200, { items: [{ title: null }] }),
      '/items/0/title: "a" and null',
    ],
    [
      "a property that is gone, and more",
      answer(200, { "a/b": 1, c: 2, d: 3 }),
      answer(200, { d: 4 }),
      "/a~1b: 1 and nothing, and 2 more",
    ],
    ["the order of a list", answer(200, [1, 2]), answer(200, [2, 1]), "/0: 1 and 2, and 1 more"],
    [
      "text that is no JSON, though it reads as it",
      answer(200, "1", []),
      answer(200, "1.0", []),
      'body: "1" and "1.0"',
    ],
    [
      "a header",
      answer(201, {}, [json, ["location", "/a"]]),
      answer(201, {}, [json]),
      'header location: "/a" and nothing',
    ],
    ["a failure of the candidate", answer(200, {}), answer(null, ""), "status: 200 and no answer"],
  ])("%s", (_name, control, candidate, what) => {
    expect(compare(control, candidate)).toEqual({ outcome: "unlike", what });
  });

  test("are told in at most 200 characters", () => {
    const found = compare(answer(200, { a: "x".repeat(500) }), answer(200, { a: "y".repeat(500) }));
    expect(found.outcome === "unlike" && found.what).toMatch(/^\/a: "x{50,}… and "y{50,}…$/);
    expect(found.outcome === "unlike" && found.what.length).toBeLessThanOrEqual(200);
  });

  test("are found however deep they are", () => {
    const deep = (value: number) => `${"[".repeat(50_000)}${value}${"]".repeat(50_000)}`;
    expect(compare(answer(200, deep(1)), answer(200, deep(1)))).toEqual({ outcome: "same" });
    expect(compare(answer(200, deep(1)), answer(200, deep(2))).outcome).toBe("unlike");
  });
});

describe("what is meant", () => {
  test("a property lets itself differ at any depth, and nothing beside it", () => {
    const meant = meaning({ fields: ["pages"] });
    const one = answer(200, { title: "a", inner: [{ pages: 1 }] });
    expect(compare(one, answer(200, { title: "a", inner: [{ pages: [2] }] }), { meant })).toEqual({
      outcome: "meant",
      diverges: false,
    });
    expect(compare(one, answer(200, { title: "b", inner: [{}] }), { meant })).toEqual({
      outcome: "unlike",
      what: '/title: "a" and "b"',
    });
    expect(compare(one, one, { meant })).toEqual({ outcome: "same" });
  });

  test("elements may come, go and move, but those that both hold agree", () => {
    const meant = meaning({ elements: true, fields: ["total"] });
    const one = answer(200, {
      items: [
        { id: 1, t: "a" },
        { id: 2, t: "b" },
      ],
      total: 2,
    });
    expect(
      compare(
        one,
        answer(200, {
          items: [
            { id: 2, t: "b" },
            { id: 3, t: "c" },
            { id: 1, t: "a" },
          ],
          total: 3,
        }),
        { meant },
      ).outcome,
    ).toBe("meant");
    expect(compare(one, answer(200, { items: [{ id: 2, t: "x" }], total: 1 }), { meant })).toEqual({
      outcome: "unlike",
      what: '/items/1/t: "b" and "x"',
    });
  });

  test("a write that only one accepts makes data diverge, a read does not", () => {
    const writing = meaning({ method: "POST", path: "/books", status: true });
    const route = "POST /books";
    expect(compare(answer(201, {}), answer(409, { code: "x" }), { meant: writing, route })).toEqual({
      outcome: "meant",
      diverges: true,
    });
    expect(compare(answer(404, { a: 1 }), answer(409, { b: 2 }), { meant: writing, route })).toEqual({
      outcome: "meant",
      diverges: false,
    });
    expect(compare(answer(200, {}), answer(404, {}), { meant: meaning({ status: true }) })).toEqual({
      outcome: "meant",
      diverges: false,
    });
  });

  test("two answers that accept agree in the rest, also where the status may differ", () => {
    const meant = meaning({ status: true });
    expect(compare(answer(200, { a: 1 }), answer(201, { a: 1 }), { meant }).outcome).toBe("meant");
    expect(compare(answer(200, { a: 1 }), answer(200, { a: 2 }), { meant }).outcome).toBe("unlike");
  });

  test("a failure is never meant, and one of the control alone holds nothing against the candidate", () => {
    const meant = meaning({ anything: true });
    expect(compare(answer(200, {}), answer(500, {}), { meant }).outcome).toBe("unlike");
    expect(compare(answer(500, {}), answer(200, {})).outcome).toBe("meant");
  });

  test("what no route takes has an entry of its own", () => {
    const meant = meaning({ method: "*", path: "*", headers: ["allow"] });
    const [one, other] = [
      answer(405, {}, [json, ["allow", "GET"]]),
      answer(405, {}, [json, ["allow", "GET, POST"]]),
    ];
    expect(compare(one, other, { meant, route: "other" }).outcome).toBe("meant");
    expect(compare(one, other, { meant }).outcome).toBe("unlike");
  });
});

test("other rows are read where another design or another judgement reads them, also where the answer is the same", () => {
  const at = (more: Partial<MeantRoute>): Meant => ({
    routes: [MeantRoute.parse({ method: "POST", path: "/books", ...more })],
  });
  const reads = (meant: Meant) => mayReadOtherwise("POST /books", meant);
  expect([
    reads(at({ status: true })),
    reads(at({ anything: true })),
    reads({ routes: [], rows: true }),
  ]).toEqual([true, true, true]);
  expect([
    reads(nothingMeant),
    reads(at({ fields: ["title"] })),
    reads(at({ path: "/members", status: true })),
  ]).toEqual([false, false, false]);
});
