import ts from "typescript";
import { type LintContext, meantBy, type Rule } from "./rule.ts";

const changing = new Set([
  ...["push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin"],
  ...["set", "add", "delete", "clear", "append"],
]);

const advice =
  "it would grow for as long as the code is loaded, and show one caller's data to another: keep it in a table";

/**
 * Nothing of a module changes once it is loaded: one isolate serves every object and every caller. What is held weakly
 * goes with what it is held for.
 */
export const sharedState: Rule = {
  name: "no-shared-state",
  check(node, tell, context) {
    if (ts.isVariableDeclarationList(node) && isOfModule(node.parent) && !(node.flags & ts.NodeFlags.Const)) {
      tell(node, `A variable of the module can't be changed: ${advice}, or make it a \`const\`.`);
      return;
    }
    const changed = changedBy(node);
    if (changed === undefined || !isInFunction(node)) return;
    const name = rootOf(changed);
    if (name === undefined || name === changed || !isKeptByModule(name, context)) return;
    if (/^Weak(Map|Set)$/.test(context.checker.getTypeAtLocation(name).symbol?.name ?? "")) return;
    tell(node, `\`${name.text}\` is the module's own and is changed here: ${advice}.`);
  },
};

/** What an expression changes, as a path from a name; undefined where it changes nothing. */
function changedBy(node: ts.Node): ts.Expression | undefined {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const assigns = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    return assigns ? node.left : undefined;
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const { operator } = node;
    const steps = operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
    return steps ? node.operand : undefined;
  }
  if (ts.isDeleteExpression(node)) return node.expression;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { expression, name } = node.expression;
  if (changing.has(name.text)) return node.expression;
  const isAssign = ts.isIdentifier(expression) && expression.text === "Object" && name.text === "assign";
  const [target] = node.arguments;
  return isAssign && target !== undefined ? (ts.isIdentifier(target) ? node.expression : target) : undefined;
}

/** The name that a path begins with; of `Object.assign`, that of its target. */
function rootOf(path: ts.Expression): ts.Identifier | undefined {
  if (ts.isIdentifier(path)) return path;
  if (ts.isPropertyAccessExpression(path) && ts.isCallExpression(path.parent)) {
    const [target] = path.parent.arguments;
    if (path.name.text === "assign" && target !== undefined && ts.isIdentifier(target)) return target;
  }
  return ts.isPropertyAccessExpression(path) ||
    ts.isElementAccessExpression(path) ||
    ts.isNonNullExpression(path) ||
    ts.isParenthesizedExpression(path) ||
    ts.isAsExpression(path)
    ? rootOf(path.expression)
    : undefined;
}

function isKeptByModule(name: ts.Identifier, { checker }: LintContext): boolean {
  const declarations = meantBy(name, checker)?.declarations ?? [];
  return declarations.some((declaration) => {
    if (declaration.getSourceFile().isDeclarationFile) return false;
    if (ts.isVariableDeclaration(declaration)) return isOfModule(declaration.parent.parent);
    return (
      (ts.isClassDeclaration(declaration) || ts.isFunctionDeclaration(declaration)) && isOfModule(declaration)
    );
  });
}

function isOfModule(node: ts.Node): boolean {
  return ts.isSourceFile(node.parent);
}

function isInFunction(node: ts.Node): boolean {
  return ts.findAncestor(node, ts.isFunctionLike) !== undefined;
}
