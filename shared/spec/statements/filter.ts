import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Entity, Filter } from "../../blueprint/entity.ts";
import type { Expression } from "../../blueprint/expression.ts";
import type { Field } from "../../blueprint/field.ts";
import { inEntity } from "../change.ts";
import { printCondition } from "../expressions/print.ts";
import { fixedWords, wordsFor } from "../fixed-words.ts";
import { fieldText } from "../phrases/field-print.ts";
import { newField } from "../phrases/field-type.ts";
import { entityScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";
import { settleField } from "./fields.ts";

const comparisons: Record<string, Filter["comparison"]> = {
  is: "equals",
  "at least": "at-least",
  "at most": "at-most",
  "more than": "greater",
  "less than": "less",
  "part of": "contains",
  "start of": "starts-with",
  "element of": "has-element",
  "any of": "one-of",
};
const comparisonWords = fixedWords("FilterComparison", comparisons);

export const filter: Statement = {
  rule: "FilterLine",
  about: "filter search find by query",
  places: ["entity"],
  title: "A filter of a list",
  meaning:
    "A query parameter that narrows the list: to things whose field is its value, or one of its values (split at commas), or at least or at most it; to those where it is part or start of one of the texts, in any case; or to those for which a condition is true: when it has a fixed value, or with its own value, of a type and options as a field's, which the condition calls by the parameter's name (`its NAME` is the field then). Filters are joined by and. A value that does not fit is refused, and with `required` a list without it.",
  ways: [
    "- `?NAME` is FIELD",
    "- `?NAME` any of FIELD",
    "- `?NAME` at least FIELD",
    "- `?NAME` at most FIELD",
    "- `?NAME` part of FIELD, FIELD",
    "- `?NAME` start of FIELD",
    "- `?NAME` element of FIELD",
    "- `?NAME=VALUE` only where CONDITION",
    "- `?NAME`: TYPE, OPTION, only where CONDITION",
  ],
  grammar: `
  FilterLine = query FilterComparison NonemptyListOf<name, ",">  -- compared
             | queryValue "only"? "where" Or  -- condition
             | plainQuery ":" TypePhrase Options "," OnlyWhere Or  -- input
  OnlyWhere = "only" "where"
${comparisonWords.grammar}  queryValue (a query parameter and its value) = "\`?" parameterName "=" (~"\`" any)+ "\`"
  plainQuery (a query parameter) = "\`?" bareName "\`"
`,
  meanings: {
    FilterLine_compared: (query, comparison, fields): Change => {
      const said: Filter = {
        parameter: query.value(),
        fields: fields.value(),
        comparison: comparison.value(),
      };
      return inEntity((draft, entity) => {
        entity.list.filters.push(said);
        draft.made(said);
        draft.later("values", () => draft.membersNamed(entity, said.fields));
      });
    },
    FilterLine_condition: (query, _only, condition): Change => {
      const { parameter, value }: { parameter: string; value: string } = query.value();
      const raw: Expression = condition.value();
      return inEntity((draft, entity, scope) => {
        const when = { value, condition: raw };
        const said: Filter = { parameter, fields: [], comparison: "condition", when };
        entity.list.filters.push(said);
        draft.made(said);
        draft.expression(raw, scope, "truth", (resolved) => {
          when.condition = resolved;
        });
      });
    },
    FilterLine_input: (query, type, options, _only, condition): Change => {
      const parameter: string = query.value();
      const given: Partial<Field>[] = [type.value(), ...options.value()];
      const raw: Expression = condition.value();
      return inEntity((draft, entity, scope) => {
        const when = { input: newField(parameter, given), condition: raw };
        const said: Filter = { parameter, fields: [], comparison: "condition", when };
        entity.list.filters.push(said);
        draft.made(said);
        settleField(draft, when.input);
        draft.later("values", () => {
          if (draft.isUntypable(when.input)) return;
          const resolved = draft.resolve(raw, { ...scope(), inputs: [when.input] }, "truth");
          if (resolved !== undefined) when.condition = resolved;
        });
      });
    },
    ...comparisonWords.meanings,
    queryValue: (name, value) => ({ parameter: name.sourceString, value: value.sourceString }),
    plainQuery: (name) => name.sourceString,
  },
  print: {
    entity: (entity, blueprint) =>
      entity.list.filters.map((one) => ({ text: filterText(one, entity, blueprint), of: one })),
  },
  examples: [
    "- `?name` is name",
    "- `?q` part of name",
    "- `?short=true` only where length(name) < 5",
    "- from: date\n- to: date\n- `?on`: date, only where from <= on and on < to",
    "- `?longer`: whole number, required, 1 to 80, only where length(name) > longer",
  ],
};

function filterText(
  { parameter, fields, comparison, when }: Filter,
  entity: Entity,
  blueprint: Blueprint,
): string {
  const query = `\`?${parameter}\``;
  if (when === undefined) return `${query} ${wordsFor(comparisons, comparison)} ${fields.join(", ")}`;
  const scope = entityScope(blueprint, entity);
  if ("value" in when)
    return `\`?${parameter}=${when.value}\` only where ${printCondition(when.condition, scope)}`;
  const { input, condition } = when;
  const rules = fieldText(input, scope).slice(input.name.length);
  return `${query}${rules}, only where ${printCondition(condition, { ...scope, inputs: [input] })}`;
}
