import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { serve } from "../compiler/serving.ts";
import { printing } from "./printing.ts";
import { blueprintOf } from "./serving.ts";

let service: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  service = await serve(blueprintOf(printing));
}, 120_000);
afterAll(() => service?.stop());
beforeEach(() => service.fresh());

describe("what an action takes from a header", () => {
  test("is checked and used as any other, and may have a default", async () => {
    const { call } = service;
    const print = (headers: Record<string, string>, body: object = { title: "A" }) =>
      call("POST", "/prints", body, headers);
    const printed = await print({ "Idempotency-Key": "k1", "X-Copies": "3", "X-Draft": "true" });
    expect(printed).toMatchObject({ status: 201, body: { key: "k1", title: "A", copies: 3, draft: true } });
    expect(await print({ "idempotency-key": "k1", "x-copies": "3" })).toMatchObject({
      status: 200,
      body: printed.body,
    });
    expect((await print({ "idempotency-key": "k1" })).status).toBe(422);
    expect((await print({ "idempotency-key": "k2" })).body).toMatchObject({ copies: 1, draft: false });
    expect((await print({})).body).toMatchObject({ fields: ["key"] });
    const wrong = await print({ "idempotency-key": "k 3", "x-copies": "three" }, {});
    expect(wrong).toMatchObject({ status: 400, body: { fields: ["key", "copies", "title"] } });
  });

  test("is not taken from the body or the query", async () => {
    const { call } = service;
    const body = { title: "A", key: "k1", copies: 9 };
    expect((await call("POST", "/prints", body)).status).toBe(400);
    const headers = { "idempotency-key": "k2" };
    expect((await call("POST", "/prints", body, headers)).body).toMatchObject({ key: "k2", copies: 1 });
    expect((await call("GET", "/print-counts?copies=1&title=A")).body).toEqual({ count: 0 });
    expect((await call("GET", "/print-counts?title=A", undefined, { "x-copies": "1" })).body).toEqual({
      count: 1,
    });
  });

  test("needs no body, and may name a thing", async () => {
    const { call } = service;
    const print = (await call("POST", "/prints", { title: "A" }, { "idempotency-key": "k1" })).body.id;
    const cancel = (headers: Record<string, string>) => call("POST", "/cancellations", undefined, headers);
    expect((await cancel({ "x-print": "00000000-0000-4000-8000-000000000000" })).status).toBe(404);
    expect((await cancel({ "x-print": print })).status).toBe(204);
    expect((await call("GET", "/prints")).body).toEqual([]);
  });
});

test("it stands in the OpenAPI document as a parameter in a header, and not in the body", async () => {
  const { body: document } = await service.call("GET", "/openapi.json");
  const { parameters, requestBody } = document.paths["/prints"].post;
  expect(parameters).toMatchObject([
    { name: "Idempotency-Key", in: "header", required: true, schema: { type: "string", maxLength: 20 } },
    { name: "X-Copies", in: "header", required: false, schema: { type: "integer" } },
    { name: "X-Draft", in: "header", required: false },
  ]);
  expect(Object.keys(requestBody.content["application/json"].schema.properties)).toEqual(["title"]);
  expect(document.paths["/cancellations"].post.requestBody).toBeUndefined();
});

describe("a header that can't be an input is refused", () => {
  const cases: [line: string, problem: RegExp][] = [
    ["- a: list of text, from the header `X-A`", /`a` is a text in a header, and no list/],
    ["- a: text, from the header `X A`", /no header's name: letters, digits and hyphens/],
    ["- a: text, from the header `Content-Type`", /says how a request is sent/],
    ["- a: text, from the header `x-user`", /says who calls: say `the caller`/],
    ["- a: text, from the header `X-A`\n- b: text, from the header `x-a`", /as another input does/],
    ["- n: text, from the header `X-A`", /stands in the path/],
    ["- a: {b: text, from the header `X-A`}", /only what an action takes can, as a line of its own/],
  ];
  const problems = (text: string) => {
    const reading = parseSpec(text);
    return reading.outcome === "read" ? "" : reading.problems.map(({ message }) => message).join(" ");
  };

  test.each(cases)("%s", (line, problem) => {
    const head =
      "# Books\n\nCallers may be named by the header `X-User`.\n\n## Book\n- title: text\n\n### Do: `POST /books/{id}/do/{n}`\n";
    expect(problems(`${head}${line.includes("- n") ? "" : "- n: text\n"}${line}`)).toMatch(problem);
  });

  test("below a thing", () => {
    const thing = "# Jobs\n\n## Job\n- a: text, from the header `X-A`\n";
    expect(problems(thing)).toMatch(/`a` can't come from a header/);
  });
});
