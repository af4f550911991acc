import ts from "typescript";
import type { SourceFile } from "../../shared/agents/source.ts";
import type { HandFunction } from "../../shared/compiler/hand.ts";

/** What would make a function give something else for the same input, or reach what is not the service's. */
const forbidden = new Map<string, string>([
  ...["fetch", "WebSocket", "EventSource", "caches", "navigator"].map((name): [string, string] => [
    name,
    "the network is not reached",
  ]),
  ...["setTimeout", "setInterval", "queueMicrotask", "scheduler", "Promise"].map((name): [string, string] => [
    name,
    "nothing is waited for",
  ]),
  ...["crypto", "performance"].map((name): [string, string] => [
    name,
    "use `context.newId()`, `context.now` and what is given",
  ]),
  ...["eval", "Function", "globalThis", "self", "process", "require"].map((name): [string, string] => [
    name,
    "use what the contract gives",
  ]),
]);

/** What is wrong with a file of a function beside its types: each with its line, counted from 1. */
export function handProblems({ path, content }: SourceFile, { name }: Pick<HandFunction, "name">): string[] {
  const file = ts.createSourceFile(path, content, ts.ScriptTarget.Latest, true);
  const problems: string[] = [];
  const tell = (node: ts.Node, message: string) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    problems.push(`${path}:${line + 1} ${message}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) checkModule(node, tell);
    else if (node.kind === ts.SyntaxKind.ImportKeyword)
      tell(node, "Modules are imported at the head of the file.");
    else if (ts.isIdentifier(node) && isGlobal(node)) {
      const why = forbidden.get(node.text);
      if (why !== undefined) tell(node, `\`${node.text}\` can't be used here: ${why}.`);
    }
    if (isClock(node))
      tell(node, "The time of day can't be asked for: use `context.now` or `context.today`.");
    if (isChance(node)) tell(node, "Nothing is left to chance: use what is given, or `context.newId()`.");
    ts.forEachChild(node, visit);
  };
  visit(file);
  for (const statement of file.statements)
    if (ts.isVariableStatement(statement) && !(statement.declarationList.flags & ts.NodeFlags.Const))
      tell(statement, "Nothing is kept from call to call: a variable of the module is a `const`.");
  if (!exportsFunction(file, name)) problems.push(`${path}:1 The file must export the function \`${name}\`.`);
  return problems;
}

/** Types of the contract, and other files of functions. */
function checkModule(
  node: ts.ImportDeclaration | ts.ExportDeclaration,
  tell: (node: ts.Node, message: string) => void,
): void {
  const { moduleSpecifier } = node;
  if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return;
  if (/^\.\/[\w-]+\.ts$/.test(moduleSpecifier.text)) return;
  tell(
    node,
    `\`${moduleSpecifier.text}\` can't be imported: only "./contracts.ts" and other files of functions.`,
  );
}

/** Whether an identifier is no property, no key and no name of its own, as in `row.fetch`. */
function isGlobal(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false;
  return !ts.isTypeReferenceNode(parent) && !ts.isPropertySignature(parent) && !ts.isBindingElement(parent);
}

function isClock(node: ts.Node): boolean {
  if (ts.isNewExpression(node))
    return isNamed(node.expression, "Date") && (node.arguments === undefined || node.arguments.length === 0);
  if (!ts.isCallExpression(node)) return false;
  const { expression } = node;
  return (
    isNamed(expression, "Date") ||
    (ts.isPropertyAccessExpression(expression) &&
      isNamed(expression.expression, "Date") &&
      expression.name.text === "now")
  );
}

function isChance(node: ts.Node): boolean {
  return (
    ts.isPropertyAccessExpression(node) && isNamed(node.expression, "Math") && node.name.text === "random"
  );
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

function exportsFunction(file: ts.SourceFile, name: string): boolean {
  return file.statements.some((statement) => {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause } = statement;
      return (
        exportClause !== undefined &&
        ts.isNamedExports(exportClause) &&
        exportClause.elements.some((element) => element.name.text === name)
      );
    }
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
    if (!isExported) return false;
    if (ts.isFunctionDeclaration(statement)) return statement.name?.text === name;
    return (
      ts.isVariableStatement(statement) &&
      statement.declarationList.declarations.some((one) => isNamed(one.name, name))
    );
  });
}
