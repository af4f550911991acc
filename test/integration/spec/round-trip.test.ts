import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { printSpec } from "../../../shared/spec/print.ts";
import { blueprints } from "../../unit/spec/arbitrary-blueprint.ts";

const runs = Number(process.env.SPEC_RUNS ?? 300);

test("a printed blueprint is read as that blueprint, and printed again as the same text", () => {
  fc.assert(
    fc.property(blueprints, (blueprint) => {
      const text = printSpec(blueprint);
      const reading = parseSpec(text);
      if (reading.outcome === "unread")
        throw new Error(`${JSON.stringify(reading.problems, null, 1)}\n${text}`);
      expect(reading.blueprint).toEqual(blueprint);
      expect(printSpec(reading.blueprint)).toBe(text);
    }),
    { numRuns: runs },
  );
}, 600_000);

test("a choice's value that has the name of its field is no field in what an effect hangs on", () => {
  const text = `# Sample

## Book
- title: one of low, title or high

### Clear: \`POST /books/{id}/clear\`
- Deletes each of all books if its title is one of (title, low)
`;
  const reading = parseSpec(text);
  expect(reading).toMatchObject({ outcome: "read" });
  if (reading.outcome === "unread") return;
  expect(printSpec(reading.blueprint)).toContain("if its title is one of (title, low)");
});
