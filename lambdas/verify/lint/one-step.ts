import ts from "typescript";
import type { LintContext, Rule } from "./rule.ts";

const routes = /^(post|put|patch|delete|get|all|on)$/;
const writes = /^(insert|update|delete|clear)$/;
const steps = /^(transactionSync|transaction|inOneStep)$/;
const iterators = /^(forEach|map|flatMap|filter|find|some|every|reduce)$/;

/**
 * Of several changes that a request makes all are made or none: where a later one may be refused, those before it would
 * stay. Ways of which each makes one change at most need no step around them.
 */
export const oneStep: Rule = {
  name: "no-half-change",
  check(node, tell, context) {
    const handler = handlerOf(node, context);
    if (handler === undefined || changesIn(handler.body, context) < 2) return;
    const [first, second = first] = changes(handler.body, context);
    tell(
      second ?? handler,
      "Should this change be refused, what was changed before it stays: put all of them into one `inOneStep(call, storage, () => ...)`, or `storage.transactionSync`.",
    );
  },
};

/** The function that answers a route, where a node registers one. */
function handlerOf(
  node: ts.Node,
  { checker }: LintContext,
): ts.ArrowFunction | ts.FunctionExpression | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { expression, name } = node.expression;
  if (!routes.test(name.text)) return undefined;
  const type = checker.getTypeAtLocation(expression);
  if ((type.aliasSymbol ?? type.symbol)?.name !== "Hono") return undefined;
  const last = node.arguments.at(-1);
  return last !== undefined && isFunction(last) ? last : undefined;
}

function isFunction(node: ts.Node): node is ts.ArrowFunction | ts.FunctionExpression {
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node);
}

/** How many changes a way through the code makes at most, besides those in steps of their own; in a loop, many. */
function changesIn(node: ts.Node, context: LintContext): number {
  if (ts.isBlock(node)) return ofStatements(node.statements, context);
  if (ts.isIfStatement(node)) {
    const { expression, thenStatement, elseStatement } = node;
    const then = changesIn(thenStatement, context);
    const otherwise = elseStatement === undefined ? 0 : changesIn(elseStatement, context);
    return changesIn(expression, context) + Math.max(then, otherwise);
  }
  if (ts.isConditionalExpression(node)) {
    const [one, other] = [changesIn(node.whenTrue, context), changesIn(node.whenFalse, context)];
    return changesIn(node.condition, context) + Math.max(one, other);
  }
  if (ts.isSwitchStatement(node)) {
    const clauses = node.caseBlock.clauses.map(({ statements }) => ofStatements(statements, context));
    return changesIn(node.expression, context) + Math.max(0, ...clauses);
  }
  if (isStep(node)) return [...changes(node, context, true)].length > 0 ? 1 : 0;
  let count = isChange(node, context) ? 1 : 0;
  ts.forEachChild(node, (child) => {
    count += changesIn(child, context);
  });
  const isRepeated = ts.isIterationStatement(node, false) || isForEach(node);
  return isRepeated && count > 0 ? Math.max(count, 2) : count;
}

/** Whether a node calls a function for each of several. */
function isForEach(node: ts.Node): boolean {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  return iterators.test(node.expression.name.text) && node.arguments.some(isFunction);
}

function ofStatements([first, ...rest]: readonly ts.Statement[], context: LintContext): number {
  if (first === undefined) return 0;
  const after = ofStatements(rest, context);
  if (leaves(first)) return changesIn(first, context);
  if (!ts.isIfStatement(first) || !leaves(first.thenStatement)) return changesIn(first, context) + after;
  // What follows is done only where this is not.
  const otherwise = first.elseStatement === undefined ? 0 : changesIn(first.elseStatement, context);
  const then = changesIn(first.thenStatement, context);
  return changesIn(first.expression, context) + Math.max(then, otherwise + after);
}

/** Whether a statement always ends the function. */
function leaves(statement: ts.Statement): boolean {
  if (ts.isReturnStatement(statement) || ts.isThrowStatement(statement)) return true;
  if (ts.isIfStatement(statement))
    return (
      leaves(statement.thenStatement) &&
      statement.elseStatement !== undefined &&
      leaves(statement.elseStatement)
    );
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : undefined;
  return last !== undefined && leaves(last);
}

/** Whether a node runs what is in it as one step. */
function isStep(node: ts.Node): boolean {
  if (!ts.isCallExpression(node)) return false;
  const { expression } = node;
  const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  return ts.isIdentifier(name) && steps.test(name.text);
}

function isChange(node: ts.Node, { checker }: LintContext): boolean {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { expression, name } = node.expression;
  if (!writes.test(name.text)) return false;
  const type = checker.getTypeAtLocation(expression);
  return (type.aliasSymbol ?? type.symbol)?.name === "Table";
}

/** The changes in the order of the text: outside of steps, or also within them. */
function* changes(node: ts.Node, context: LintContext, within = false): Generator<ts.Node> {
  if (isStep(node) && !within) {
    if (changesIn(node, context) > 0) yield node;
    return;
  }
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* changes(child, context, within);
  if (isChange(node, context)) yield node;
}
