import ts from "typescript";
import { clausesOfTest } from "../../shared/agents/acceptance.ts";

/** A test in a file's text. */
export interface TestInSource {
  /** Its describes' titles and its own, joined by " > ". */
  name: string;
  clauses: string[];
  /** Its statement, with the comments before it. */
  start: number;
  end: number;
  /** Lines of that, from 1. */
  lines: { first: number; last: number };
  /** Where `.fails` belongs. */
  callee: number;
}

/** What a file of acceptance tests holds, and what is wrong with how its tests are written. */
export interface TestsInSource {
  tests: TestInSource[];
  problems: { line: number; message: string }[];
}

const testFunctions = new Set(["test", "it"]);

/** Finds the tests in a file's text, without running it. */
export function testsIn(content: string): TestsInSource {
  const file = ts.createSourceFile("tests.ts", content, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const found: TestsInSource = { tests: [], problems: [] };
  const lineOf = (position: number) => file.getLineAndCharacterOfPosition(position).line + 1;
  const report = (node: ts.Node, message: string) =>
    found.problems.push({ line: lineOf(node.getStart(file)), message });

  const add = (
    node: ts.Node,
    groups: readonly string[],
    { title, callee }: { title: string; callee: number },
  ) => {
    found.tests.push({
      name: [...groups, title].join(" > "),
      clauses: clausesOfTest(title),
      start: node.getFullStart(),
      end: node.getEnd(),
      lines: { first: lineOf(node.getStart(file)), last: lineOf(node.getEnd()) },
      callee,
    });
  };

  const visit = (node: ts.Node, groups: readonly string[]): void => {
    const call = ts.isExpressionStatement(node) && ts.isCallExpression(node.expression) && node.expression;
    if (!call) {
      if (ts.isCallExpression(node) && isTestFunction(rootOf(node.expression))) {
        report(
          node,
          "A test stands as a statement of its own in a describe or in the file, never in a loop.",
        );
      }
      ts.forEachChild(node, (child) => visit(child, groups));
      return;
    }
    const callee = call.expression;
    const [title, body] = call.arguments;
    if (ts.isIdentifier(callee) && callee.text === "describe") {
      const inner =
        body && (ts.isArrowFunction(body) || ts.isFunctionExpression(body)) ? body.body : undefined;
      if (inner === undefined || !ts.isBlock(inner)) {
        report(node, "A describe has a title and a function with a block.");
        return;
      }
      for (const statement of inner.statements) visit(statement, [...groups, textOf(title) ?? ""]);
      if (textOf(title) === undefined) report(node, "A describe's title is a plain string.");
      return;
    }
    if (isTestFunction(rootOf(callee))) {
      const text = textOf(title);
      add(node, groups, { title: text ?? `line ${lineOf(node.getStart(file))}`, callee: callee.getEnd() });
      if (!isTestFunction(callee)) {
        report(
          node,
          "Write each test as test(title, body): no test.each, test.skip, test.only or test.todo.",
        );
      } else if (text === undefined) {
        report(node, "A test's title is a plain string.");
      } else if (clausesOfTest(text).length === 0) {
        report(node, `The title "${text}" does not end with the clauses that the test shows, as in [c3 c4].`);
      }
      return;
    }
    ts.forEachChild(node, (child) => visit(child, groups));
  };
  for (const statement of file.statements) visit(statement, []);
  const seen = new Set<string>();
  for (const { name, lines } of found.tests) {
    if (seen.has(name)) found.problems.push({ line: lines.first, message: `There are two tests "${name}".` });
    seen.add(name);
  }
  return found;
}

/** The text without some of its tests. */
export function withoutTests(content: string, isGone: (test: TestInSource) => boolean): string {
  return testsIn(content)
    .tests.filter(isGone)
    .toReversed()
    .reduce((text, { start, end }) => text.slice(0, start) + text.slice(end), content);
}

/** The text with some of its tests marked as known to fail. */
export function withKnownFailures(content: string, isFailing: (test: TestInSource) => boolean): string {
  return testsIn(content)
    .tests.filter(isFailing)
    .toReversed()
    .reduce((text, { callee }) => `${text.slice(0, callee)}.fails${text.slice(callee)}`, content);
}

/** The text of one test. */
export function sourceOfTest(content: string, name: string): string | undefined {
  const test = testsIn(content).tests.find((each) => each.name === name);
  return test && content.slice(test.start, test.end).trim();
}

/** What is wrong within each test's lines, by its name; tests that nothing is wrong in are not there. */
export function problemsByTest(
  tests: readonly TestInSource[],
  problems: TestsInSource["problems"],
): Map<string, string> {
  return new Map(
    tests.flatMap(({ name, lines }): [string, string][] => {
      const problem = problems.find(({ line }) => line >= lines.first && line <= lines.last);
      return problem === undefined ? [] : [[name, problem.message]];
    }),
  );
}

function isTestFunction(node: ts.Expression): boolean {
  return ts.isIdentifier(node) && testFunctions.has(node.text);
}

/** `test` of `test.each(rows)`. */
function rootOf(node: ts.Expression): ts.Expression {
  if (
    ts.isCallExpression(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isTaggedTemplateExpression(node)
  ) {
    return rootOf(ts.isTaggedTemplateExpression(node) ? node.tag : node.expression);
  }
  return node;
}

function textOf(node: ts.Expression | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}
