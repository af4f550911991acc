import { describe, expect, test } from "vitest";
import { makeBundle } from "../../../lambdas/runtime/bundle.ts";
import { checkTypes } from "../../../lambdas/runtime/type-check.ts";
import { todos } from "./blueprints.ts";
import { compile, loadToolbox } from "./serving.ts";

describe("checkTypes", () => {
  test("names file and line of what is wrong, in tests too", async () => {
    const toolbox = await loadToolbox();
    const files = [
      {
        path: "src/service.ts",
        content: 'import { parse } from "@aidevos/kit";\n\nexport const one: number = "1";\n',
      },
      { path: "src/other.ts", content: 'import { gone } from "./gone.ts";\nconst unused = gone;\n' },
      {
        path: "test/one.test.ts",
        content:
          'import { expect, test } from "vitest";\nimport { call } from "./service.ts";\n' +
          'test("x", async () => { expect((await call("GET", 1)).status).toBe(200); });\n',
      },
    ];
    const problems = (tidy: boolean) =>
      checkTypes({ files, toolbox, tidy }).map(({ file, line, message }) => `${file}:${line} ${message}`);
    // A name too many does no harm, but is untidy.
    expect(problems(false).filter((problem) => problem.includes("is declared"))).toEqual([]);
    expect(problems(true)).toEqual([
      expect.stringMatching(/^src\/service.ts:1 'parse' is declared but its value is never read/),
      expect.stringMatching(/^src\/service.ts:3 Type 'string' is not assignable to type 'number'/),
      expect.stringMatching(/^src\/other.ts:1 Cannot find module '.\/gone.ts'/),
      expect.stringMatching(/^src\/other.ts:2 'unused' is declared/),
      expect.stringMatching(/^test\/one.test.ts:3 Argument of type 'number'/),
    ]);
  });

  test("reads nothing of the machine that it runs on", async () => {
    const files = [
      {
        path: "src/service.ts",
        content: 'import { readFileSync } from "node:fs";\nexport { readFileSync };\n',
      },
    ];
    const [problem] = checkTypes({ files, toolbox: await loadToolbox() });
    expect(problem?.message).toMatch(/Cannot find module 'node:fs'/);
  });
});

describe("makeBundle", () => {
  test("holds what service.ts reaches, under flat names, without types", async () => {
    const { files } = await compile(todos);
    const bundle = makeBundle({ files, toolbox: await loadToolbox() });
    expect(bundle.mainModule).toBe("service.ts");
    expect(Object.keys(bundle.modules).toSorted()).toEqual(
      [
        "@aidevos/kit",
        "hono",
        "hono/cors",
        "migrations.ts",
        "openapi.json",
        "service.ts",
        "todos-routes.ts",
        "todos.ts",
        "zod",
      ].toSorted(),
    );
    expect(bundle.modules["service.ts"]).toContain('from "./openapi.json"');
    expect(bundle.modules["todos.ts"]).not.toContain("export type");
  });

  test.each([
    ['import "left-pad";', /src\/service.ts imports left-pad, which services may not use/],
    ['import "./gone.ts";', /has no src\/gone.ts/],
    ['import "constructor";', /may not use/],
  ])("refuses %s", async (content, message) => {
    const toolbox = await loadToolbox();
    expect(() => makeBundle({ files: [{ path: "src/service.ts", content }], toolbox })).toThrow(message);
  });
});
