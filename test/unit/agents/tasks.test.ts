import { expect, test } from "vitest";
import * as z from "zod";
import { testsIn } from "../../../lambdas/runtime/test-source.ts";
import { checkTypes } from "../../../lambdas/runtime/type-check.ts";
import { roles } from "../../../shared/agents/role.ts";
import { draftSpec } from "../../../shared/agents/tasks/draft-spec.ts";
import { sampleTest, writeTests } from "../../../shared/agents/tasks/write-tests.ts";
import { loadToolbox } from "../../integration/compiler/serving.ts";

/** Characters that a token has at the least, in English and Markdown. */
const charactersPerToken = 3;

test("guide, instructions and schema of the architect leave room: under 12,000 tokens", () => {
  const schema = JSON.stringify(z.toJSONSchema(draftSpec.output, { io: "input" }));
  const prompt = [roles.architect, draftSpec.instructions, draftSpec.guide?.() ?? "", schema].join("\n\n");
  expect(prompt.length / charactersPerToken).toBeLessThan(12_000);
});

test("the sample that testers are shown is a sound test", async () => {
  expect(writeTests.instructions).toContain(sampleTest);
  expect(testsIn(sampleTest)).toMatchObject({ problems: [], tests: [{ clauses: ["c3"] }] });
  const files = [{ path: "test/acceptance.1.test.ts", content: sampleTest }];
  expect(checkTypes({ files, toolbox: await loadToolbox() })).toEqual([]);
});
