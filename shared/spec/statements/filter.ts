import type { Filter } from "../../blueprint/entity.ts";
import type { Expression } from "../../blueprint/expression.ts";
import { printCondition } from "../expressions/print.ts";
import { entityScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";

const comparisons: Record<Exclude<Filter["comparison"], "condition">, string> = {
  equals: "is",
  "at-least": "at least",
  "at-most": "at most",
  greater: "more than",
  less: "less than",
  contains: "part of",
  "starts-with": "start of",
  "has-element": "element of",
  "one-of": "any of",
};

export const filter: Statement = {
  rule: "FilterLine",
  about: "filter search find by query",
  places: ["entity"],
  title: "A filter of a list",
  meaning:
    "A query parameter that narrows the list: to things whose field is its value, is one of its values (split at commas), is at least or at most it; to things where it is part of one of the texts, or the start of one, in any case; or, with a fixed value, to things for which a condition is true. Filters are joined by and. A value that does not fit the field is refused.",
  ways: [
    "- `?NAME` is FIELD",
    "- `?NAME` any of FIELD",
    "- `?NAME` at least FIELD",
    "- `?NAME` at most FIELD",
    "- `?NAME` part of FIELD, FIELD",
    "- `?NAME` start of FIELD",
    "- `?NAME` element of FIELD",
    "- `?NAME=VALUE` only where CONDITION",
  ],
  grammar: `
  FilterLine = query FilterComparison NonemptyListOf<name, ",">  -- compared
             | queryValue "only"? "where" Or  -- condition
  FilterComparison = FilterAnyOf | FilterIs | FilterAtLeast | FilterAtMost | FilterMore | FilterLess | FilterPart | FilterStart | FilterElement
  FilterIs = "is"
  FilterAnyOf = "any" "of"
  FilterAtLeast = "at" "least"
  FilterAtMost = "at" "most"
  FilterMore = "more" "than"
  FilterLess = "less" "than"
  FilterPart = "part" "of"
  FilterStart = "start" "of"
  FilterElement = "element" "of"
  queryValue (a query parameter and its value) = "\`?" bareName "=" (~"\`" any)+ "\`"
`,
  meanings: {
    FilterLine_compared: (query, comparison, fields): Change => {
      const said: Filter = {
        parameter: query.value(),
        fields: fields.value(),
        comparison: comparison.value(),
      };
      return (draft) => {
        const { entity } = draft;
        if (entity === undefined) return;
        entity.list.filters.push(said);
        draft.made(said);
        draft.later("values", () => draft.membersNamed(entity, said.fields));
      };
    },
    FilterLine_condition: (query, _only, condition): Change => {
      const { parameter, value }: { parameter: string; value: string } = query.value();
      const raw: Expression = condition.value();
      return (draft) => {
        const { entity, blueprint } = draft;
        if (entity === undefined) return;
        const when = { value, condition: raw };
        const said: Filter = { parameter, fields: [], comparison: "condition", when };
        entity.list.filters.push(said);
        draft.made(said);
        draft.expression(
          raw,
          () => entityScope(blueprint, entity),
          "truth",
          (resolved) => {
            when.condition = resolved;
          },
        );
      };
    },
    FilterIs: () => "equals",
    FilterAnyOf: () => "one-of",
    FilterAtLeast: () => "at-least",
    FilterAtMost: () => "at-most",
    FilterMore: () => "greater",
    FilterLess: () => "less",
    FilterPart: () => "contains",
    FilterStart: () => "starts-with",
    FilterElement: () => "has-element",
    queryValue: (name, value) => ({ parameter: name.value(), value: value.sourceString }),
  },
  print: {
    entity: (entity, blueprint) =>
      entity.list.filters.map((one) => {
        const { parameter, fields, comparison, when } = one;
        if (comparison !== "condition") {
          return { text: `\`?${parameter}\` ${comparisons[comparison]} ${fields.join(", ")}`, of: one };
        }
        const condition =
          when === undefined ? "true" : printCondition(when.condition, entityScope(blueprint, entity));
        return { text: `\`?${parameter}=${when?.value ?? ""}\` only where ${condition}`, of: one };
      }),
  },
  examples: ["- `?name` is name", "- `?q` part of name", "- `?short=true` only where length(name) < 5"],
};
