import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { expect, test } from "vitest";
import { Pipeline } from "../../../infra/aws/constructs/pipeline.ts";

test("a definition that names a function which is not there is refused", () => {
  const definition = join(mkdtempSync(join(tmpdir(), "aidevos-test-")), "some.asl.json");
  writeFileSync(definition, `{ "States": { "Dream": { "Resource": "\${Dream}" } } }`);
  const stack = new Stack(new App(), "Some");
  expect(() => new Pipeline(stack, "Some", { definition, cleanUp: "Dream", functions: new Map() })).toThrow(
    /names the function \$\{Dream\}, and there is none/,
  );
});
