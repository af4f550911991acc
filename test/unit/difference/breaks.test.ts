import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { breaks, breakText } from "../../../shared/difference/breaks.ts";
import { breaksOf } from "../../../shared/difference/breaks-of.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";

const library = readFileSync("examples/library.md", "utf8");

function described(spec: string) {
  const blueprint = blueprintOf(spec);
  const { files } = implementService({ blueprint, requirement: spec });
  return {
    blueprint,
    document: JSON.parse(files.find(({ path }) => path === "openapi.json")?.content ?? ""),
  };
}

const before = described(library);

function broken(from: string, to: string): string[] {
  expect(library).toContain(from);
  return breaks(before, described(library.replace(from, () => to))).map(breakText);
}

describe("what a release breaks", () => {
  test.each([
    ["a route that is gone", "- `GET /loans` lists them\n", "", ["`GET /loans`: the route is gone"]],
    [
      "the only route of one thing, to which Location led",
      "- `GET /members/{id}` shows one\n",
      "",
      [
        "`POST /members`: the header Location of its answers is gone",
        "`GET /members/{id}`: the route is gone",
      ],
    ],
    [
      "a field that is required",
      "- copies: whole number, at least 1, default 1",
      "- copies: whole number, at least 1, default 1\n- shelf: text, required",
      ["`POST /books`: the field shelf of what it takes is required now"],
    ],
    [
      "a limit that is narrower",
      "1 to 80 characters",
      "1 to 40 characters",
      ["`POST /members`: the field name of what it takes must have a length of at most 40, before 80"],
    ],
    ["another status of a refusal", "(409 `limit`)", "(422 `limit`)", []],
    [
      "how what is not there is refused",
      "- isbn: text",
      "- Not found: 404 `no_such_book`\n- isbn: text",
      ["what is not there of books is refused with 404 no_such_book, before as all that is not found"],
    ],
    ["a state that is new", "state of open or returned", "state of open, lost or returned", undefined],
    [
      "a parameter that is gone",
      "- `?q` part of title\n",
      "",
      ["`GET /books`: the query parameter q is gone"],
    ],
    [
      "a status of success",
      "- `POST /loans` creates one",
      "- `POST /loans` creates one, answers 200",
      [
        "`POST /loans`: it may answer 200, which it never did",
        "`POST /loans`: it never answers 201 any more",
      ],
    ],
    [
      "a limit on how many",
      "At most 3 for each",
      "At most 2 for each",
      [
        "a new rule on loans refuses what was accepted: At most 2 for each member where state is open (409 `limit`), before: At most 3 for each member where state is open (409 `limit`)",
      ],
    ],
    [
      "what happens by itself",
      "- `GET /loans/{id}` shows one",
      "- `GET /loans/{id}` shows one\n- Moves state from open to returned by itself after 2 days",
      ["loans change in a new way without a call: Moves state from open to returned by itself after 2 days"],
    ],
    [
      "who may",
      "- `GET /loans` lists them",
      "- `GET /loans` lists them, by staff only (403)",
      ["`GET /loans`: fewer callers may use it than before"],
    ],
    [
      "a value that is unique",
      "- title: text, required",
      "- title: text, required, unique",
      ["the field title of books must be unique now"],
    ],
    [
      "a header that names callers",
      "header `X-User`",
      "header `X-Name`",
      ["callers are no longer named by the header X-User", "callers must be named by the header X-Name"],
    ],
  ])("%s", (_name, from, to, expected) => {
    const found = broken(from, to);
    if (expected === undefined)
      expect(found.join("\n")).toContain("state of its answers may be lost, which it never was");
    else expect(found).toEqual(expected);
  });

  test("a field of answers that is gone is named once on each route that showed it", () => {
    const shown = described(
      library.replace("- member: member, required", "- member: member, required\n- note: text"),
    );
    const found = breaks(shown, before).map(breakText);
    const routes = ["GET /loans", "POST /loans", "GET /loans/{id}", "POST /loans/{id}/return"];
    expect(found.sort()).toEqual(
      routes.map((route) => `\`${route}\`: the field note of its answers is gone`).sort(),
    );
  });

  test.each([
    ["a new field", "- title: text, required", "- title: text, required\n- subtitle: text"],
    ["a wider limit", "1 to 80 characters", "1 to 90 characters"],
    ["a wider limit on how many", "At most 3 for each", "At most 4 for each"],
    [
      "a new route",
      "- `GET /loans/{id}` shows one",
      "- `GET /loans/{id}` shows one\n- `DELETE /loans/{id}` deletes one",
    ],
    ["another title", "# Lending library (`library`)", "# Books (`library`)"],
  ])("is nothing: %s", (_name, from, to) => {
    expect(broken(from, to)).toEqual([]);
  });

  test("is a version that is needed, also where there may be no thing yet", () => {
    const kilns = (versions: string) =>
      described(
        `# Kilns\n\n## Kiln\n- label: text, required\n- size: number\n- Identified by label\n${versions}- \`PUT /kilns/{label}\` creates or replaces one\n- \`PATCH /kilns/{label}\` changes one\n`,
      );
    const versioned = kilns("- Changes need the header `If-Match`\n");
    expect(breaks(kilns(""), versioned).map(breakText).sort()).toEqual([
      "`PATCH /kilns/{label}`: the header parameter If-Match is required now",
      "`PUT /kilns/{label}`: the header parameter If-Match is required now",
    ]);
    expect(breaks(versioned, kilns("- Changes need the header `if-match` (400)\n"))).toEqual([]);
  });

  test("is found in documents that no spec has made", () => {
    const document = (operation: object, extra: object = {}) => ({
      openapi: "3.0.3",
      paths: { "/a": { get: operation } },
      ...extra,
    });
    const ok = {
      responses: { 200: { description: "", headers: { "X-Total": {} } }, 404: { description: "" } },
    };
    expect(breaksOf(document(ok), document({ ...ok, security: [{ key: [] }] })).map(breakText)).toEqual([
      "`GET /a`: it demands key now",
    ]);
    expect(breaksOf(document(ok), document({ responses: { 200: {}, 410: {} } })).map(breakText)).toEqual([
      "`GET /a`: it refuses with 410, no longer with 404",
      "`GET /a`: the header X-Total of its answers is gone",
    ]);
    const sized = (required: boolean) =>
      document({ ...ok, parameters: [{ name: "n", in: "query", required }] });
    expect(breaksOf(document(ok), sized(true)).map(breakText)).toEqual([
      "`GET /a`: the query parameter n is required now",
    ]);
    expect(breaksOf(sized(true), sized(false))).toEqual([]);
    expect(() => breaksOf({}, document(ok))).toThrow("This is no OpenAPI document");
  });

  test("does not go round in circles", () => {
    const circle = (type: string) => ({
      openapi: "3.1.0",
      paths: {
        "/a": {
          get: {
            responses: {
              200: { content: { "application/json": { schema: { $ref: "#/components/schemas/A" } } } },
            },
          },
        },
      },
      components: {
        schemas: {
          A: { type: "object", properties: { next: { $ref: "#/components/schemas/A" }, n: { type } } },
        },
      },
    });
    expect(breaksOf(circle("string"), circle("integer")).map(({ subject }) => subject)).toContain("next.n");
  });
});
