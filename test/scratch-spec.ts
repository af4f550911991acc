import { readFileSync } from "node:fs";
import { formatSource } from "../lambdas/runtime/format-source.ts";
import { checkTypes } from "../lambdas/runtime/type-check.ts";
import { readSpecDraft } from "../shared/agents/spec-draft.ts";
import { handFunctions } from "../shared/compiler/hand.ts";
import { implementService } from "../shared/compiler/implement-service.ts";
import { writeTestsOfStatements } from "../shared/tester/write-tests.ts";
import { loadToolbox } from "./integration/compiler/serving.ts";
import { runSuite } from "./unit/tester/run-suite.ts";

for (const file of process.argv.slice(2)) {
  const read = readSpecDraft(readFileSync(file, "utf8"));
  if (read.outcome !== "read") {
    console.log(file, read.report);
    continue;
  }
  const { blueprint } = read.draft.reading;
  const compiled = implementService({ blueprint, requirement: "" });
  const files = await formatSource(compiled.files);
  const toolbox = await loadToolbox();
  const hands = handFunctions(blueprint);
  const problems = checkTypes({ files, toolbox }).filter(
    (p) => !hands.some((h) => JSON.stringify(p).includes(h.path.slice(4))),
  );
  console.log(
    file,
    "hands",
    hands.length,
    "type problems",
    problems.map((p) => `${p.file}:${p.line} ${p.message}`),
  );
  for (const p of problems.slice(0, 5))
    console.log(
      "   ",
      files
        .find((f) => f.path === p.file)
        ?.content.split("\n")
        .slice(p.line - 3, p.line + 2)
        .join("\n    "),
    );
  if (hands.length > 0 || problems.length > 0) continue;
  const text = readFileSync(file, "utf8")
    .split("\n")
    .map((l) => (/^Unmet c/.test(l) ? "" : l))
    .join("\n");
  const tests = writeTestsOfStatements(text);
  const results = await runSuite(
    tests.files.filter((f) => f.path.endsWith(".test.ts")),
    blueprint,
  );
  for (const [name, failure] of results)
    if (failure !== null) {
      console.log("  FAIL", name, "\n    ", failure.slice(0, 600));
      console.log(
        tests.files
          .map((f) => f.content)
          .join("\n")
          .split("\n")
          .map((l, i, all) =>
            l.includes(name.split(" > ").at(-1) ?? "#") ? all.slice(i, i + 25).join("\n") : "",
          )
          .filter(Boolean)
          .join("\n---\n"),
      );
    }
  console.log("  tests", results.size);
}
process.exit(0);
