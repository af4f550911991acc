import ts from "typescript";

/** What a rule may ask about the code that it looks at. */
export interface LintContext {
  checker: ts.TypeChecker;
  /** Names of the fields that no caller may read. */
  privateFields: ReadonlySet<string>;
  /** Classes of which something stays from request to request. */
  keptClasses: ReadonlySet<ts.Declaration>;
  /** Names of the modules that services may import. */
  modules: ReadonlySet<string>;
}

/** Says what is wrong at a node, and what to do about it. */
export type Tell = (node: ts.Node, message: string) => void;

/** One thing that code of a service must not do. `check` is shown every node of every file. */
export interface Rule {
  name: string;
  check(node: ts.Node, tell: Tell, context: LintContext): void;
}

/** The variable, function or class that a name stands for, wherever it was imported from; undefined of a type. */
export function meantBy(node: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
  return symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias
    ? checker.getAliasedSymbol(symbol)
    : symbol;
}

/** Whether a name stands for what the platform has, and not for something of the code's own or a property. */
export function isGlobal(node: ts.Identifier, checker: ts.TypeChecker): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false;
  if (ts.isBindingElement(parent) && parent.propertyName === node) return false;
  if (ts.isPartOfTypeNode(node)) return false;
  const declarations = meantBy(node, checker)?.declarations ?? [];
  return declarations.every((declaration) => declaration.getSourceFile().isDeclarationFile);
}

/** Every node below one, itself included; what is in functions within it too, unless `own` is asked for. */
export function* nodesIn(node: ts.Node, own = false): Generator<ts.Node> {
  yield node;
  if (own && ts.isFunctionLike(node)) return;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* nodesIn(child, own);
}
