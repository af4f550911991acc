import { describe, expect, test } from "vitest";
import { meantBy } from "../../../shared/difference/meant-by.ts";
import { blueprintOf } from "../spec/serving.ts";
import { type Kind, kinds, library } from "./library.ts";
import { type Compared, comparePair, compiledFrom, withFault } from "./pair.ts";

const before = compiledFrom(blueprintOf(library));
const seed = 7;

function changed({ changes }: Kind): string {
  return changes.reduce((spec, [from, to]) => {
    if (from !== to && !spec.includes(from)) throw new Error(`The spec has no ${from}`);
    return spec.replace(from, () => to);
  }, library);
}

function unlike(compared: readonly Compared[]) {
  return compared.filter(({ comparison }) => comparison.outcome === "unlike");
}

describe("what is meant by a change", () => {
  test.each(kinds)(
    "$name: takes all that it brings, and no fault beside it",
    { timeout: 120_000 },
    async (kind) => {
      const traffic = { seed, requests: kind.requests ?? 120 };
      const after = compiledFrom(blueprintOf(changed(kind)));
      const compared = await comparePair(before, after, traffic);
      expect(unlike(compared)).toEqual([]);
      expect(compared.some(({ comparison }) => comparison.outcome === "meant")).toBe(true);
      const faulty = await comparePair(before, withFault(after, kind.fault), {
        ...traffic,
        untilUnlike: true,
      });
      expect(unlike(faulty)).not.toEqual([]);
    },
  );

  test("is nothing where titles, descriptions and their like changed", () => {
    const words = library.replace("# Lending library", "# Books to lend\n\n> For everybody.");
    const { routes } = meantBy(before.blueprint, blueprintOf(words));
    expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /openapi.json"]);
    expect(meantBy(before.blueprint, before.blueprint)).toEqual({ routes: [] });
  });
});
