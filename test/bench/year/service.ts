import { makeBundle } from "../../../lambdas/runtime/bundle.ts";
import type { Migration } from "../../../shared/agents/source.ts";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { checkConsistency } from "../../../shared/blueprint/consistency.ts";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { type Bundle, bundleDigest } from "../../../shared/delivery/bundle.ts";
import type { Toolbox } from "../../../shared/delivery/toolbox.ts";
import type { Design } from "../../../shared/design/design.ts";
import { designProblems } from "../../../shared/design/fit.ts";
import { designByRule } from "../../../shared/design/rule.ts";
import type { Random } from "../../../shared/random.ts";

export interface Made {
  bundle: Bundle;
  digest: string;
}

/** A release as its spec and its design make it. */
export interface Compiled {
  blueprint: Blueprint;
  design: Design;
  migrations: Migration[];
  document: unknown;
  made: Made;
}

export interface CompileInput {
  blueprint: Blueprint;
  design: Design;
  /** What it follows: the live release's spec, and the steps that the data has had. */
  previous?: { blueprint: Blueprint; migrations: Migration[] };
  toolbox: Toolbox;
}

/** @throws IncompatibleChangeError when the data does not allow the change */
export async function compile({ blueprint, design, previous, toolbox }: CompileInput): Promise<Compiled> {
  const { files, migrations } = implementService({ blueprint, design, previous, requirement: "A year." });
  const bundle = makeBundle({ files, toolbox });
  const document: unknown = JSON.parse(files.find(({ path }) => path === "openapi.json")?.content ?? "{}");
  return { blueprint, design, migrations, document, made: await madeOf(bundle) };
}

/** The bundle of a spec that follows itself, with a design of another; undefined where that is at odds with itself. */
export function bundleFor({
  blueprint,
  design,
  migrations,
  toolbox,
}: Omit<CompileInput, "previous"> & { migrations: Migration[] }): Bundle | undefined {
  if (checkConsistency(blueprint).length > 0 || designProblems(design, blueprint).length > 0)
    return undefined;
  const { files } = implementService({
    blueprint,
    design,
    previous: { blueprint, migrations },
    requirement: "A year.",
  });
  return makeBundle({ files, toolbox });
}

export async function madeOf(bundle: Bundle): Promise<Made> {
  return { bundle, digest: await bundleDigest(bundle) };
}

/** Another design of the same spec: indexes left out or added, counts and sums stored or not, lists cached or not. */
export function otherDesign(blueprint: Blueprint, random: Random): Design {
  const usual = designByRule(blueprint);
  const indexes = usual.indexes.filter(() => random.chance(0.6));
  const stored = blueprint.entities.flatMap(({ name, fields }) =>
    fields.flatMap(({ expression }) =>
      expression?.kind === "aggregate" && random.chance(0.7) ? [{ entity: name, value: expression }] : [],
    ),
  );
  const fitting = stored.filter(
    (value) => designProblems({ ...usual, stored: [value] }, blueprint).length === 0,
  );
  const caches = blueprint.entities.flatMap(({ name, operations }) =>
    operations.some(({ kind }) => kind === "list") && random.chance(0.5) ? [{ entity: name }] : [],
  );
  const design = { indexes, stored: fitting, caches };
  return designProblems(design, blueprint).length === 0 ? design : usual;
}
