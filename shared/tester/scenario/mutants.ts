import type { BinaryOperator, Expression, Order } from "../../blueprint/expression.ts";
import type { Refusal } from "../../blueprint/refusal.ts";

const others: Partial<Record<BinaryOperator, readonly BinaryOperator[]>> = {
  "<": ["<=", ">"],
  "<=": ["<", ">=", "="],
  ">": [">=", "<"],
  ">=": [">", "<=", "="],
  "=": ["!="],
  "!=": ["="],
  "+": ["-"],
  "-": ["+"],
  "*": ["+"],
  "/": ["*"],
  and: ["or"],
  or: ["and"],
};

/** The expression with one mistake each. */
export function mistaken(expression: Expression): Expression[] {
  return [...variants(expression), ...within(expression)];
}

/** Mistakes in the expression's own kind. */
function variants(expression: Expression): Expression[] {
  switch (expression.kind) {
    case "literal": {
      const { value } = expression;
      if (typeof value === "number")
        return [value + 1, value - 1].map((other) => ({ kind: "literal", value: other }));
      if (typeof value === "boolean") return [{ kind: "literal", value: !value }];
      return typeof value === "string" ? [{ kind: "literal", value: `${value}?` }] : [];
    }
    case "path":
      return expression.scope === "other" ? [{ ...expression, scope: "own" }] : [];
    case "duration":
      return mistaken(expression.amount).map((amount) => ({ ...expression, amount }));
    case "today":
      return [{ kind: "literal", value: null }];
    case "not":
      return [expression.operand];
    case "negative":
      return [expression.operand];
    case "binary": {
      const { left, operator, right } = expression;
      const sides = ["and", "or", "otherwise"].includes(operator) ? [left, right] : [];
      const isText =
        operator === "+" &&
        [left, right].some((side) => side.kind === "literal" && typeof side.value === "string");
      const changed = isText || right.kind === "duration" ? [] : (others[operator] ?? []);
      return [
        ...changed.map((other): Expression => ({ kind: "binary", operator: other, left, right })),
        ...sides,
      ];
    }
    case "one-of":
      return expression.options.length < 2
        ? []
        : expression.options.map((_, index) => ({
            ...expression,
            options: expression.options.toSpliced(index, 1),
          }));
    case "fits": {
      const { password } = expression;
      const holder: Expression = { ...password, names: password.names.slice(0, -1) };
      const nothing: Expression = { kind: "literal", value: null };
      const isThere: Expression = { kind: "binary", operator: "!=", left: holder, right: nothing };
      const isGone: Expression = { ...isThere, operator: "=" };
      return [isThere, { kind: "binary", operator: "or", left: isGone, right: expression }];
    }
    case "given": {
      const nothing: Expression = { kind: "literal", value: null };
      const isThere: Expression = { kind: "binary", operator: "!=", left: expression.input, right: nothing };
      return [isThere, { kind: "not", operand: expression }];
    }
    case "aggregate": {
      const { name } = expression;
      const { where, ...things } = expression.things;
      const wider: Expression[] = where === undefined ? [] : [{ ...expression, things }];
      const other = {
        any: "none",
        none: "any",
        least: "greatest",
        greatest: "least",
        sum: "greatest",
        average: "sum",
        first: "greatest",
      } as const;
      const swapped: Expression[] =
        name === "count" || name === "list" ? [] : [{ ...expression, name: other[name] }];
      const all: Expression[] =
        "list" in things || things.via === undefined
          ? []
          : [{ ...expression, things: { entity: things.entity, ...(where && { where }) } }];
      return [...wider, ...swapped, ...all, ...otherwiseOrdered(expression)];
    }
    case "groups": {
      const { where, ...things } = expression.things;
      return [...(where === undefined ? [] : [{ ...expression, things }]), ...otherwiseOrdered(expression)];
    }
    case "cases": {
      const [first, ...rest] = expression.cases;
      return first === undefined
        ? []
        : [first.value, rest.length === 0 ? expression.otherwise : { ...expression, cases: rest }];
    }
    case "call":
      return ["round", "floor", "ceiling"].includes(expression.name)
        ? [
            {
              ...expression,
              name: expression.name === "floor" ? "ceiling" : "floor",
              arguments: expression.arguments.slice(0, 1),
            },
          ]
        : [];
    default:
      return [];
  }
}

function otherwiseOrdered(expression: Extract<Expression, { kind: "aggregate" | "groups" }>): Expression[] {
  const { order } = expression;
  return order === undefined ? [] : [{ ...expression, order: turned(order) }];
}

/** The order the other way round, in each of its fields. */
export function turned(order: readonly Order[]): Order[] {
  return order.map(({ field, descending }) => ({ field, descending: !descending }));
}

/** Mistakes further in. */
function within(expression: Expression): Expression[] {
  switch (expression.kind) {
    case "not":
    case "negative":
      return mistaken(expression.operand).map((operand) => ({ ...expression, operand }));
    case "binary":
      return [
        ...mistaken(expression.left).map((left) => ({ ...expression, left })),
        ...mistaken(expression.right).map((right) => ({ ...expression, right })),
      ];
    case "call":
      return expression.arguments.flatMap((part, index) =>
        mistaken(part).map((other) => ({
          ...expression,
          arguments: expression.arguments.with(index, other),
        })),
      );
    case "aggregate": {
      const { things, value } = expression;
      return [
        ...(things.where === undefined ? [] : mistaken(things.where)).map((where) => ({
          ...expression,
          things: { ...things, where },
        })),
        ...(value === undefined ? [] : mistaken(value)).map((other) => ({ ...expression, value: other })),
      ];
    }
    case "groups":
      return mistaken(expression.value).map((value) => ({ ...expression, value }));
    case "cases":
      return [
        ...expression.cases.flatMap((one, index) => [
          ...mistaken(one.when).map((when) => ({
            ...expression,
            cases: expression.cases.with(index, { ...one, when }),
          })),
          ...mistaken(one.value).map((value) => ({
            ...expression,
            cases: expression.cases.with(index, { ...one, value }),
          })),
        ]),
        ...mistaken(expression.otherwise).map((otherwise) => ({ ...expression, otherwise })),
      ];
    case "object":
      return expression.properties.flatMap(({ name, value }, index) =>
        mistaken(value).map((other) => ({
          ...expression,
          properties: expression.properties.with(index, { name, value: other }),
        })),
      );
    default:
      return [];
  }
}

/** A refusal as it is not said to be. */
export function otherRefusals(refusal: Refusal): Refusal[] {
  const status = refusal.status === 418 ? 417 : 418;
  return [
    { ...refusal, status },
    ...(refusal.code === undefined ? [] : [{ ...refusal, code: `${refusal.code}?` }]),
    ...(refusal.with === undefined ? [] : [{ ...refusal, with: undefined }]),
    ...(refusal.with ?? []).flatMap((_, index) =>
      mistaken((refusal.with ?? [])[index]?.value ?? { kind: "literal", value: 0 })
        .slice(0, 2)
        .map((value) => ({
          ...refusal,
          with: (refusal.with ?? []).map((one, each) => (each === index ? { ...one, value } : one)),
        })),
    ),
  ];
}
