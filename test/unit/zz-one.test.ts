import { test } from "vitest";
import { compile } from "../integration/compiler/serving.ts";
import { blueprintOf } from "../integration/spec/serving.ts";

test("x", async () => {
  for (const [a, b] of [
    ["a", "b"],
    ["title", "with"],
  ]) {
    const { problems } = await compile(
      blueprintOf(`# X

## Book
- title: text, required
- name: text, required
- \`POST /books\` creates one
- Must hold: title is not name (409 \`x\`, with ${a}: title)
- Must hold: title is not "b" (409 \`y\`, with ${b}: name)
- Must hold: title is not "c" (409 \`z\`)
`),
    );
    console.log(a, b, JSON.stringify(problems, null, 1).slice(0, 3000).replaceAll("\\n", "\n"));
  }
});
