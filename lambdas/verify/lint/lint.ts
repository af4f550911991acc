import ts from "typescript";
import type { Toolbox } from "../../../shared/delivery/toolbox.ts";
import { controlFlowRules } from "./control-flow.ts";
import { keptClasses } from "./lifetime.ts";
import { logging } from "./logging.ts";
import { oneStep } from "./one-step.ts";
import type { LintContext, Rule } from "./rule.ts";
import { sandboxRules } from "./sandbox.ts";
import { sharedState } from "./shared-state.ts";
import { splicedSql } from "./sql.ts";

const rules: readonly Rule[] = [
  ...sandboxRules,
  sharedState,
  oneStep,
  logging,
  splicedSql,
  ...controlFlowRules,
];

/** Names of all rules, each once. */
export const ruleNames: readonly string[] = [
  ...new Set([...rules.map(({ name }) => name), "no-unchecked-code"]),
];

/** One thing that a rule has against a file. `line` counts from 1. */
export interface Violation {
  file: string;
  line: number;
  rule: string;
  message: string;
}

export interface LintInput {
  program: ts.Program;
  /** Names of the fields that no caller may read. */
  privateFields: ReadonlySet<string>;
  toolbox: Pick<Toolbox, "modules">;
}

/** Holds the code of a service, all that stands in `src/`, against every rule, whoever wrote it. */
export function lint({ program, privateFields, toolbox }: LintInput): Violation[] {
  const checker = program.getTypeChecker();
  const files = program.getRootFileNames().flatMap((path) => {
    const file = path.startsWith("/src/") ? program.getSourceFile(path) : undefined;
    return file === undefined ? [] : [file];
  });
  const context: LintContext = {
    checker,
    privateFields,
    keptClasses: keptClasses(files, checker),
    // The others are the Bench's, for tests.
    modules: new Set(
      Object.keys(toolbox.modules).filter((name) => name !== "vitest" && name !== "service.ts"),
    ),
  };
  return files.flatMap((file) => violationsIn(file, context));
}

function violationsIn(file: ts.SourceFile, context: LintContext): Violation[] {
  const found: Violation[] = [];
  const at = (position: number, rule: string, message: string) => {
    const line = file.getLineAndCharacterOfPosition(position).line + 1;
    found.push({ file: file.fileName.slice(1), line, rule, message });
  };
  for (const { index, 0: comment } of file.text.matchAll(/@ts-(nocheck|ignore|expect-error)\b/g))
    at(index, "no-unchecked-code", `\`${comment}\` hides what the types say: mend that instead.`);
  const visit = (node: ts.Node): void => {
    for (const { name, check } of rules)
      check(node, (where, message) => at(where.getStart(file), name, message), context);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
