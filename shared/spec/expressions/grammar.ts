import type { BinaryOperator, Elements, Expression, Path, Things } from "../../blueprint/expression.ts";
import { DurationUnit, FunctionName, functionNames } from "../../blueprint/expression.ts";
import { fixedWords } from "../fixed-words.ts";
import type { Meanings, Node } from "../grammar.ts";
import { setSpan } from "./span.ts";

const relationWords = fixedWords("RelationWords", {
  is: "=",
  "is not": "!=",
  "is at least": ">=",
  "is at most": "<=",
  "is after": ">",
  "is more than": ">",
  "is before": "<",
  "is less than": "<",
} satisfies Record<string, BinaryOperator>);

const aggregateNames = fixedWords("AggregateName", {
  "sum of": "sum",
  "average of": "average",
  "least of": "least",
  "greatest of": "greatest",
});

const orderedNames = fixedWords("OrderedName", { "list of": "list", "first of": "first" });

/** The grammar of expressions. A word in quotes is a keyword, whatever its case. */
export const expressionGrammar = `
  Expression = Cases | Or
  Cases = Case ("," Case)* ","? "else" Or
  Case = Or "if" Or
  Or = And ("or" And)*
  And = Not ("and" Not)*
  Not = "not" Comparison  -- not
      | Comparison
  Comparison = Otherwise "is" "not" "empty"  -- given
             | Otherwise "is" "empty"  -- empty
             | Otherwise "is" "one" "of" "(" NonemptyListOf<Otherwise, ","> ")"  -- oneOf
             | Otherwise Relation Otherwise  -- relation
             | Otherwise
  Relation = RelationSign | RelationWords
  RelationSign = "<=" | ">=" | "!=" | "<" | ">" | "="
${relationWords.grammar}  Otherwise = Sum ("otherwise" Sum)*
  Sum = Product (SumSign Product)*
  SumSign = "+" | "-"
  Product = Unary (ProductSign Unary)*
  ProductSign = "*" | "/"
  Unary = "-" Primary  -- negative
        | Primary
  Primary = Duration | Brackets | Aggregate | Call | Object | Constant | Path
  Brackets = "(" Expression ")"
  Object = "{" ListOf<Property, ","> "}"
  Property = (name | text) ":" Expression  -- named
           | Path  -- short
  Aggregate = "count" "of" Things  -- count
            | "any" "of" Things  -- any
            | "none" "of" Things  -- none
            | AggregateName Sum "of" Things  -- value
            | "list" "for" "each" NonemptyListOf<GroupKey, ","> "of" Things Object Ordered?  -- groups
            | OrderedName Sum "of" Things Ordered?  -- ordered
${aggregateNames.grammar}${orderedNames.grammar}  Things = "them" Where?  -- grouped
         | Owner name ~"." Via? Where?  -- related
         | (Around | Its | Plain) Where?  -- elements
  GroupKey = name ":" Or  -- named
           | Path  -- short
  Owner = "its" | "all"
  Via = "through" name
  Where = "where" Or
  Ordered = "by" NonemptyListOf<OrderKey, ",">
  OrderKey = "-"? name
  Call = callStart ListOf<Expression, ","> ")"
  Duration = (DurationNumber | Brackets | Path) durationUnit
  DurationNumber = number
  Constant = True | False | Empty | Now | Today | Caller | text | number
  True = "true"
  False = "false"
  Empty = "empty"
  Now = "now"
  Today = "today"
  Caller = "the" "caller"
  Path = Its | Around | It | Plain
  It = "it"
  Its = "its" name ("." name)*
  Around = "the" name ("." name)*
  Plain = firstName ("." name)*

  firstName (a name) = "\`" bareName "\`"  -- quoted
                     | ~reserved bareName
  callStart (a function) = ${functionNames.map((name) => `"${name}("`).join(" | ")}
  durationUnit (a unit of time) = (${DurationUnit.options.map((unit) => `'${unit}'`).join(" | ")}) 's'? ~nameCharacter
`;

/** Stands before a name that was in backticks: it is a name even where a value or a role is called so. */
export const quoteMark = "`";

function binary(operator: BinaryOperator, left: Node, right: Node): Expression {
  return { kind: "binary", operator, left: left.value(), right: right.value() };
}

/** Operands from left to right: `a - b - c` is `(a - b) - c`. */
function chain(first: Node, operators: Node, more: Node): Expression {
  const signs = operators.children;
  return more.children.reduce((left: Expression, right, index) => {
    const operator: BinaryOperator = signs[index]?.value();
    const both: Expression = { kind: "binary", operator, left, right: right.value() };
    setSpan(both, { start: first.source.startIdx, end: right.source.endIdx });
    return both;
  }, first.value());
}

function path(scope: Path["scope"], first: Node, more: Node): Path {
  return { kind: "path", scope, names: [first.value(), ...more.children.map((one) => one.value())] };
}

function aggregate(name: "count" | "any" | "none", things: Node): Expression {
  return { kind: "aggregate", name, things: things.value() };
}

