import fc from "fast-check";
import { expect, test } from "vitest";
import { programOf } from "../../../lambdas/runtime/type-check.ts";
import { lint } from "../../../lambdas/verify/lint/lint.ts";
import { privateFieldsOf } from "../../../lambdas/verify/lint-gate.ts";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { printSpec } from "../../../shared/spec/print.ts";
import { blueprints } from "../../unit/spec/arbitrary-blueprint.ts";
import { compile, loadToolbox } from "./serving.ts";

const runs = Number(process.env.COMPILE_RUNS ?? 12);

/** Whether an action leaves empty what a thing that it makes is nested under: no generated value fits there. */
function makesWithoutParent({ entities, actions }: Blueprint): boolean {
  const all = [...actions, ...entities.flatMap((entity) => entity.actions)];
  return all.some(({ effects }) =>
    effects.some(
      (effect) =>
        effect.kind === "create" &&
        effect.values.some(
          ({ field, value }) =>
            value.kind === "literal" &&
            value.value === null &&
            entities.find(({ name }) => name === effect.entity)?.parent?.field === field,
        ),
    ),
  );
}

test("the code of whatever a spec says is sound under strict types, with nothing unused, and keeps all rules", async () => {
  const usual = blueprints.filter((blueprint) => !makesWithoutParent(blueprint));
  await fc.assert(
    fc.asyncProperty(usual, async (blueprint) => {
      const { problems, files } = await compile(blueprint);
      // What is to be written by hand is not there.
      const own = problems.filter(({ file, message }) => !/by-hand/.test(file) && !/\/hand\//.test(message));
      expect(own, printSpec(blueprint)).toEqual([]);
      const [toolbox, privateFields] = [await loadToolbox(), privateFieldsOf(blueprint)];
      const program = programOf({ files, toolbox });
      expect(lint({ program, privateFields, toolbox }), printSpec(blueprint)).toEqual([]);
    }),
    { numRuns: runs, seed: 2, endOnFailure: true },
  );
}, 900_000);
