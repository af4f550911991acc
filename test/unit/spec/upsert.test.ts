import { expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { printSpec } from "../../../shared/spec/print.ts";

test.each([
  "- `PUT /things/{name}` creates or replaces one\n",
  "- `PUT /things/{name}` creates one, answers nothing (201)\n- `PUT /things/{name}` replaces one, answers nothing (204)\n",
  "- `PUT /things/{name}` creates one, answers nothing (201)\n- `PUT /things/{name}` replaces one, answers nothing (200)\n",
])("a route that creates or replaces keeps the status of each: %s", (routes) => {
  const spec = `# Things\n\n## Thing\n\n- Identified by name\n- name: text, required\n${routes}`;
  const reading = parseSpec(spec);
  if (reading.outcome === "unread") throw new Error(JSON.stringify(reading.problems));
  expect(printSpec(reading.blueprint)).toBe(spec);
});
