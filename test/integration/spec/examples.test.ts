import { expect, test } from "vitest";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { handFunctions } from "../../../shared/compiler/hand.ts";
import { handNames } from "../../../shared/compiler/hand-names.ts";
import { specOfExample } from "../../../shared/spec/example.ts";
import { statements } from "../../../shared/spec/statements/index.ts";
import { compile } from "../compiler/serving.ts";
import { blueprintOf } from "./serving.ts";

const examples = statements
  .filter(({ isLater }) => !isLater)
  .flatMap((statement) =>
    statement.examples.map((example) => [statement.rule, specOfExample(example, statement)] as const),
  );

test.each(examples)(
  "the example of %s compiles to sound code: %s",
  async (_rule, spec) => {
    const blueprint = blueprintOf(spec);
    const { problems } = await compile(blueprint, functionsFor(blueprint));
    expect(problems).toEqual([]);
  },
  60_000,
);

/** Functions that have the types of their contracts. */
function functionsFor(blueprint: Blueprint) {
  return handFunctions(blueprint).map(({ name, path }) => ({
    path,
    content: `import type { ${handNames(name).type} } from "./contracts.ts";

export const ${name}: ${handNames(name).type} = () => {
  throw new Error("Nothing is written yet.");
};
`,
  }));
}
