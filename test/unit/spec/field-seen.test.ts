import { expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { printSpec } from "../../../shared/spec/print.ts";
import { problemsOf } from "./problems-of.ts";

function spec(...lines: string[]): string {
  return `# Potters

Callers are named by the header \`X-User\` (401). Role master: the header \`X-Role\` is \`master\`.

## Kiln
- label: text
- glaze: text
- cost: number
- potter: the caller
- state: state of drying or fired
${lines.map((line) => `- ${line}\n`).join("")}`;
}

test.each([
  ["glaze is seen only by its potter", "glaze is seen only by its potter"],
  [
    "glaze, cost and label are seen only by its potter or master",
    "label, glaze and cost are seen only by master or its potter",
  ],
  ["cost is seen only where the caller is master", "cost is seen only by master"],
  [
    "glaze is seen only by a caller while state is drying",
    "glaze is seen only by a caller while state is drying",
  ],
  [
    'glaze and cost are seen only where label is "open" or cost > 2',
    'glaze and cost are seen only where label is "open" or cost > 2',
  ],
])("%s", (said, printed) => {
  const reading = parseSpec(spec(said));
  if (reading.outcome === "unread") throw new Error(JSON.stringify(reading.problems));
  const text = printSpec(reading.blueprint);
  expect(text).toContain(`- ${printed}\n`);
  const again = parseSpec(text);
  expect(again.outcome === "read" && again.blueprint).toEqual(reading.blueprint);
});

test.each([
  [["glaze is seen only by chief"], "`chief` is no role of callers"],
  [["glaze is seen only by its maker"], "`maker` is no field of kiln"],
  [["color is seen only by master"], "`color` is no field of kiln"],
  [["glaze is seen only by master (403)"], "Nobody is refused here: others are shown null."],
  [
    ["glaze is seen only by master", "glaze is seen only by its potter"],
    "It is said already who sees `glaze`",
  ],
  [["word: text, hidden", "word is seen only by master"], "`word` can't be seen only by some: it is hidden"],
  [
    ["glaze is seen only by master", "`?glaze` is glaze"],
    "The filter `glaze` names `glaze`, which only some see",
  ],
  [["cost is seen only by master", "Listed by -cost"], "The order names `cost`, which only some see"],
  [["glaze is seen only where cost"], "A condition must stand here"],
])("%j", (lines, problem) => {
  expect(problemsOf(spec(...lines)).join("\n")).toContain(problem);
});
