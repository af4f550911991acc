import { expect, test } from "vitest";
import { checkTypes } from "../../../lambdas/runtime/type-check.ts";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { writeTestsOfReading } from "../../../shared/tester/tests-of-reading.ts";
import { loadToolbox } from "../compiler/serving.ts";
import { runSuite } from "./run-suite.ts";

const HOSTILE = [
  '"); process.exit(1); ("',
  "'); throw new Error('out'); ('",
  "`$" + "{globalThis.pwned = 1}`",
  "*/ throw 1; /*",
  "line one\nline two",
  "separator \u2028 and \u2029",
  "back\\slash",
  "</script>",
  "zażółć 🐝",
];

const reading = Blueprint.parse({
  version: 1,
  service: { name: "hostile", title: "Hostile", description: "" },
  crossOrigin: "none",
  entities: [
    {
      name: "class",
      plural: "classes",
      identifier: {},
      fields: [
        { name: "__proto__", type: "choice", values: HOSTILE, required: true },
        { name: "constructor", type: "choice", values: HOSTILE, default: HOSTILE[0] },
        { name: "default", type: "string", unique: "exact" },
        { name: "hasOwnProperty", type: "integer", required: true, minimum: 0 },
      ],
      operations: [
        { kind: "create", method: "POST", path: "/classes", status: 201, answer: "entity" },
        { kind: "list", method: "GET", path: "/classes", status: 200, answer: "list" },
        { kind: "read", method: "GET", path: "/classes/:id", status: 200, answer: "entity" },
        { kind: "update", method: "PATCH", path: "/classes/:id", status: 200, answer: "entity" },
      ],
      list: { filters: [{ parameter: "constructor", fields: ["constructor"], comparison: "equals" }] },
    },
  ],
  trace: HOSTILE.map((_, index) => ({
    clause: `c${index + 1}`,
    outcome: "met",
    by: ["entities/class/fields/__proto__", "entities/class/fields/constructor"],
  })),
});
const clauses = HOSTILE.map((text, index) => ({ id: `c${index + 1}`, text }));

test("names and values of any kind stay data, in sources that are sound and pass", async () => {
  const { files, covers } = writeTestsOfReading(reading, clauses);
  expect(covers).toHaveLength(HOSTILE.length);
  expect(checkTypes({ files, toolbox: await loadToolbox(), tidy: true })).toEqual([]);
  const results = await runSuite(files, reading);
  expect([...results].filter(([, failure]) => failure !== null)).toEqual([]);
  expect(Object.hasOwn(globalThis, "pwned")).toBe(false);
});
