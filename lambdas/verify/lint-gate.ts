import type { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { counted } from "../../shared/counted.ts";
import type { GateResult } from "../../shared/runs/run.ts";
import { type LintInput, lint, ruleNames } from "./lint/lint.ts";

/** Holds all code in `src/` against the rules of what services may do, whoever wrote it. */
export function lintGate(input: LintInput): { gate: GateResult; files: string[] } {
  const violations = lint(input);
  const failures = violations.map(({ file, line, rule, message }) => `${file}:${line} ${rule}: ${message}`);
  const files = input.program.getRootFileNames().filter((path) => path.startsWith("/src/")).length;
  const passed = failures.length === 0;
  const gate: GateResult = {
    gate: "lint",
    passed,
    summary: passed ? `${counted(files, "file")} keep the rules` : counted(failures.length, "violation"),
    failures: failures.slice(0, 50),
    evidence: {
      checked: `${counted(files, "file")} in src/, whoever wrote them`,
      how: `the rules ${ruleNames.join(", ")} over what TypeScript knows of the code`,
      found: failures.slice(0, 50),
      reproduce: "The files and lines are those of the release's commit; nothing is run.",
    },
  };
  return { gate, files: [...new Set(violations.map(({ file }) => file))] };
}

/** Names of the fields that no caller may read. */
export function privateFieldsOf({ entities, actions }: Blueprint): Set<string> {
  const inputs = [...actions, ...entities.flatMap((entity) => entity.actions)].flatMap((one) => one.inputs);
  return new Set(
    [...entities.flatMap(({ fields }) => fields), ...inputs].flatMap(({ name, hidden }) =>
      hidden === true ? [name] : [],
    ),
  );
}
