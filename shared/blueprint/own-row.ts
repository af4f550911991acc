import { type Expression, operandsOf } from "./expression.ts";
import { workedOutProperties } from "./field.ts";
import type { Scope } from "./value-type.ts";

/** What an expression reads besides the fields of its own thing, as a sentence; undefined when it reads those alone. */
export function moreThanOwnRow(expression: Expression, scope: Scope): string | undefined {
  switch (expression.kind) {
    case "now":
    case "today":
    case "caller":
    case "role":
      return "what hangs on the time or the caller cannot be stored: it changes without a write.";
    case "aggregate":
    case "groups":
      return "a count of what itself counts others cannot be stored.";
    case "path": {
      if (expression.scope !== "own" || expression.names.length > 1)
        return `\`${expression.names.join(".")}\` is another thing's, which can change by itself.`;
      const [name] = expression.names;
      const field = scope.own?.fields.find((one) => one.name === name);
      if (field === undefined && name !== undefined && name !== scope.own?.identifier?.name)
        return `${scope.own?.name} has no field ${name}.`;
      if (field !== undefined && workedOutProperties(field).length > 0)
        return `what is worked out of the elements of ${name} can hang on other things.`;
      if (field?.source === "own-url") return "a thing's url hangs on where the service is reached.";
      const workedOut = field?.source === "computed" ? field.expression : undefined;
      return workedOut === undefined ? undefined : moreThanOwnRow(workedOut, scope);
    }
    default:
      return operandsOf(expression)
        .map((part) => moreThanOwnRow(part, scope))
        .find((reason) => reason !== undefined);
  }
}
