import { expect, test } from "vitest";
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
    const { problems } = await compile(blueprintOf(spec));
    expect(problems).toEqual([]);
  },
  60_000,
);
