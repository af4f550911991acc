import { mistakesIn, noises, withNoise, withNothing } from "../../shared/calibration/changes.ts";
import { calibrationSpec } from "../../shared/calibration/service.ts";
import { implementService } from "../../shared/compiler/implement-service.ts";
import type { Bundle } from "../../shared/delivery/bundle.ts";
import { parseSpec } from "../../shared/spec/parse.ts";
import { reportProblems } from "../../shared/spec/report.ts";
import { makeBundle } from "../runtime/bundle.ts";
import { readToolbox } from "../runtime/toolbox.ts";

/** A release of the calibration's service. */
export interface Changed {
  /** Its name in that service. */
  release: string;
  kind: string;
  bundle: Bundle;
}

export interface Bundles {
  sound: Bundle;
  /** What does nothing, but for rows that vary by chance. */
  placebos: Changed[];
  /** What does the very same. */
  harmless: Changed;
  mistakes: Changed[];
}

/**
 * The calibration's service as the present compiler and kit make it, and what is tried beside it.
 *
 * @throws Error when its code has no place for one of these
 */
export async function makeBundles({ mistakes, seed }: { mistakes: number; seed: number }): Promise<Bundles> {
  const reading = parseSpec(calibrationSpec);
  if (reading.outcome === "unread") throw new Error(reportProblems(calibrationSpec, reading.problems));
  const { files } = implementService({ blueprint: reading.blueprint, requirement: calibrationSpec });
  const sound = makeBundle({ files, toolbox: await readToolbox() });
  const named = (kind: string, bundle: Bundle): Changed => ({
    release: kind.replaceAll(/[^a-z]+/g, "-"),
    kind,
    bundle,
  });
  return {
    sound,
    placebos: Object.entries(noises).map(([kind, rows]) => named(kind, withNoise(sound, rows))),
    harmless: named("the same code", withNothing(sound)),
    mistakes: mistakesIn(sound, { count: mistakes, seed }).map(({ kind, bundle }) => named(kind, bundle)),
  };
}
