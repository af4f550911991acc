import { expect, test } from "vitest";
import { serveSpec } from "./serving.ts";

test("choices are ordered as the spec has them, wherever something is ordered by one", async () => {
  const service = await serveSpec(`# Tasks

## Task
- name: text, required
- urgency: one of urgent, normal or "it's late", required
- \`POST /tasks\` creates one
- \`GET /tasks\` lists them
- Listed by urgency

### All: \`GET /all\`
- Finds first among all tasks where name is not empty by urgency
- Answers {names: (list of name of all tasks by -urgency), first: first.name, groups: (list for each urgency of all tasks {urgency, number: count of them} by urgency)}
`);
  const call = service.as("ann");
  for (const [name, urgency] of [
    ["a", "normal"],
    ["b", "it's late"],
    ["c", "urgent"],
    ["d", "normal"],
  ])
    await call("POST /tasks", { name, urgency });
  expect((await call("GET /tasks")).body.map(({ name }: { name: string }) => name)).toEqual([
    "c",
    "a",
    "d",
    "b",
  ]);
  expect((await call("GET /all")).body).toEqual({
    names: ["b", "a", "d", "c"],
    first: "c",
    groups: [
      { urgency: "urgent", number: 1 },
      { urgency: "normal", number: 2 },
      { urgency: "it's late", number: 1 },
    ],
  });
  await service.stop();
});
