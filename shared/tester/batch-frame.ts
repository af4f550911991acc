import { type Batch, type RowPart, rowsIn } from "../blueprint/batch.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { memberOf, propertyKey, templateText } from "../code/literal.ts";
import type { FrameFunction } from "./frame.ts";
import { quoted } from "./source/calls.ts";

/** Name of the function that sends a request as a row, where what is answered can be seen there. */
export function rowName(blueprint: Blueprint, batch: Batch): string | undefined {
  const all = blueprint.batches ?? [];
  if (rowsIn(batch)?.every(({ is }) => is !== "answer") !== false || batch.least > 2 || batch.most < 2)
    return undefined;
  const index = all.indexOf(batch);
  return `inRow${index > 0 ? index + 1 : ""}`;
}

/** Functions that send a request as the first of two rows; `send` sends one. What is in the second is no body of any route. */
export function batchFunctions(blueprint: Blueprint, send: string): FrameFunction[] {
  return (blueprint.batches ?? []).flatMap((batch): FrameFunction[] => {
    const name = rowName(blueprint, batch);
    if (name === undefined) return [];
    const { of, status } = batch;
    const rows = of === undefined ? "[body, 7]" : `{ ${propertyKey(of)}: [body, 7] }`;
    const [target, steps] = batch.path.includes(":")
      ? ["target", ['  const steps = target.split("/");']]
      : ["_target", []];
    return [
      {
        name,
        lines: [
          "/** Sends a request as a row, with another one behind it that is refused, and gives what was answered to the first. */",
          `async function ${name}(status: number, _method: string, ${target}: string, body?: unknown, headers: Record<string, string> = {}) {`,
          ...steps,
          `  const answer = await ${send}("POST", ${pathFrom(batch)}, ${rows}, headers);`,
          `  expect(answer.status, answer.text).toBe(${status});`,
          ...shownLines(batch),
          "}",
        ],
      },
    ];
  });
}

/** Code of the batch's path, its parameters as they stand in what is done. */
function pathFrom({ path, does }: Batch): string {
  const places = does.path.split("/");
  const steps = path.split("/").map((step) => {
    const place = step.startsWith(":") ? places.indexOf(step) : -1;
    return place < 0 ? templateText(step) : `\${steps[${place}]}`;
  });
  return quoted(steps.join("/"));
}

/** What is answered is looked at: how many rows were done, and of each what is shown of it. */
function shownLines(batch: Batch): string[] {
  const { answer } = batch;
  const each = rowsIn(batch) ?? [];
  const answered = each.find(({ is }) => is === "answer")?.name ?? "";
  return [
    ...("each" in answer ? ["  const results = answer.body as Thing[];"] : partLines(answer, each)),
    "  expect(results.length).toBe(2);",
    "  const [first = {}, second = {}] = results;",
    ...each.flatMap(rowLines),
    `  return { ...answer, status, body: ${memberOf("first", answered)} };`,
  ];
}

const counts = { done: 1, refused: 1, all: 2 };

function partLines(
  { properties }: Exclude<Batch["answer"], { each: unknown }>,
  each: readonly RowPart[],
): string[] {
  const lines = properties.flatMap(({ name, value }) => {
    const member = memberOf("shown", name);
    if ("is" in value) return [`  expect(${member}).toBe(${counts[value.is]});`];
    return value.each === each ? [`  const results = ${member} as Thing[];`] : [];
  });
  return ["  const shown = answer.body as Thing;", ...lines];
}

function rowLines({ name, is }: RowPart): string[] {
  const [one, other] = [memberOf("first", name), memberOf("second", name)];
  switch (is) {
    case "row":
      return [`  expect([${one}, ${other}]).toEqual([1, 2]);`];
    case "index":
      return [`  expect([${one}, ${other}]).toEqual([0, 1]);`];
    case "status":
      return [`  expect(${one}).toBe(status);`, `  expect(${other}).toBeGreaterThanOrEqual(400);`];
    case "refusal":
      return [`  expect([${one}, ${other}]).toEqual([undefined, expect.any(Object)]);`];
    case "answer":
      return [`  expect(${other}).toBeUndefined();`];
  }
}
