import type { Clause } from "../blueprint/clause.ts";
import { shortened } from "../shortened.ts";
import type { Check } from "./check.ts";
import { type FrameFunction, frameOf, usedFunctions } from "./frame.ts";
import { callerCode, callerFunction, sharedFunctions } from "./shared-frame.ts";
import { frameNames } from "./sign-in-frame.ts";
import { stringLiteral } from "./source/code.ts";
import type { Subject } from "./subject.ts";

/** A check in its place: under a subject's describe, with the clauses that it shows. */
export interface PlacedCheck extends Check {
  subject: Subject;
  /** Its describe's and its own title, joined by " > ". */
  fullName: string;
  clauses: Clause[];
}

const QUOTE = 96;

/** The test file of one subject. */
export function testFile(subject: Subject, checks: readonly PlacedCheck[]): string {
  const tests = checks.map(testCode).join("\n\n");
  const functions = neededFunctions(subject, tests);
  const code = functions.map(({ lines }) => lines.join("\n")).join("\n\n");
  const caller = callerFunction(subject, tests + code);
  const all = ["beforeEach", "describe", "expect", "test"];
  const whole = [tests, code, ...caller].join("\n");
  const matchers = all.filter((name) => name === "describe" || name === "test" || whole.includes(`${name}(`));
  const usesThing = /\bThing\b/.test(tests + code);
  return [
    `import { ${matchers.join(", ")} } from "vitest";`,
    ...callerCode(subject, tests + code),
    ...caller,
    ...(usesThing ? ["", "type Thing = Record<string, unknown>;"] : []),
    ...(/\bcount\b/.test(code)
      ? ["", "/** Tells things apart that must not be alike. */", "let count = 0;"]
      : []),
    "",
    ...(code === "" ? [] : [code, ""]),
    `describe(${stringLiteral(subject.nouns)}, () => {`,
    tests,
    "});",
    "",
  ].join("\n");
}

/** The functions at the top of a file that its tests need; who calls as somebody usual has to sign in. */
export function neededFunctions(subject: Subject, tests: string): FrameFunction[] {
  const subjects = subject.blueprint.entities.flatMap((entity) => subject.other(entity.name) ?? []);
  const all = [...sharedFunctions(subject, tests), ...subjects.flatMap(frameOf)];
  const functions = usedFunctions(all, tests);
  const code = [tests, ...functions.flatMap(({ lines }) => lines)].join("\n");
  return /\bcall\(/.test(code)
    ? usedFunctions(all, `${tests}\n${frameNames(subject.blueprint).does}()`)
    : functions;
}

function testCode(check: PlacedCheck): string {
  const comments = check.clauses
    .slice(0, 3)
    .map(({ id, text }) => `  // ${shortened(`${id}: "${text}"`, QUOTE)}`);
  const more = check.clauses.slice(3).map(({ id }) => id);
  if (more.length > 0) comments.push(`  // ${shortened(`and ${more.join(", ")}`, QUOTE)}`);
  return [
    ...comments,
    `  test(${stringLiteral(check.title)}, async () => {`,
    ...check.lines.map((line) => `    ${line}`),
    "  });",
  ].join("\n");
}
