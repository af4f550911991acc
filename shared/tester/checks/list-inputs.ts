import { type Filter, inputsOf, listFrameOf, type Operation } from "../../blueprint/entity.ts";
import type { Expression } from "../../blueprint/expression.ts";
import { elementField, type Field } from "../../blueprint/field.ts";
import { memberOf } from "../../code/literal.ts";
import type { Json } from "../../models/model.ts";
import { type Check, pathTo } from "../check.ts";
import { scopeFor } from "../model/legality.ts";
import { expectRefusal } from "../refusals.ts";
import { boundariesOf } from "../samples/boundaries.ts";
import { sampleAt } from "../samples/sample.ts";
import type { Mutant } from "../scenario/focus.ts";
import { entityOf, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { mistaken } from "../scenario/mutants.ts";
import { Relevance } from "../scenario/relevance.ts";
import { quoted } from "../source/calls.ts";
import type { Subject } from "../subject.ts";
import { isWrongList } from "./action-inputs.ts";

/** Longest value that is sent in a URL. */
const LONGEST = 1000;

/** Lists that are narrowed by conditions on what callers give: what they find, and which values they take. */
export function listInputs(subject: Subject): Check[] {
  const list = subject.route("list");
  if (list === undefined || list.path.includes(":")) return [];
  const filters = subject.entity.list.filters.flatMap((filter, index) => {
    if (filter.when === undefined || !("input" in filter.when)) return [];
    const { input } = filter.when;
    const path = pathTo(subject, "list", "filters");
    const shows = [path, `${path}/${index}`, `${path}/${input.name}`];
    const others = inputsOf(subject.entity.list).filter(
      (one) => one.required && one.default === undefined && one !== input,
    );
    const asked: Asked = { filter, input, index, others, shows };
    return [...narrowing(subject, asked), ...refusing(subject, list, asked)];
  });
  return [...filters, ...asking(subject, list)];
}

/** A list that shows nothing, or not all, without a parameter: given what it needs, it is there. */
function asking(subject: Subject, { method, path, status }: Operation): Check[] {
  const { list } = subject.entity;
  const needed = inputsOf(list).filter((input) => input.required && input.default === undefined);
  if (subject.operation("list") !== undefined || needed.some(({ type }) => type === "reference")) return [];
  const given = needed.map((field) => parameter(field.name, sampleAt(field, 1)));
  const items = listFrameOf(subject.entity)?.items;
  const body = items === undefined ? "answer.body" : memberOf("(answer.body as Thing)", items);
  return [
    {
      title: `${subject.nouns} are listed, none before one is made`,
      lines: [
        `const answer = await call("${method}", ${quoted(`${path}${given.length === 0 ? "" : `?${given.join("&")}`}`)});`,
        `expect(answer.status, answer.text).toBe(${status});`,
        `expect(${body}).toEqual([]);`,
      ],
      shows: [pathTo(subject, "operations", "list")],
    },
  ];
}

interface Asked {
  filter: Filter;
  input: Field;
  index: number;
  /** What else the list must be given. */
  others: Field[];
  shows: string[];
}

function narrowing(subject: Subject, { filter, input, index, others, shows }: Asked): Check[] {
  const { entity, blueprint } = subject;
  const { when } = filter;
  if (when === undefined) return [];
  const inputs = [input, ...others];
  const relevance = new Relevance(blueprint);
  relevance.addEntity(entity);
  relevance.add(when.condition, { ...scopeFor(blueprint, entity), inputs });
  if (input.default === "now") relevance.hasNow = true;
  const change = (...other: Filter[]): Mutant => {
    return (copy) => void entityOf(copy, entity).list.filters.splice(index, 1, ...other);
  };
  const { default: _default, ...undecided } = input;
  const never: Expression = { kind: "literal", value: false };
  return scenarioChecks(subject, {
    relevance,
    refusals: [],
    ...movesFor(relevance, entity),
    watches: [subject.identifier],
    title: `${input.name} narrows the list of ${subject.nouns}`,
    claims: [{ paths: shows, without: change() }],
    mutants: [
      ...[never, ...mistaken(when.condition)].map((condition) =>
        change({ ...filter, when: { ...when, condition } }),
      ),
      change({ ...filter, when: { ...when, input: undecided } }),
    ],
    lists: [1, 2, 3].map(() => ({ entity, query: [], inputs })),
  });
}

/** Values that the parameter does not take, and the list without one that it needs. */
function refusing(subject: Subject, { method, path }: Operation, { input, others, shows }: Asked): Check[] {
  if (others.some(({ type }) => type === "reference")) return [];
  const given = others.map((field) => parameter(field.name, sampleAt(field, 1)));
  const wrong = wrongValues(input).map((value) => [...given, parameter(input.name, value)]);
  const needed = input.required && input.default === undefined ? [given] : [];
  const queries = [...wrong, ...needed].map((all) => (all.length === 0 ? "" : `?${all.join("&")}`));
  if (queries.length === 0) return [];
  const calls = queries.flatMap((query, index) => [
    `${index === 0 ? "let " : ""}answer = await call("${method}", ${quoted(path + query)});`,
    expectRefusal(subject, "invalid"),
  ]);
  return [
    { title: `${subject.nouns} are filtered by ${input.name} only as it must be`, lines: calls, shows },
  ];
}

function parameter(name: string, value: Json): string {
  const each = Array.isArray(value) ? value : [value];
  return each.map((one) => `${name}=${encodeURIComponent(String(one)).replace(/'/g, "%27")}`).join("&");
}

/** A number that is written as a text is one in a query. */
function wrongValues(field: Field): Json[] {
  const isList = field.type === "list";
  const { type } = isList ? elementField(field) : field;
  const isNumber = type === "integer" || type === "number";
  const sent = boundariesOf(field).outside.filter((value) =>
    isList ? isWrongList(field, value) : typeof value === (isNumber ? "number" : "string"),
  );
  const many = isNumber ? [isList ? ["many"] : "many"] : [];
  return [...many, ...sent].filter((value) => String(value).length <= LONGEST);
}
