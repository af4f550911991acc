import ts from "typescript";
import { addsRoutes, runsLater } from "./lifetime.ts";
import { type LintContext, meantBy, type Rule } from "./rule.ts";

const changing = new Set([
  ...["push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin"],
  ...["set", "add", "delete", "clear", "append"],
]);

const growth = "it would grow from request to request, and is gone when the object is: keep it in a table";

const advice =
  "it would grow for as long as the code is loaded, and show one caller's data to another: keep it in a table";

/**
 * Nothing of a module changes once it is loaded: one isolate serves every object and every caller. Nor does anything grow
 * that stays from request to request: in a field of what is made once, or beside the routes that use it. What is held
 * weakly goes with what it is held for.
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
    const field = fieldIn(changed);
    if (field !== undefined) {
      if (isKeptByObject(field, context) && isOfMemory(changed, context))
        tell(node, `\`${field.getText()}\` is kept by its object and is changed here: ${growth}.`);
      return;
    }
    const name = rootOf(changed);
    if (name === undefined || name === changed || isWeak(name, context)) return;
    if (isKeptByModule(name, context))
      tell(node, `\`${name.text}\` is the module's own and is changed here: ${advice}.`);
    else if (isKeptByRoutes(name, node, context) && isOfMemory(changed, context))
      tell(node, `\`${name.text}\` is kept beside the routes and is changed here: ${growth}.`);
  },
};

function isWeak(node: ts.Node, { checker }: LintContext): boolean {
  return /^Weak(Map|Set)$/.test(checker.getTypeAtLocation(node).symbol?.name ?? "");
}

/** Whether a change is of a value in memory: a table has methods of the same names, whose rows are stored. */
function isOfMemory(changed: ts.Expression, { checker }: LintContext): boolean {
  const { parent } = changed;
  if (!ts.isCallExpression(parent) || parent.expression !== changed) return true;
  if (!ts.isPropertyAccessExpression(changed)) return false;
  return /^(Array|Map|Set|Object)$/.test(checker.getTypeAtLocation(changed.expression).symbol?.name ?? "");
}

/** The field of `this` whose insides a path is about. */
function fieldIn(path: ts.Expression): ts.PropertyAccessExpression | undefined {
  if (!ts.isPropertyAccessExpression(path) && !ts.isElementAccessExpression(path)) return undefined;
  const { expression } = path;
  if (ts.isPropertyAccessExpression(expression) && expression.expression.kind === ts.SyntaxKind.ThisKeyword)
    return expression;
  return fieldIn(expression);
}

/** Whether a field is of what many requests share; what the constructor itself does is done once. */
function isKeptByObject(field: ts.Node, { keptClasses }: LintContext): boolean {
  const owner = ts.findAncestor(field, ts.isClassLike);
  if (owner === undefined || !keptClasses.has(owner)) return false;
  const around = ts.findAncestor(field, ts.isFunctionLike);
  return around !== undefined && !ts.isConstructorDeclaration(around);
}

/** Whether a variable is declared where routes are added, and changed at a request. */
function isKeptByRoutes(name: ts.Identifier, node: ts.Node, { checker }: LintContext): boolean {
  const declaration = meantBy(name, checker)?.valueDeclaration;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration)) return false;
  const owner = ts.findAncestor(declaration, ts.isFunctionLike);
  return owner !== undefined && addsRoutes(owner, checker) && runsLater(node, owner, checker);
}

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
