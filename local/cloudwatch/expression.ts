import { TemplateError } from "../errors.ts";

/** A metric math expression of one period; a metric without data makes the result undefined, as with CloudWatch. */
export type Expression = (metric: (id: string) => number | undefined) => number | undefined;

/**
 * Parses metric math: numbers, metrics by id, + - * /, parentheses, and FILL(id, number).
 * Throws TemplateError for anything else, and for a division by zero gives no data.
 */
export function parseExpression(text: string): Expression {
  const tokens = text.match(/\d+(?:\.\d+)?|[A-Za-z_]\w*|[-+*/(),]|\S/g) ?? [];
  let position = 0;
  const fail = (): never => {
    throw new TemplateError(`metric math "${text}" is not known locally: + - * /, parentheses and FILL are`);
  };
  const next = () => tokens[position];
  const take = (expected?: string): string => {
    const token = tokens[position];
    if (token === undefined || (expected !== undefined && token !== expected)) return fail();
    position += 1;
    return token;
  };

  const sum = (): Expression => chain(product, ["+", "-"]);
  const product = (): Expression => chain(factor, ["*", "/"]);
  const chain = (part: () => Expression, operators: string[]): Expression => {
    let left = part();
    for (let token = next(); token !== undefined && operators.includes(token); token = next()) {
      take();
      left = combine(token, left, part());
    }
    return left;
  };
  const factor = (): Expression => {
    const token = take();
    if (token === "(") {
      const inner = sum();
      take(")");
      return inner;
    }
    if (token === "-") return combine("-", () => 0, factor());
    if (/^\d/.test(token)) return () => Number(token);
    if (token === "FILL") return fill();
    if (!/^[a-z]\w*$/.test(token)) return fail();
    return (metric) => metric(token);
  };
  const fill = (): Expression => {
    take("(");
    const value = sum();
    take(",");
    const substitute = sum();
    take(")");
    return (metric) => value(metric) ?? substitute(metric);
  };

  const expression = sum();
  if (position < tokens.length) fail();
  return expression;
}

function combine(operator: string, left: Expression, right: Expression): Expression {
  return (metric) => {
    const [one, other] = [left(metric), right(metric)];
    if (one === undefined || other === undefined) return undefined;
    switch (operator) {
      case "+":
        return one + other;
      case "-":
        return one - other;
      case "*":
        return one * other;
      default:
        return other === 0 ? undefined : one / other;
    }
  };
}
