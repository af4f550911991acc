import { describe, expect, test } from "vitest";
import { meantBy } from "../../../shared/difference/meant-by.ts";
import { blueprintOf } from "../spec/serving.ts";
import { before, expectMeant } from "./expect-meant.ts";
import { library, sampledKinds } from "./library.ts";
import { comparePair, compiledFrom } from "./pair.ts";

describe("what is meant by a change", () => {
  test.each(sampledKinds)(
    "$name: takes all that it brings, and no fault beside it",
    { timeout: 120_000 },
    expectMeant,
  );

  test("is nothing where what lapses stays: both let it lapse at the same calls", async () => {
    const limit = "At most copies for each book where state is open (409 `none_left`)";
    const lapses =
      "- Moves state from open to returned by itself after 90 minutes\n- Deleted by itself after 7 hours";
    const lapsing = compiledFrom(blueprintOf(library.replace(limit, `${limit}\n${lapses}`)));
    const compared = await comparePair(lapsing, lapsing, { seed: 7, requests: 200 });
    expect(compared.filter(({ comparison }) => comparison.outcome !== "same")).toEqual([]);
    const loans = compared.filter(({ route }) => route.includes("/loans"));
    expect(loans.some(({ statuses }) => statuses[0] === 404)).toBe(true);
  });

  test("is nothing where titles, descriptions and their like changed", () => {
    const words = library.replace("# Lending library", "# Books to lend\n\n> For everybody.");
    const { routes } = meantBy(before.blueprint, blueprintOf(words));
    expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /openapi.json"]);
    expect(meantBy(before.blueprint, before.blueprint)).toEqual({ routes: [] });
  });
});
