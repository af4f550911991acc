import { mutantsOf } from "../../../lambdas/verify/mutation/mutants.ts";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { Expression } from "../../../shared/blueprint/expression.ts";
import { ownModules, slips, withSlip } from "../../../shared/calibration/slips.ts";
import type { Bundle } from "../../../shared/delivery/bundle.ts";
import type { Random } from "../../../shared/random.ts";
import { mistaken } from "../../../shared/tester/scenario/mutants.ts";

export interface Fault {
  kind: string;
  /** Where it is, and what. */
  what: string;
  bundle: Bundle;
}

export interface Sound {
  blueprint: Blueprint;
  bundle: Bundle;
  /** The bundle of a blueprint in place of this one, over the same data. */
  bundleOf: (blueprint: Blueprint) => Bundle | undefined;
}

/** Draws that may come to nothing before the generator is at fault. */
const most = 60;

/**
 * The sound release with one mistake in its code, of a kind that is drawn first: a mutation of the code, a sentence of the
 * spec compiled as another, or something that a developer may well do.
 *
 * @throws Error when no mistake fits the code
 */
export function faultOf(sound: Sound, random: Random): Fault {
  for (let count = 0; count < most; count++) {
    const way = random.below(5);
    const fault =
      way === 0 ? mutated(sound, random) : way === 1 ? misread(sound, random) : plausible(sound, random);
    if (fault !== undefined && !isAlike(fault.bundle, sound.bundle)) return fault;
  }
  throw new Error(`None of ${most} mistakes can be made in this code.`);
}

function isAlike(one: Bundle, other: Bundle): boolean {
  return JSON.stringify(one.modules) === JSON.stringify(other.modules);
}

function mutated({ bundle }: Sound, random: Random): Fault | undefined {
  const own = Object.fromEntries(ownModules(bundle).map((name) => [name, bundle.modules[name] ?? ""]));
  const mutant = random.pick(mutantsOf(own, 100));
  if (mutant === undefined) return undefined;
  const { module, line, mutation, code } = mutant;
  const modules = { ...bundle.modules, [module]: code };
  return {
    kind: "mutation of the code",
    what: `${module}:${line} ${mutation}`,
    bundle: { ...bundle, modules },
  };
}

/** What the spec says of a value or a condition, compiled as something else. */
function misread({ blueprint, bundle, bundleOf }: Sound, random: Random): Fault | undefined {
  const copy = structuredClone(blueprint);
  const place = random.pick(placesOf(copy));
  const mistake = place && random.pick(mistaken(place.expression));
  if (place === undefined || mistake === undefined) return undefined;
  Reflect.set(place.owner, place.key, mistake);
  const other = bundleOf(copy);
  if (other === undefined) return undefined;
  const modules = { ...bundle.modules };
  for (const name of ownModules(bundle)) modules[name] = other.modules[name] ?? "";
  const what = `${JSON.stringify(place.expression)} as ${JSON.stringify(mistake)}`.slice(0, 300);
  return { kind: "sentence misread", what, bundle: { ...bundle, modules } };
}

interface Place {
  owner: object;
  key: string;
  expression: Expression;
}

/** Where a blueprint holds whole expressions. */
function placesOf(owner: object): Place[] {
  return Object.entries(owner).flatMap(([key, value]) => {
    if (typeof value !== "object" || value === null) return [];
    const expression = Expression.safeParse(value);
    return expression.success && "kind" in value
      ? [{ owner, key, expression: expression.data }]
      : placesOf(value);
  });
}

function plausible({ bundle }: Sound, random: Random): Fault | undefined {
  const slip = random.pick(slips);
  const made = slip && withSlip(bundle, slip, random);
  return slip && made && { kind: slip.kind, ...made };
}
