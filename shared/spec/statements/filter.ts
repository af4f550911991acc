import type { Filter } from "../../blueprint/entity.ts";
import type { Expression } from "../../blueprint/expression.ts";
import { inEntity } from "../change.ts";
import { printCondition } from "../expressions/print.ts";
import { fixedWords, wordsFor } from "../fixed-words.ts";
import { entityScope } from "../scopes.ts";
import type { Change, Statement } from "../statement.ts";

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
${comparisonWords.grammar}  queryValue (a query parameter and its value) = "\`?" bareName "=" (~"\`" any)+ "\`"
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
    ...comparisonWords.meanings,
    queryValue: (name, value) => ({ parameter: name.value(), value: value.sourceString }),
  },
  print: {
    entity: (entity, blueprint) =>
      entity.list.filters.map((one) => {
        const { parameter, fields, comparison, when } = one;
        if (comparison !== "condition") {
          return {
            text: `\`?${parameter}\` ${wordsFor(comparisons, comparison)} ${fields.join(", ")}`,
            of: one,
          };
        }
        const condition =
          when === undefined ? "true" : printCondition(when.condition, entityScope(blueprint, entity));
        return { text: `\`?${parameter}=${when?.value ?? ""}\` only where ${condition}`, of: one };
      }),
  },
  examples: ["- `?name` is name", "- `?q` part of name", "- `?short=true` only where length(name) < 5"],
};
