import { describe, expect, test } from "vitest";
import { meantBy } from "../../../shared/difference/meant-by.ts";
import { blueprintOf } from "../spec/serving.ts";
import { before, expectMeant } from "./expect-meant.ts";
import { library, sampledKinds } from "./library.ts";

describe("what is meant by a change", () => {
  test.each(sampledKinds)(
    "$name: takes all that it brings, and no fault beside it",
    { timeout: 120_000 },
    expectMeant,
  );

  test("is nothing where titles, descriptions and their like changed", () => {
    const words = library.replace("# Lending library", "# Books to lend\n\n> For everybody.");
    const { routes } = meantBy(before.blueprint, blueprintOf(words));
    expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /openapi.json"]);
    expect(meantBy(before.blueprint, before.blueprint)).toEqual({ routes: [] });
  });
});
