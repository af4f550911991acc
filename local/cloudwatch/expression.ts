import { TemplateError } from "../errors.ts";

/** A metric math expression of one period; a metric without data makes the result undefined, as with CloudWatch. */
export type Expression = (metric: (id: string) => number | undefined) => number | undefined;

/**
 * Parses metric math: numbers, metrics by id, + - * /, comparisons, parentheses, FILL(id, number) and IF(condition, then, else).
 * Throws TemplateError for anything else, and for a division by zero gives no data.
 */
export function parseExpression(text: string): Expression {
  const tokens = text.match(/\d+(?:\.\d+)?|[A-Za-z_]\w*|[<>=!]=|[-+*/(),<>]|\S/g) ?? [];
  let position = 0;
  const fail = (): never => {
    throw new TemplateError(
      `metric math "${text}" is not known locally: + - * /, comparisons, parentheses, FILL and IF are`,
    );
  };
  const next = () => tokens[position];
  const take = (expected?: string): string => {
    const token = tokens[position];
    if (token === undefined || (expected !== undefined && token !== expected)) return fail();
    position += 1;
    return token;
  };

  const comparison = (): Expression => chain(sum, Object.keys(comparisons));
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
      const inner = comparison();
      take(")");
      return inner;
    }
    if (token === "-") return combine("-", () => 0, factor());
    if (/^\d/.test(token)) return () => Number(token);
    if (token === "FILL") return fill();
    if (token === "IF") return choose();
    if (!/^[a-z]\w*$/.test(token)) return fail();
    return (metric) => metric(token);
  };
  const choose = (): Expression => {
    take("(");
    const condition = comparison();
    take(",");
    const then = comparison();
    take(",");
    const otherwise = comparison();
    take(")");
    return (metric) => {
      const holds = condition(metric);
      if (holds === undefined) return undefined;
      return holds === 0 ? otherwise(metric) : then(metric);
    };
  };
  const fill = (): Expression => {
    take("(");
    const value = comparison();
    take(",");
    const substitute = comparison();
    take(")");
    return (metric) => value(metric) ?? substitute(metric);
  };

  const expression = comparison();
  if (position < tokens.length) fail();
  return expression;
}

/** A comparison is 1 where it holds, else 0. */
const comparisons: Partial<Record<string, (one: number, other: number) => boolean>> = {
  ">=": (one, other) => one >= other,
  ">": (one, other) => one > other,
  "<=": (one, other) => one <= other,
  "<": (one, other) => one < other,
  "==": (one, other) => one === other,
  "!=": (one, other) => one !== other,
};

function combine(operator: string, left: Expression, right: Expression): Expression {
  return (metric) => {
    const [one, other] = [left(metric), right(metric)];
    if (one === undefined || other === undefined) return undefined;
    const compare = comparisons[operator];
    if (compare !== undefined) return compare(one, other) ? 1 : 0;
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
