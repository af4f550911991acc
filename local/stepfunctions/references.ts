import { flat, type SyntaxNode, variableName } from "./syntax.ts";

/** What is evaluated for each of some values has such a value as its context: there a bare name is a field of it. */
const withContext = new Set(["predicate", "stages", "group", "terms", "pattern", "update", "delete"]);

/**
 * What the service refuses of an expression's references when the machine is made: a bare name, since there is nothing
 * of which it could be a field; the root `$$`; and `$states.errorOutput` outside of a Catch. Undefined when all are fine.
 */
export function wrongReference(node: SyntaxNode, caught: boolean, context = false): string | undefined {
  if (node.type === "name" && !context) {
    return `Reference to '${String(node.value)}' at the top level is not supported.`;
  }
  if (variableName(node) === "$") return "Reference to '$$' is not supported.";
  const steps = flat(node.steps);
  if (!caught && variableName(steps[0]) === "states" && steps[1]?.value === "errorOutput") {
    return "Reference to '$states.errorOutput' is supported in a Catch only.";
  }
  for (const [field, value] of Object.entries(node)) {
    for (const [index, part] of flat(value).entries()) {
      const given = context || withContext.has(field) || (field === "steps" && index > 0);
      const wrong = wrongReference(part, caught, given);
      if (wrong !== undefined) return wrong;
    }
  }
  return undefined;
}
