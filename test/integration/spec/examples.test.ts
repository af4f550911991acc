import { expect, test } from "vitest";
import { statements } from "../../../shared/spec/statements/index.ts";
import { compile } from "../compiler/serving.ts";
import { blueprintOf } from "./serving.ts";

/** An example as a whole spec: lines stand below a thing with a name, headings after it. */
function wholeSpec(example: string, places: readonly string[]): string {
  if (example.startsWith("# ")) return example;
  const thing = "## Thing\n- name: text\n";
  if (places.includes("service")) return `# Sample\n${example}\n\n${thing}`;
  if (example.startsWith("## ")) return `# Sample\n\n${example}`;
  return `# Sample\n\n${thing}${example}`;
}

const examples = statements
  .filter(({ later }) => later === undefined)
  .flatMap(({ rule, places, examples }) =>
    examples.map((example) => [rule, wholeSpec(example, places)] as const),
  );

test.each(examples)(
  "the example of %s compiles to sound code: %s",
  async (_rule, spec) => {
    const { problems } = await compile(blueprintOf(spec));
    expect(problems).toEqual([]);
  },
  60_000,
);
