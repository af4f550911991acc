import ts from "typescript";
import { type LintContext, meantBy, type Rule } from "./rule.ts";

const advice = "give values as bindings, or by the kit's sql`…`, which binds them";

/** No value becomes a part of a statement's text. */
export const splicedSql: Rule = {
  name: "no-spliced-sql",
  check(node, tell, context) {
    const text = sqlOf(node, context);
    if (text !== undefined && !isFixed(text, context))
      tell(text, `A statement of SQL is put together from values: ${advice}.`);
  },
};

/** The text of SQL that a node runs, or makes a fragment of. */
function sqlOf(node: ts.Node, { checker }: LintContext): ts.Expression | undefined {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { expression, name } = node.expression;
    const type = checker.getTypeAtLocation(expression);
    const isSql = /^(SqlStorage|Sql)$/.test((type.aliasSymbol ?? type.symbol)?.name ?? "");
    return isSql && name.text === "exec" ? node.arguments[0] : undefined;
  }
  if (!ts.isPropertyAssignment(node) || !ts.isIdentifier(node.name) || node.name.text !== "text")
    return undefined;
  const type = ts.isObjectLiteralExpression(node.parent) ? checker.getContextualType(node.parent) : undefined;
  return (type?.aliasSymbol ?? type?.symbol)?.name === "Fragment" ? node.initializer : undefined;
}

/** Whether a text is the same whatever callers send. */
function isFixed(text: ts.Expression, context: LintContext): boolean {
  if (ts.isStringLiteralLike(text) || ts.isNumericLiteral(text)) return true;
  if (ts.isParenthesizedExpression(text)) return isFixed(text.expression, context);
  if (ts.isConditionalExpression(text))
    return isFixed(text.whenTrue, context) && isFixed(text.whenFalse, context);
  if (ts.isBinaryExpression(text))
    return (
      text.operatorToken.kind === ts.SyntaxKind.PlusToken &&
      isFixed(text.left, context) &&
      isFixed(text.right, context)
    );
  if (ts.isTemplateExpression(text))
    return text.templateSpans.every(({ expression }) => isFixed(expression, context));
  if (!ts.isIdentifier(text)) return false;
  const declaration = meantBy(text, context.checker)?.valueDeclaration;
  return (
    declaration !== undefined &&
    ts.isVariableDeclaration(declaration) &&
    (declaration.parent.flags & ts.NodeFlags.Const) !== 0 &&
    declaration.initializer !== undefined &&
    isFixed(declaration.initializer, context)
  );
}
