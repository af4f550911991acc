import fc from "fast-check";
import { type Entity, Filter, type List } from "../../../shared/blueprint/entity.ts";
import type { Expression } from "../../../shared/blueprint/expression.ts";
import type { Field } from "../../../shared/blueprint/field.ts";
import { comparableParameter } from "../../../shared/blueprint/list-comparisons.ts";
import { memberType, type Scope } from "../../../shared/blueprint/value-type.ts";
import { newField } from "../../../shared/spec/phrases/field-type.ts";
import { expressionOf } from "./arbitrary-expression.ts";

/** A parameter with a type of its own; its name may be that of a field or a keyword. */
function inputIn(scope: Scope): fc.Arbitrary<Filter> {
  const types: Partial<Field>[] = [
    { type: "integer", minimum: 1, required: true },
    { type: "string", maxLength: 9, letterCase: "lower" },
    { type: "date", default: "now" },
    { type: "boolean" },
    { type: "choice", values: ["low", "only", "open"] },
    ...scope.entities.map(({ name }): Partial<Field> => ({ type: "reference", references: name })),
  ];
  return fc
    .tuple(fc.constantFrom("amount", "on", "where", "asked"), fc.constantFrom(...types))
    .chain(([parameter, given]) => {
      const input = newField(parameter, [given]);
      const named: Expression = { kind: "path", scope: "input", names: [parameter] };
      const own: Expression = { kind: "path", scope: "own", names: [scope.own?.identifier?.name ?? "id"] };
      return expressionOf("truth", { ...scope, inputs: [input] }, 1).map((said): Filter => {
        const condition = [named, own].reduce(
          (left: Expression, given): Expression => ({
            kind: "binary",
            operator: "and",
            left,
            right: { kind: "binary", operator: "!=", left: given, right: empty },
          }),
          said,
        );
        return { parameter, fields: [], comparison: "condition", when: { input, condition } };
      });
    });
}

const empty: Expression = { kind: "literal", value: null };

/** How the things of an entity are listed: every comparison, order, style of pages and part of a frame. */
export function listOf(entity: Entity, scope: Scope): fc.Arbitrary<List> {
  const names = [entity.identifier.name, ...entity.fields.map(({ name }) => name)];
  const field = fc.constantFrom(...names);
  const ofKind = (kinds: readonly string[]) =>
    names.filter((name) => kinds.includes(memberType(entity, name)?.kind ?? ""));
  const texts = ofKind(["text", "choice"]);
  const lists = ofKind(["list"]);
  const comparisons = Filter.shape.comparison.options.filter((one) => one !== "condition");
  const compared = fc
    .constantFrom(...comparisons.filter((one) => one !== "has-element" || lists.length > 0))
    .chain((comparison) => {
      const isText = comparison === "contains" || comparison === "starts-with";
      const fits = comparison === "has-element" ? lists : isText ? texts : names;
      return fc.record({
        fields: fc.uniqueArray(fc.constantFrom(...fits), { minLength: 1, maxLength: 2 }),
        comparison: fc.constant(comparison),
      });
    });
  const condition = fc
    .tuple(expressionOf("truth", scope, 1), fc.constantFrom("true", "1", "in stock"))
    .map(([said, value]) => ({
      fields: [],
      comparison: "condition" as const,
      when: { value, condition: said },
    }));
  const filters = fc
    .tuple(
      fc.array(fc.oneof(compared, condition), { maxLength: 2 }),
      fc.array(inputIn(scope), { maxLength: 1 }),
    )
    .map(([all, inputs]): Filter[] => [
      ...all.map((one, index) => ({ parameter: `q${index}`, ...one })),
      ...inputs,
    ]);
  const key = fc.record(
    {
      field,
      direction: fc.constantFrom("ascending" as const, "descending" as const),
      emptyLast: fc.constant(true as const),
    },
    { requiredKeys: ["field", "direction"] },
  );
  const keys = fc.uniqueArray(key, { selector: (one) => one.field, minLength: 1, maxLength: 3 });
  const usual = keys.map(([first = { field: "", direction: "ascending" as const }, ...next]) => ({
    ...first,
    ...(next.length > 0 && { next }),
  }));
  const named = fc.uniqueArray(fc.record({ name: fc.constantFrom("quickest", "in stock", "-3"), keys }), {
    selector: (one) => one.name,
    minLength: 1,
    maxLength: 2,
  });
  const sort = fc
    .record(
      {
        parameter: fc.constantFrom("order", "by"),
        directionParameter: fc.constant("direction"),
        fields: fc.uniqueArray(field, { minLength: 1, maxLength: 3 }),
        turned: fc.boolean(),
        last: fc.boolean(),
        named,
        default: usual,
      },
      { requiredKeys: ["parameter", "fields"] },
    )
    .map(({ turned, last, ...said }) => ({
      ...said,
      ...(turned === true && { descending: said.fields.slice(0, 1) }),
      ...(last === true && { emptyLast: said.fields.slice(0, 1) }),
    }));
  const onlyDefault = usual.map((said) => ({ parameter: "sort", fields: [], default: said }));
  const onlyNamed = named.map((said) => ({ parameter: "by", fields: [], named: said }));
  const pages = fc.record({
    style: fc.constantFrom("offset" as const, "page" as const, "cursor" as const),
    sizeParameter: fc.constantFrom("limit", "page[size]"),
    positionParameter: fc.constantFrom("page", "after"),
    defaultSize: fc.integer({ min: 1, max: 20 }),
    maximumSize: fc.integer({ min: 20, max: 500 }),
    aboveMaximum: fc.constantFrom("refuse" as const, "reduce" as const),
  });
  const part = (name: string) => fc.constantFrom(name, `the_${name}`);
  const envelope = fc.record(
    {
      items: fc.constantFrom("items", "data", "the"),
      total: part("total"),
      nextCursor: part("next"),
      page: part("page"),
      pageSize: part("size"),
      offset: part("offset"),
      pageCount: part("pages"),
      meta: fc.constantFrom("meta", "under"),
    },
    { requiredKeys: ["items"] },
  );
  const all = fc.record(
    {
      filters,
      operator: fc.constantFrom(...operators),
      sort: fc.oneof(sort, onlyDefault, onlyNamed),
      pages,
      envelope,
      totalHeader: fc.constant("X-Total-Count"),
    },
    { requiredKeys: ["filters"] },
  );
  return all.map(({ operator, ...list }) => {
    const pair = operator === undefined ? undefined : comparedIn({ ...entity, list });
    return pair === undefined || operator === undefined
      ? list
      : { ...list, comparisons: [{ left: pair[0], operator, right: pair[1] }] };
  });
}

const operators = ["less", "at-most", "greater", "at-least", "differs"] as const;

/** Two parameters of a list that may be compared. */
function comparedIn(entity: Entity): [left: string, right: string] | undefined {
  const names = entity.list.filters.flatMap(({ parameter, when }) =>
    when !== undefined && "input" in when && when.input.default === "now" ? [] : [parameter],
  );
  const pairs = names.flatMap((left) =>
    names.flatMap((right): [string, string][] => (left === right ? [] : [[left, right]])),
  );
  return pairs.find(([left, right]) => {
    const kind = comparableParameter(entity, left);
    return kind !== undefined && kind === comparableParameter(entity, right);
  });
}
