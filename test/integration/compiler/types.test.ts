import { describe, expect, test } from "vitest";
import { blueprintOf } from "../spec/serving.ts";
import type { BlueprintInput } from "./blueprints.ts";
import * as blueprints from "./blueprints.ts";
import { compile } from "./serving.ts";

const named = Object.entries(blueprints).flatMap(([name, value]): [string, BlueprintInput][] =>
  typeof value === "function" ? [] : [[name, value]],
);

describe("generated code", () => {
  test.each(named)("of %s is sound under strict types with nothing unused", async (_name, blueprint) => {
    expect((await compile(blueprint)).problems).toEqual([]);
  });

  test("of a change that may not hold the only day that must be in the past looks at no clock", async () => {
    const spec = "# Coins\n\n## Coin\n- name: text\n- struckOn: date, in the past, refused in changes\n";
    expect((await compile(blueprintOf(spec))).problems).toEqual([]);
  });
});
