import { describe, expect, test } from "vitest";
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
});
