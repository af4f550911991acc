import type { Action } from "./action.ts";
import { actionsOfAll } from "./all-routes.ts";
import type { Blueprint } from "./blueprint.ts";
import { type Expression, operandsOf, type Path } from "./expression.ts";
import type { Field } from "./field.ts";
import { fieldAt, type Scope } from "./value-type.ts";

/** Functions that give a value for every value; a remainder by 0 is empty. */
const partial = new Set(["remainder"]);

/** Whether an expression whose names are resolved has a value whatever things are there. Says no where it is not sure. */
export function isNeverEmpty(expression: Expression, scope: Scope): boolean {
  const isEach = (some: readonly Expression[]) => some.every((one) => isNeverEmpty(one, scope));
  switch (expression.kind) {
    case "literal":
      return expression.value !== null;
    case "now":
    case "today":
    case "object":
    case "given":
      return true;
    case "aggregate":
      return !["average", "least", "greatest", "first"].includes(expression.name);
    case "path":
      return isFilled(expression, scope);
    case "binary":
      if (expression.operator === "=" || expression.operator === "!=") return true;
      if (expression.operator === "otherwise") return isNeverEmpty(expression.right, scope);
      return expression.operator !== "/" && isEach([expression.left, expression.right]);
    case "cases":
      return isEach([...expression.cases.map(({ value }) => value), expression.otherwise]);
    case "call":
      return !partial.has(expression.name) && isEach(expression.arguments);
    case "duration":
      return expression.amount.kind === "literal";
    case "negative":
    case "not":
    case "one-of":
      return isEach(operandsOf(expression));
    default:
      return false;
  }
}

/** Whether a path is a name of something that is always there; what another thing has may be gone, or hidden. */
function isFilled(path: Path, scope: Scope): boolean {
  const { scope: of, names } = path;
  if ((of !== "own" && of !== "outer" && of !== "input") || names.length > 1) return false;
  const field = fieldAt(path, scope);
  const owner = of === "input" ? undefined : scope[of];
  const isKey = of !== "input" && (names.length === 0 || owner?.identifier?.name === names[0]);
  // A number within what a thing refers to is there where that is.
  const shown = field?.within === undefined ? field : owner?.fields.find(({ name }) => name === field.within);
  return isKey || (shown !== undefined && isGivenAlways(shown));
}

function isGivenAlways({ source, required, nullable, onReferencedDelete, default: preset }: Field): boolean {
  if (source === "created-at" || source === "updated-at" || source === "state" || source === "slug")
    return true;
  if (source !== "input" || nullable || onReferencedDelete === "clear") return false;
  return required || preset !== undefined;
}

/** Whether a field that is worked out at creation always has a value: no action puts another in its place. */
export function isAlwaysSet(field: Field, scope: Scope, blueprint: Blueprint): boolean {
  const { source, expression, name } = field;
  if (expression === undefined || (source !== "set-at-creation" && source !== "set-at-change")) return false;
  return isNeverEmpty(expression, scope) && !actionsOfAll(blueprint).some((action) => sets(action, name));
}

function sets({ effects }: Action, name: string): boolean {
  return effects.some((effect) => {
    if (effect.kind === "create") return effect.values.some(({ field }) => field === name);
    return effect.kind === "set" && effect.field === name;
  });
}
