import ts from "typescript";
import { isGlobal, type LintContext, meantBy, nodesIn, type Rule } from "./rule.ts";

/** How a request's body is read. */
const reading = new Set(["json", "text", "formData", "arrayBuffer", "blob", "parseBody"]);
const kitReading = new Set(["readObject"]);

/** Names that are followed to what they stand for before it counts as unknown. */
const depth = 4;

/** Logs outlive requests and are read by others: bodies and private fields are not in them. */
export const logging: Rule = {
  name: "no-logged-data",
  check(node, tell, context) {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
    const { expression } = node.expression;
    if (!ts.isIdentifier(expression) || expression.text !== "console") return;
    if (!isGlobal(expression, context.checker)) return;
    for (const argument of node.arguments) {
      const secret = privateFieldIn(argument, context);
      if (secret !== undefined)
        tell(argument, `The private field \`${secret}\` is written to the log: leave it out.`);
      else if (hasBody(argument, context, depth))
        tell(argument, "What a caller sent is written to the log: log what happened, and not the data.");
    }
  },
};

function privateFieldIn(
  argument: ts.Expression,
  { checker, privateFields }: LintContext,
): string | undefined {
  for (const node of nodesIn(argument)) {
    if (ts.isIdentifier(node) && privateFields.has(node.text)) return node.text;
  }
  const type = checker.getTypeAtLocation(argument);
  return [...privateFields].find((name) => type.getProperty(name) !== undefined);
}

function hasBody(expression: ts.Expression, context: LintContext, left: number): boolean {
  return [...nodesIn(expression)].some((node) => {
    if (ts.isCallExpression(node)) {
      const { expression: called } = node;
      if (ts.isIdentifier(called) && kitReading.has(called.text)) return true;
      if (ts.isPropertyAccessExpression(called) && reading.has(called.name.text)) {
        const type = context.checker.getTypeAtLocation(called.expression);
        return /^(Request|HonoRequest)$/.test(type.symbol?.name ?? "");
      }
    }
    if (!ts.isIdentifier(node) || left === 0) return false;
    const { parent } = node;
    // What a thing is known by says nothing of what it holds.
    if (ts.isPropertyAccessExpression(parent) && (parent.name === node || parent.name.text === "id"))
      return false;
    const declared = meantBy(node, context.checker)?.valueDeclaration;
    const declaration = declared && ts.findAncestor(declared, (above) => !isPattern(above));
    return (
      declaration !== undefined &&
      ts.isVariableDeclaration(declaration) &&
      declaration.initializer !== undefined &&
      !declaration.getSourceFile().isDeclarationFile &&
      hasBody(declaration.initializer, context, left - 1)
    );
  });
}

function isPattern(node: ts.Node): boolean {
  return ts.isBindingElement(node) || ts.isBindingName(node);
}
