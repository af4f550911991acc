import type { Bundle } from "../delivery/bundle.ts";
import { Random } from "../random.ts";
import { answering, ownModules, seededSlips, withSlip } from "./slips.ts";

/**
 * How many rows a request of a placebo reads besides, by the kind of noise: a trial of such code against itself shows pairs
 * of unlike cost, as often the one as the other. A mean that hangs on few requests is what fools judges most.
 */
export const noises: Readonly<Record<string, string>> = {
  "even noise": "20 + Math.floor(20 * Math.random())",
  "heavy-tailed noise": "Math.min(900, Math.ceil(Math.random() ** -1.5))",
};

/**
 * The bundle with requests that read so many rows more, as an expression has it, and answer as before.
 *
 * @throws Error when the code has no place for it
 */
export function withNoise(bundle: Bundle, rows: string): Bundle {
  const read = `storage.sql.exec("SELECT 1 FROM books a, books b, books c LIMIT ?", ${rows}).toArray(); `;
  return changed(bundle, (code) => code.replaceAll(new RegExp(answering, "g"), read));
}

/** The bundle with another digest that does the very same. */
export function withNothing(bundle: Bundle): Bundle {
  return changed(bundle, (code) => `${code}\n// The same.\n`);
}

function changed(bundle: Bundle, change: (code: string) => string): Bundle {
  const own = ownModules(bundle).filter((name) => name.endsWith("-routes.ts"));
  const modules = Object.fromEntries(own.map((name) => [name, change(bundle.modules[name] ?? "")]));
  if (!own.some((name) => modules[name] !== bundle.modules[name]))
    throw new Error("The code that the compiler makes has no place for what it is calibrated with.");
  return { ...bundle, modules: { ...bundle.modules, ...modules } };
}

export interface Mistake {
  kind: string;
  /** Where it is. */
  what: string;
  bundle: Bundle;
}

/**
 * So many mistakes of different kinds, each in code that has no other, at places that the seed draws.
 *
 * @throws Error when the code has no place for one
 */
export function mistakesIn(bundle: Bundle, { count, seed }: { count: number; seed: number }): Mistake[] {
  const random = new Random(seed);
  const kinds = [...seededSlips];
  while (kinds.length > count) kinds.splice(random.below(kinds.length), 1);
  return kinds.map((slip) => {
    const made = withSlip(bundle, slip, random);
    if (made === undefined)
      throw new Error(`The code that the compiler makes has no place for the mistake "${slip.kind}".`);
    return { kind: slip.kind, ...made };
  });
}
