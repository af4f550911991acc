import { routesOfAll } from "../blueprint/all-routes.ts";
import { type Batch, rowsIn } from "../blueprint/batch.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { memberOf, propertyKey, templateText } from "../code/literal.ts";
import type { FrameFunction } from "./frame.ts";
import { quoted } from "./source/calls.ts";
import { literal } from "./source/code.ts";

/** The route that a batch does, with the entity that it is of. */
export function routeDone({ does }: Batch, blueprint: Blueprint) {
  return routesOfAll(blueprint).find(({ route }) => route.method === does.method && route.path === does.path);
}

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
    return [
      {
        name,
        lines: [
          "/** Sends a request as a row, with another one behind it that is refused, and gives what was answered to the first. */",
          `async function ${name}(status: number, _method: string, target: string, body?: unknown, headers: Record<string, string> = {}) {`,
          ...(batch.path.includes(":")
            ? ['  const steps = target.split("/");']
            : ["  expect(target).toMatch(/^[/]/);"]),
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

function shownLines(batch: Batch): string[] {
  const { answer } = batch;
  const each = rowsIn(batch) ?? [];
  const counts = { done: 1, refused: 1, all: 2 };
  const lines = ["properties" in answer ? "  const shown = answer.body as Thing;" : ""];
  if ("properties" in answer) {
    for (const { name, value } of answer.properties) {
      const member = memberOf("shown", name);
      if ("is" in value) lines.push(`  expect(${member}).toBe(${counts[value.is]});`);
      else lines.push(`  const results = ${member} as Thing[];`);
    }
  } else lines.push("  const results = answer.body as Thing[];");
  lines.push("  expect(results.length).toBe(2);", "  const [first = {}, second = {}] = results;");
  const answered = each.find(({ is }) => is === "answer")?.name ?? "";
  for (const { name, is } of each) {
    const [one, other] = [memberOf("first", name), memberOf("second", name)];
    if (is === "row" || is === "index")
      lines.push(`  expect([${one}, ${other}]).toEqual(${literal(is === "row" ? [1, 2] : [0, 1])});`);
    if (is === "status")
      lines.push(`  expect(${one}).toBe(status);`, `  expect(${other}).toBeGreaterThanOrEqual(400);`);
    if (is === "refusal")
      lines.push(`  expect([${one}, ${other}]).toEqual([undefined, expect.any(Object)]);`);
    if (is === "answer") lines.push(`  expect(${other}).toBeUndefined();`);
  }
  lines.push(`  return { ...answer, status, body: ${memberOf("first", answered)} };`);
  return lines.filter((line) => line !== "");
}
