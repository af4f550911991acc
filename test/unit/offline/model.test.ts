import { expect, test } from "vitest";
import { perform } from "../../../shared/agents/perform.ts";
import { draftSpec } from "../../../shared/agents/tasks/draft-spec.ts";
import { readRequirement } from "../../../shared/agents/tasks/read-requirement.ts";
import { writeTests } from "../../../shared/agents/tasks/write-tests.ts";
import { scriptedModel } from "../../../shared/models/scripted.ts";
import { offlineModel } from "../../../shared/offline/model.ts";

const spec = "# Book shop\n\nAny origin may call.\n\n## Book\n- title: text, required\n- price: number\n";
const bound = { model: offlineModel, modelId: "offline" };

test("each statement of a spec is a clause, in its own words", async () => {
  expect(await perform(readRequirement, { requirement: spec }, bound)).toEqual({
    outcome: "understood",
    name: "book-shop",
    title: "Book shop",
    contradictions: [],
    clauses: ["Book shop", "Any origin may call", "Book", "title: text, required", "price: number"].map(
      (text, index) => ({ id: `c${index + 1}`, text }),
    ),
  });
});

test("what takes a language model is refused by name", async () => {
  const input = { name: "shop", clauses: [{ id: "c1", text: "Books have a title." }], test: ["c1"] };
  await expect(perform(writeTests, input, bound)).rejects.toThrow(
    /cannot perform write_tests.*language model/,
  );
});

test("free English is refused with every line that could not be read", async () => {
  const requirement = "A shop.\nPlease keep my books somewhere.\n\n## Book\n- a nice title\n";
  const reading = await perform(readRequirement, { requirement }, bound);
  expect(reading).toMatchObject({
    outcome: "refused",
    reason: expect.stringMatching(/keep my books somewhere.*a nice title.*docs\/spec\.md/s),
  });
});

test("a draft that can't be read goes back to the model with the reader's report", async () => {
  const model = scriptedModel([
    { toolInput: { spec: "# Shop\n\n## Book\n- title: text, requird\n" } },
    { toolInput: { spec: "# Shop\n\n## Book\n- title: text, required [c1]\n" } },
  ]);
  const clauses = [{ id: "c1", text: "Books have a title." }];
  const input = {
    name: "shop",
    title: "Shop",
    clauses,
    requirement: "Books have a title.",
    temperament: "lean" as const,
  };
  const drafted = await perform(draftSpec, input, { ...bound, model });
  expect(drafted.spec).toContain("required [c1]");
  expect(JSON.stringify(model.requests[0]?.system)).toContain("# The language of specs");
  expect(JSON.stringify(model.requests[1]?.messages)).toMatch(/4:16.*required/);
});
