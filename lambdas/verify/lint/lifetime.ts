import ts from "typescript";
import { meantBy, nodesIn } from "./rule.ts";

/** Whether an expression is the application that routes are added to. */
function isApplication(node: ts.Expression, checker: ts.TypeChecker): boolean {
  return checker.getTypeAtLocation(node).symbol?.name === "Hono";
}

/** Whether a function adds routes: it runs once, and what it declares is there for as long as the routes are. */
export function addsRoutes(node: ts.Node, checker: ts.TypeChecker): boolean {
  const body = ts.isFunctionLike(node) && "body" in node ? node.body : undefined;
  if (body === undefined || body === null) return false;
  return [...nodesIn(body, true)].some(
    (inner) =>
      ts.isCallExpression(inner) &&
      ts.isPropertyAccessExpression(inner.expression) &&
      inner.arguments.some((argument) => ts.isFunctionLike(argument)) &&
      isApplication(inner.expression.expression, checker),
  );
}

/** Whether what changes at a node in a function within `owner` changes at each request, and not while routes are added. */
export function runsLater(node: ts.Node, owner: ts.Node, checker: ts.TypeChecker): boolean {
  let outermost: ts.Node | undefined;
  for (let above = node.parent; above !== undefined && above !== owner; above = above.parent)
    if (ts.isFunctionLike(above)) outermost = above;
  if (outermost === undefined) return false;
  const { parent } = outermost;
  if (!ts.isCallExpression(parent)) return true;
  const { expression: called } = parent;
  return ts.isPropertyAccessExpression(called) && isApplication(called.expression, checker);
}

/** Whether a class is that of a Durable Object, which many requests are served by. */
export function isDurableObject({ heritageClauses }: ts.ClassLikeDeclaration): boolean {
  return (heritageClauses ?? []).some(({ types }) =>
    types.some(({ expression }) => /\bDurableObject$/.test(expression.getText())),
  );
}

/** Classes of which something stays from request to request: Durable Objects, and what is made before requests come. */
export function keptClasses(
  files: readonly ts.SourceFile[],
  checker: ts.TypeChecker,
): ReadonlySet<ts.Declaration> {
  const kept = new Set<ts.Declaration>();
  for (const node of files.flatMap((file) => [...nodesIn(file)])) {
    if (ts.isClassDeclaration(node) && isDurableObject(node)) kept.add(node);
    if (!ts.isNewExpression(node) || !ts.isIdentifier(node.expression) || !isMadeOnce(node, checker))
      continue;
    for (const declaration of meantBy(node.expression, checker)?.declarations ?? [])
      if (ts.isClassDeclaration(declaration) && !declaration.getSourceFile().isDeclarationFile)
        kept.add(declaration);
  }
  return kept;
}

function isMadeOnce(node: ts.Node, checker: ts.TypeChecker): boolean {
  const around = ts.findAncestor(node.parent, (above) => ts.isFunctionLike(above) || ts.isClassLike(above));
  if (around === undefined || addsRoutes(around, checker)) return true;
  const owner = ts.isConstructorDeclaration(around) ? around.parent : around;
  return ts.isClassLike(owner) && isDurableObject(owner);
}
