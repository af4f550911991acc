import { type Filter, inputsOf } from "../../blueprint/entity.ts";
import { type Field, identifierField } from "../../blueprint/field.ts";
import type { Json } from "../../models/model.ts";
import { type Check, pathTo } from "../check.ts";
import { expectRefusal } from "../refusals.ts";
import { holds } from "../samples/comparison.ts";
import { sampleAt } from "../samples/sample.ts";
import { parameter, quoted } from "../source/calls.ts";
import { operatorWords, words } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";

/** How many values of each parameter are looked at for two that fit and two that don't. */
const TRIED = 12;

/** Two parameters of a list that must fit together: values that do are taken, others refused. */
export function listComparisons(subject: Subject): Check[] {
  const { list } = subject.entity;
  const operation = subject.route("list");
  if (operation === undefined || operation.path.includes(":")) return [];
  return (list.comparisons ?? []).flatMap((comparison, index): Check[] => {
    const { left, operator, right } = comparison;
    const needed = inputsOf(list).filter(({ required, name }) => required && name !== left && name !== right);
    if (needed.some(({ type }) => type === "reference")) return [];
    const firsts = samplesOf(subject, left);
    const pairs = firsts.flatMap((one) =>
      samplesOf(subject, right).map((other) => ({ one, other, fits: holds(one, operator, other) })),
    );
    const given = needed.map((field) => parameter(field.name, sampleAt(field, 1)));
    const call = ({ one, other }: { one: Json; other: Json }) => {
      const query = [...given, parameter(left, one), parameter(right, other)].join("&");
      return `await call("${operation.method}", ${quoted(`${operation.path}?${query}`)});`;
    };
    const good = pairs.find(({ fits }) => fits);
    // Where the two never have the same sample, one value stands for both.
    const [same = null] = firsts;
    const bad =
      pairs.find(({ fits }) => !fits) ?? (operator === "differs" ? { one: same, other: same } : undefined);
    if (good === undefined || bad === undefined) return [];
    return [
      {
        title: `${subject.nouns} are listed only where ${words(left)} is ${operatorWords[operator]} ${words(right)}`,
        lines: [
          `const fitting = ${call(good)}`,
          `expect(fitting.status, fitting.text).toBe(${operation.status});`,
          `const answer = ${call(bad)}`,
          expectRefusal(subject, "invalid"),
        ],
        shows: [pathTo(subject, "list", "comparisons"), `${pathTo(subject, "list", "comparisons")}/${index}`],
      },
    ];
  });
}

/** Values that a parameter takes. */
function samplesOf(subject: Subject, name: string): Json[] {
  const filter = subject.entity.list.filters.find(({ parameter: one }) => one === name);
  const field = filter && fieldOf(subject, filter);
  return field === undefined ? [] : Array.from({ length: TRIED }, (_, index) => sampleAt(field, index));
}

function fieldOf(subject: Subject, { when, fields: [name = ""] }: Filter): Field | undefined {
  if (when !== undefined && "input" in when) return when.input;
  const field = subject.entity.fields.find((one) => one.name === name);
  return field ?? (name === subject.identifier ? identifierField(name, "integer") : undefined);
}
