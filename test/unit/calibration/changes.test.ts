import { beforeAll, describe, expect, test } from "vitest";
import { makeBundle } from "../../../lambdas/runtime/bundle.ts";
import { mistakesIn, noises, withNoise, withNothing } from "../../../shared/calibration/changes.ts";
import { calibrationSpec } from "../../../shared/calibration/service.ts";
import { seededSlips, withSlip } from "../../../shared/calibration/slips.ts";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { type Bundle, bundleDigest } from "../../../shared/delivery/bundle.ts";
import { Random } from "../../../shared/random.ts";
import { loadToolbox } from "../../integration/compiler/serving.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";

let sound: Bundle;
beforeAll(async () => {
  const { files } = implementService({
    blueprint: blueprintOf(calibrationSpec),
    requirement: calibrationSpec,
  });
  sound = makeBundle({ files, toolbox: await loadToolbox() });
});

/** Names of the modules that differ. */
const changedIn = ({ modules }: Bundle) =>
  Object.keys(modules).filter((name) => modules[name] !== sound.modules[name]);

describe("the code that the compiler makes", () => {
  test.each(seededSlips)("has places for: $kind", (slip) => {
    for (let seed = 1; seed <= 20; seed++) {
      const made = withSlip(sound, slip, new Random(seed));
      expect(made === undefined ? [] : changedIn(made.bundle)).toHaveLength(1);
    }
  });

  test("is not said to read too much where a list reads all anyhow", () => {
    const slip = seededSlips.find(({ kind }) => kind === "reads all rows for one");
    for (let seed = 1; seed <= 40; seed++) {
      const made = slip && withSlip(sound, slip, new Random(seed));
      const [name = ""] = made?.what.split(":") ?? [];
      const routes = made?.bundle.modules[name]?.split("\napp.") ?? [];
      const changed = routes.filter((route) => route.includes("SELECT * FROM books"));
      expect(changed).toHaveLength(1);
      expect(changed[0]).not.toContain(".list(query)");
    }
  });

  test("has places for noise in the routes of all that it keeps data of", () => {
    for (const rows of Object.values(noises))
      expect(changedIn(withNoise(sound, rows))).toEqual(["books-routes.ts", "loans-routes.ts"]);
  });
});

test("code without a place for what is seeded is said to have none", () => {
  const other: Bundle = { ...sound, modules: { "service.ts": "" } };
  expect(() => mistakesIn(other, { count: 1, seed: 1 })).toThrow(/no place for the mistake/);
  expect(() => withNoise(other, "1")).toThrow(/no place/);
});

test("mistakes are of so many kinds, the same for a seed and others for another", () => {
  const kinds = (seed: number) => mistakesIn(sound, { count: 3, seed }).map(({ kind }) => kind);
  expect(new Set(kinds(1)).size).toBe(3);
  expect(kinds(1)).toEqual(kinds(1));
  expect(new Set([1, 2, 3, 4].flatMap(kinds)).size).toBeGreaterThan(3);
  expect(mistakesIn(sound, { count: 40, seed: 1 })).toHaveLength(seededSlips.length);
});

test("the same code has another digest", async () => {
  expect(await bundleDigest(withNothing(sound))).not.toBe(await bundleDigest(sound));
});
