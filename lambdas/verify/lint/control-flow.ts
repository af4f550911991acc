import ts from "typescript";
import { nodesIn, type Rule } from "./rule.ts";

/** Loops end, and what goes wrong is not kept quiet about. */
export const controlFlowRules: Rule[] = [
  {
    name: "no-endless-loop",
    check(node, tell, { checker }) {
      if (!isLoop(node) || leaves(node)) return;
      const { condition } = partsOf(node);
      if (condition === undefined || isAlwaysTrue(condition))
        tell(node, "This loop never ends: give it a bound, or leave it by `break` or `return`.");
      else if (isNeverChanged(condition, node))
        tell(
          node,
          `Nothing in this loop changes \`${condition.getText()}\`: it never ends once it has begun.`,
        );
      else if (isSteppedOver(condition, node, checker))
        tell(
          node,
          `This loop may step over what \`${condition.getText()}\` waits for, and never end: compare by \`<\` or \`>\`.`,
        );
    },
  },
  {
    name: "no-empty-catch",
    check(node, tell) {
      if (ts.isCatchClause(node) && node.block.statements.length === 0)
        tell(node, "A failure is dropped here: answer it, or let it through.");
      const isCatch =
        ts.isCallExpression(node) &&
        ts.isPropertyAccessExpression(node.expression) &&
        node.expression.name.text === "catch";
      const [handler] = isCatch ? node.arguments : [];
      if (handler === undefined || !(ts.isArrowFunction(handler) || ts.isFunctionExpression(handler))) return;
      if (ts.isBlock(handler.body) ? handler.body.statements.length === 0 : isNothing(handler.body))
        tell(node, "A failure is dropped here: answer it, or let it through.");
    },
  },
];

type Loop = ts.WhileStatement | ts.DoStatement | ts.ForStatement;

function isLoop(node: ts.Node): node is Loop {
  return ts.isWhileStatement(node) || ts.isDoStatement(node) || ts.isForStatement(node);
}

function partsOf(loop: Loop): { condition: ts.Expression | undefined; step: ts.Expression | undefined } {
  return ts.isForStatement(loop)
    ? { condition: loop.condition, step: loop.incrementor }
    : { condition: loop.expression, step: undefined };
}

/** Whether something in the loop may leave it, or hand over to whoever asks for more. */
function leaves(loop: Loop): boolean {
  return [...nodesIn(loop.statement, true)].some((node) => {
    if (ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isYieldExpression(node)) return true;
    if (!ts.isBreakStatement(node)) return false;
    if (node.label !== undefined) return true;
    const left = ts.findAncestor(
      node,
      (above) =>
        isLoop(above) ||
        ts.isSwitchStatement(above) ||
        ts.isForOfStatement(above) ||
        ts.isForInStatement(above),
    );
    return left === loop;
  });
}

function isAlwaysTrue(condition: ts.Expression): boolean {
  return (
    condition.kind === ts.SyntaxKind.TrueKeyword ||
    (ts.isNumericLiteral(condition) && Number(condition.text) !== 0)
  );
}

/** Whether a condition is of plain names alone, none of which the loop writes to. */
function isNeverChanged(condition: ts.Expression, loop: Loop): boolean {
  const inside = [...nodesIn(condition)];
  if (inside.some((node) => ts.isCallExpression(node) || isAccess(node) || isWrite(node))) return false;
  const names = new Set(inside.flatMap((node) => (ts.isIdentifier(node) ? [node.text] : [])));
  const { step } = partsOf(loop);
  const rest = [...nodesIn(loop.statement), ...(step === undefined ? [] : nodesIn(step))];
  return !rest.some(
    (node) =>
      isWrite(node) && [...nodesIn(node)].some((part) => ts.isIdentifier(part) && names.has(part.text)),
  );
}

/** Whether a loop ends only at one number, and the steps towards it are not of one. */
function isSteppedOver(condition: ts.Expression, loop: Loop, checker: ts.TypeChecker): boolean {
  if (!ts.isBinaryExpression(condition) || !inequalities.has(condition.operatorToken.kind)) return false;
  const { step } = partsOf(loop);
  const inside = [...nodesIn(loop.statement), ...(step === undefined ? [] : nodesIn(step))];
  return [condition.left, condition.right].some((side) => {
    if (!ts.isIdentifier(side) || !(checker.getTypeAtLocation(side).flags & ts.TypeFlags.NumberLike))
      return false;
    const writes = inside.filter(
      (node) => isWrite(node) && ts.isIdentifier(writtenBy(node)) && writtenBy(node).getText() === side.text,
    );
    return (
      writes.length > 0 &&
      writes.every(
        (node) =>
          ts.isBinaryExpression(node) && steps.has(node.operatorToken.kind) && node.right.getText() !== "1",
      )
    );
  });
}

const inequalities = new Set([
  ts.SyntaxKind.ExclamationEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

const steps = new Set([
  ts.SyntaxKind.PlusEqualsToken,
  ts.SyntaxKind.MinusEqualsToken,
  ts.SyntaxKind.AsteriskEqualsToken,
  ts.SyntaxKind.SlashEqualsToken,
]);

function writtenBy(node: ts.Node): ts.Node {
  if (ts.isBinaryExpression(node)) return node.left;
  return ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node) ? node.operand : node;
}

function isAccess(node: ts.Node): boolean {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

function isWrite(node: ts.Node): boolean {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
  }
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return false;
  return node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
}

function isNothing(body: ts.ConciseBody): boolean {
  return (
    body.kind === ts.SyntaxKind.NullKeyword ||
    (ts.isIdentifier(body) && body.text === "undefined") ||
    ts.isVoidExpression(body)
  );
}
