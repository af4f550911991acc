import type { LostTest, ServiceTests, SourceFile } from "../../shared/agents/source.ts";
import { ownFault } from "../runtime/own-fault.ts";
import { problemsByTest, testsIn, withoutTests } from "../runtime/test-source.ts";
import type { TypeProblem } from "../runtime/type-check.ts";

export interface SoundTests {
  tests: ServiceTests;
  /** Problems but for those of tests that are gone. */
  problems: TypeProblem[];
}

/** Tests of statements that TypeScript has something against are AIDevOS's own fault: they are named, and stop nothing. */
export function withoutFaultyTests(tests: ServiceTests, problems: readonly TypeProblem[]): SoundTests {
  const faults = problems.filter(
    ({ file }) => !tests.acceptance.includes(file) && tests.files.some(({ path }) => path === file),
  );
  if (faults.length === 0) return { tests, problems: [...problems] };
  const lost: LostTest[] = [];
  const gone = new Set<TypeProblem>();
  const files = tests.files.map(({ path, content }): SourceFile => {
    const inFile = faults.filter(({ file }) => file === path);
    if (inFile.length === 0) return { path, content };
    const inTests = testsIn(content).tests;
    const faulty = problemsByTest(inTests, inFile);
    for (const [test, message] of faulty) lost.push({ test, reason: `${message} ${ownFault}` });
    for (const problem of inFile) if (problemsByTest(inTests, [problem]).size > 0) gone.add(problem);
    return { path, content: withoutTests(content, ({ name }) => faulty.has(name)) };
  });
  return {
    tests: { ...tests, files, lost: [...tests.lost, ...lost] },
    problems: problems.filter((problem) => !gone.has(problem)),
  };
}
