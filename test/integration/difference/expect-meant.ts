import { expect } from "vitest";
import { blueprintOf } from "../spec/serving.ts";
import { type Kind, library } from "./library.ts";
import { type Compared, comparePair, compiledFrom, withFault } from "./pair.ts";

/** The service before any change. */
export const before = compiledFrom(blueprintOf(library));
const seed = 7;

/** Holds a kind of change to this: all that it brings is meant, and a fault beside it is not. */
export async function expectMeant(kind: Kind): Promise<void> {
  const traffic = { seed, requests: kind.requests ?? 120 };
  const after = compiledFrom(blueprintOf(changed(kind)));
  const compared = await comparePair(before, after, traffic);
  expect(unlike(compared)).toEqual([]);
  expect(compared.some(({ comparison }) => comparison.outcome === "meant")).toBe(true);
  const faulty = await comparePair(before, withFault(after, kind.fault), { ...traffic, untilUnlike: true });
  expect(unlike(faulty)).not.toEqual([]);
}

function changed({ changes }: Kind): string {
  return changes.reduce((spec, [from, to]) => {
    if (from !== to && !spec.includes(from)) throw new Error(`The spec has no ${from}`);
    return spec.replace(from, () => to);
  }, library);
}

function unlike(compared: readonly Compared[]) {
  return compared.filter(({ comparison }) => comparison.outcome === "unlike");
}
