import { globSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { testsIn } from "../../../lambdas/runtime/test-source.ts";
import { checkTypes } from "../../../lambdas/runtime/type-check.ts";
import { answerSchema } from "../../../shared/agents/answer-schema.ts";
import { roles } from "../../../shared/agents/role.ts";
import type { Task } from "../../../shared/agents/task.ts";
import { draftSpec } from "../../../shared/agents/tasks/draft-spec.ts";
import { sampleTest, writeTests } from "../../../shared/agents/tasks/write-tests.ts";
import { loadToolbox } from "../../integration/compiler/serving.ts";

const folder = join(import.meta.dirname, "../../../shared/agents/tasks");

function isTask(value: unknown): value is Task<z.ZodType, z.ZodType> {
  return typeof value === "object" && value !== null && "instructions" in value && "output" in value;
}

async function tasks(): Promise<Task<z.ZodType, z.ZodType>[]> {
  const modules: object[] = await Promise.all(
    globSync("*.ts", { cwd: folder }).map((file) => import(join(folder, file))),
  );
  return modules.flatMap((module) => Object.values(module).filter(isTask));
}

test("every task's answer is asked for by a schema that services take", async () => {
  const all = await tasks();
  expect(all.length).toBeGreaterThanOrEqual(4);
  for (const task of all) {
    expect(task.name, "a tool's name").toMatch(/^[a-z][a-z0-9_]{0,63}$/);
    const schema = z.record(z.string(), z.unknown()).parse(answerSchema(task).schema);
    expect(schema.type, task.name).toBe("object");
    for (const key of ["oneOf", "anyOf", "allOf", "$schema", "$ref"])
      expect(schema, task.name).not.toHaveProperty(key);
    expect(JSON.stringify(schema), task.name).not.toMatch(/"(max|min)Length"/);
  }
});

/** Characters that a token of it has at the least: 3.7 by the tokenizers o200k and cl100k, less for those of others. */
const charactersPerToken = 3.4;

test("guide, instructions and schema of the architect leave room: under 12,000 tokens", () => {
  const schema = JSON.stringify(z.toJSONSchema(draftSpec.output, { io: "input" }));
  const prompt = [roles.architect, draftSpec.instructions, draftSpec.guide?.() ?? "", schema].join("\n\n");
  expect(prompt.length / charactersPerToken).toBeLessThan(12_000);
});

test("the sample that testers are shown is a sound test", async () => {
  expect(writeTests.instructions).toContain(sampleTest);
  expect(testsIn(sampleTest)).toMatchObject({
    problems: [],
    tests: [{ clauses: ["c3"] }, { clauses: ["c5", "c8"] }, { clauses: ["c9"] }],
  });
  const files = [{ path: "test/acceptance.1.test.ts", content: sampleTest }];
  expect(checkTypes({ files, toolbox: await loadToolbox() })).toEqual([]);
});
