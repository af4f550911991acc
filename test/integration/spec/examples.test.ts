import { expect, test } from "vitest";
import { type HandFunction, handFunctions } from "../../../shared/compiler/hand.ts";
import { specOfExample } from "../../../shared/spec/example.ts";
import { statements } from "../../../shared/spec/statements/index.ts";
import { compile } from "../compiler/serving.ts";
import { blueprintOf } from "./serving.ts";

/** The file of a function by hand that has its type and does nothing. */
function unwritten({ name, path }: HandFunction) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Function`;
  const content = `import type { ${type} } from "./contracts.ts";\n\nexport const ${name}: ${type} = () => {\n  throw new Error("It is not written.");\n};\n`;
  return { path, content };
}

const examples = statements
  .filter(({ isLater }) => !isLater)
  .flatMap((statement) =>
    statement.examples.map((example) => [statement.rule, specOfExample(example, statement)] as const),
  );

test.each(examples)(
  "the example of %s compiles to sound code: %s",
  async (_rule, spec) => {
    const blueprint = blueprintOf(spec);
    const { problems } = await compile(blueprint, handFunctions(blueprint).map(unwritten));
    expect(problems).toEqual([]);
  },
  60_000,
);
