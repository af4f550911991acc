import type { Json, JsonObject } from "./json.ts";
import { flat, isSyntaxNode, type SyntaxNode } from "./syntax.ts";

/** Gives an expression's value at once, or undefined when only JSONata itself can tell. */
export type Quick = (bindings: JsonObject) => Json | undefined;

const plainKeys = new Set(["type", "value", "position", "lhs", "rhs", "steps"]);

/**
 * Most expressions of a state machine are a path into `$states` or a variable, and comparisons and sums of those.
 * JSONata evaluates each node in a promise; this gives the same values without one, for plain nodes on plain values.
 * Whatever is not plain (a list on the way, a missing field, types that do not fit) is left to JSONata.
 */
export function quickExpression(node: SyntaxNode | undefined): Quick | undefined {
  if (node === undefined || Object.keys(node).some((key) => !plainKeys.has(key))) return undefined;
  const { value } = node;
  switch (node.type) {
    case "string":
    case "number":
    case "value":
      if (typeof value === "string" || typeof value === "boolean" || value === null) return () => value;
      return typeof value === "number" ? () => finite(value) : undefined;
    case "variable":
      return typeof value === "string" ? (bindings) => field(bindings, value) : undefined;
    case "path":
      return quickPath(flat(node.steps));
    case "binary":
      return quickBinary(
        String(value),
        quickExpression(sideOf(node, "lhs")),
        quickExpression(sideOf(node, "rhs")),
      );
    default:
      return undefined;
  }
}

function sideOf(node: SyntaxNode, side: "lhs" | "rhs"): SyntaxNode | undefined {
  const found = node[side];
  return isSyntaxNode(found) ? found : undefined;
}

function quickPath(steps: SyntaxNode[]): Quick | undefined {
  const [first, ...rest] = steps;
  if (first?.type !== "variable") return undefined;
  const start = quickExpression(first);
  const names: string[] = [];
  for (const step of rest) {
    if (step.type !== "name" || Object.keys(step).some((key) => !plainKeys.has(key))) return undefined;
    names.push(String(step.value));
  }
  return (bindings) => {
    let value = start?.(bindings);
    for (const name of names) {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
      value = field(value, name);
    }
    return value;
  };
}

function field(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function quickBinary(operator: string, lhs: Quick | undefined, rhs: Quick | undefined): Quick | undefined {
  if (lhs === undefined || rhs === undefined || !operators.has(operator)) return undefined;
  return (bindings) => {
    const left = lhs(bindings);
    const right = rhs(bindings);
    if (typeof left === "number" && typeof right === "number") return ofNumbers(operator, left, right);
    if (typeof left === "string" && typeof right === "string") return ofTexts(operator, left, right);
    if (typeof left === "boolean" && typeof right === "boolean") return ofBooleans(operator, left, right);
    return undefined;
  };
}

const operators = new Set(["+", "-", "*", "/", "%", "=", "!=", "<", "<=", ">", ">=", "&", "and", "or"]);

function ofNumbers(operator: string, left: number, right: number): Json | undefined {
  switch (operator) {
    case "+":
      return finite(left + right);
    case "-":
      return finite(left - right);
    case "*":
      return finite(left * right);
    case "/":
      return finite(left / right);
    case "%":
      return finite(left % right);
    case "&":
    case "and":
    case "or":
      return undefined;
    default:
      return compared(operator, left === right, left < right);
  }
}

function finite(value: number): number | undefined {
  if (!Number.isFinite(value)) return undefined;
  return value === 0 ? 0 : value;
}

function ofTexts(operator: string, left: string, right: string): Json | undefined {
  return operator === "&" ? left + right : compared(operator, left === right, left < right);
}

function ofBooleans(operator: string, left: boolean, right: boolean): Json | undefined {
  switch (operator) {
    case "and":
      return left && right;
    case "or":
      return left || right;
    case "=":
      return left === right;
    case "!=":
      return left !== right;
    default:
      return undefined;
  }
}

function compared(operator: string, same: boolean, less: boolean): boolean | undefined {
  switch (operator) {
    case "=":
      return same;
    case "!=":
      return !same;
    case "<":
      return less;
    case "<=":
      return less || same;
    case ">":
      return !less && !same;
    case ">=":
      return !less;
    default:
      return undefined;
  }
}
