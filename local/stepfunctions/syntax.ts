/** One node of JSONata's syntax tree; its own types leave most of them out. */
export type SyntaxNode = { [field: string]: unknown };

/** Whether a value found in a syntax tree is a node, or holds some. */
export function isSyntaxNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The nodes, and the lists of nodes, directly below. */
export function below(node: SyntaxNode): SyntaxNode[] {
  return Object.values(node).flatMap(flat);
}

/** The nodes in a field that holds one, a list of them, or lists of lists as the pairs of an object do. */
export function flat(value: unknown): SyntaxNode[] {
  if (Array.isArray(value)) return value.flatMap(flat);
  return isSyntaxNode(value) ? [value] : [];
}

/** The name of a variable node, such as `states` for `$states`; the context item's name is empty. */
export function variableName(node: unknown): string | undefined {
  return isSyntaxNode(node) && node.type === "variable" ? String(node.value) : undefined;
}
