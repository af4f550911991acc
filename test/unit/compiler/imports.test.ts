import { expect, test } from "vitest";
import { uses } from "../../../shared/compiler/imports.ts";

test.each([
  [`const made = sorted(items);`, true],
  [`const made = "sorted(items)";`, false],
  [`/** What is sorted. */\nconst made = items;`, false],
  [`const made = { sorted: 1 };`, false],
  // A quote in a pattern begins no text that would hide what comes after it.
  [
    `z.string().regex(/^'"\\.$/u); z.array(z.string()).overwrite((items) => sorted(items)); const a = "b";`,
    true,
  ],
  [`z.string().regex(/^[/"]\\/sorted$/u); const a = "b";`, false],
])("whether %j uses a name", (code, isUsed) => {
  expect(uses(code, "sorted")).toBe(isUsed);
});
