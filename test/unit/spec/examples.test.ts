import { describe, expect, test } from "vitest";
import { specOfExample } from "../../../shared/spec/example.ts";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { printSpec } from "../../../shared/spec/print.ts";
import { statements } from "../../../shared/spec/statements/index.ts";

describe.each(
  statements.filter(({ isLater }) => !isLater).map((statement) => ({ ...statement, name: statement.title })),
)("$name", (statement) => {
  test.each(statement.examples)("%s", (example) => {
    const spec = specOfExample(example, statement);
    const reading = parseSpec(spec);
    if (reading.outcome === "unread") throw new Error(JSON.stringify(reading.problems, null, 1));
    const printed = printSpec(reading.blueprint);
    // Every example is in normal form, so whoever learns from it writes as the printer does.
    if (!statement.isShorthand) for (const line of example.split("\n")) expect(printed).toContain(line);
    const again = parseSpec(printed);
    expect(again.outcome === "read" && again.blueprint).toEqual(reading.blueprint);
    expect(reading.blueprint).not.toEqual(without(example, spec));
  });
});

/** The blueprint of the same spec without the example's last statement. */
function without(example: string, spec: string) {
  const last = example.split("\n").at(-1) ?? "";
  const reading = parseSpec(spec.replace(`${last}\n`, "\n"));
  return reading.outcome === "read" ? reading.blueprint : undefined;
}