/** A value that is called as its path ends. */
function named(path: Node): { name: string; value: Expression } {
  const value: Expression = path.value();
  const last = value.kind === "path" ? value.names.at(-1) : undefined;
  return { name: last?.replace(quoteMark, "") ?? "it", value };
}

/** What each rule of {@link expressionGrammar} means. */
export const expressionMeanings: Meanings = {
  Cases: (first, _commas, more, _comma, otherwise): Expression => ({
    kind: "cases",
    cases: [first.value(), ...more.children.map((one) => one.value())],
    otherwise: otherwise.value(),
  }),
  Case: (value, when) => ({ when: when.value(), value: value.value() }),
  Or: chain,
  And: chain,
  Otherwise: chain,
  Sum: chain,
  Product: chain,
  SumSign() {
    return this.sourceString;
  },
  ProductSign() {
    return this.sourceString;
  },
  Not_not: (operand): Expression => ({ kind: "not", operand: operand.value() }),
  Comparison_given: (left): Expression => ({
    kind: "binary",
    operator: "!=",
    left: left.value(),
    right: { kind: "literal", value: null },
  }),
  Comparison_empty: (left): Expression => ({
    kind: "binary",
    operator: "=",
    left: left.value(),
    right: { kind: "literal", value: null },
  }),
  Comparison_oneOf: (value, options): Expression => ({
    kind: "one-of",
    value: value.value(),
    options: options.value(),
  }),
  Comparison_relation: (left, relation, right) => binary(relation.value(), left, right),
  RelationSign() {
    return this.sourceString;
  },
  ...relationWords.meanings,
  Unary_negative: (operand): Expression => {
    const value: Expression = operand.value();
    if (value.kind === "literal" && typeof value.value === "number" && value.value > 0) {
      return { kind: "literal", value: -value.value };
    }
    return { kind: "negative", operand: value };
  },
  Brackets: (inner) => inner.value(),
  Object: (properties): Expression => ({
    kind: "object",
    properties: properties.value(),
  }),
  Property_named: (name, value) => ({ name: name.value(), value: value.value() }),
  Property_short: named,
  GroupKey_named: (name, value) => ({ name: name.value(), value: value.value() }),
  GroupKey_short: named,
  Aggregate_count: (things) => aggregate("count", things),
  Aggregate_any: (things) => aggregate("any", things),
  Aggregate_none: (things) => aggregate("none", things),
  Aggregate_value: (name, value, things): Expression => ({
    kind: "aggregate",
    name: name.value(),
    things: things.value(),
    value: value.value(),
  }),
  Aggregate_ordered: (name, value, things, order): Expression => {
    const keys = order.children[0]?.value();
    return {
      kind: "aggregate",
      name: name.value(),
      things: things.value(),
      value: value.value(),
      ...(keys && { order: keys }),
    };
  },
  Aggregate_groups: (keys, things, value, order): Expression => {
    const by = order.children[0]?.value();
    return {
      kind: "groups",
      things: things.value(),
      keys: keys.value(),
      value: value.value(),
      ...(by && { order: by }),
    };
  },
  ...aggregateNames.meanings,
  ...orderedNames.meanings,
  Things_grouped: (where): Things => {
    const condition = where.children[0]?.value();
    return { entity: "", grouped: true, ...(condition && { where: condition }) };
  },
  Things_related: (owner, name, via, where): Things => {
    const all = owner.sourceString.toLowerCase() === "all";
    const condition = where.children[0]?.value();
    return {
      entity: name.value(),
      ...(all ? {} : { via: via.children[0]?.value() ?? "" }),
      ...(condition && { where: condition }),
    };
  },
  Things_elements: (list, where): Elements => {
    const condition = where.children[0]?.value();
    return { list: list.value(), ...(condition && { where: condition }) };
  },
  Via: (name) => name.value(),
  Where: (condition) => condition.value(),
  Ordered: (keys) => keys.value(),
  OrderKey: (minus, name) => ({ field: name.value(), descending: minus.children.length > 0 }),
  Call: (start, values): Expression => ({
    kind: "call",
    name: FunctionName.parse(start.sourceString.slice(0, -1)),
    arguments: values.value(),
  }),
  DurationNumber: (number): Expression => ({ kind: "literal", value: number.value() }),
  Duration: (amount, unit): Expression => ({
    kind: "duration",
    amount: amount.value(),
    unit: DurationUnit.parse(unit.sourceString.replace(/s$/, "")),
  }),
  True: (): Expression => ({ kind: "literal", value: true }),
  False: (): Expression => ({ kind: "literal", value: false }),
  Empty: (): Expression => ({ kind: "literal", value: null }),
  Now: (): Expression => ({ kind: "now" }),
  Today: (): Expression => ({ kind: "today" }),
  Caller: (): Expression => ({ kind: "caller" }),
  Constant: (constant): Expression => {
    const value = constant.value();
    return typeof value === "object" ? value : { kind: "literal", value };
  },
  It: (): Path => ({ kind: "path", scope: "own", names: [] }),
  Its: (first, _dots, more) => path("outer", first, more),
  Around: (first, _dots, more) => path("around", first, more),
  Plain: (first, _dots, more) => path("own", first, more),
  firstName_quoted: (name) => `${quoteMark}${name.sourceString}`,
};
