import type { SourceFile } from "../agents/source.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity, Filter, Operation } from "../blueprint/entity.ts";
import { memberOf } from "../code/literal.ts";
import { validCall } from "./frame.ts";
import { sampleCount } from "./samples/sample.ts";
import { callerCode, callerFunction } from "./shared-frame.ts";
import { pathCode } from "./source/calls.ts";
import { stringLiteral } from "./source/code.ts";
import { Subject } from "./subject.ts";
import { neededFunctions } from "./suite.ts";

/** How many things there are of each kind when requests are measured, and how many the second time. */
export const few = 20;
export const many = 200;

/** A request that is measured, by the name of its route: `GET /books/:id`, `GET /books?author`. */
export interface MeasuredRoute {
  route: string;
  /** The kind of thing that it is about. */
  entity: string;
  kind: "read" | "filter" | "page" | "create";
  /** Fields that a filter compares, or the one that holds the parent whose things are listed. */
  fields: readonly string[];
}

export interface CostTests {
  file: SourceFile;
  routes: MeasuredRoute[];
}

/**
 * A test that makes few things of each kind and then many, and sends the same requests at both times: each with
 * the header, whose value is `few` or `many`, a space, and the route. Lists that show all there is are not asked for,
 * since they cost what they show; those of one parent's things are, since each thing has a parent of its own. Undefined where nothing can be made.
 */
export function writeCostTests(blueprint: Blueprint, header: string): CostTests | undefined {
  const subjects = blueprint.entities
    .map((entity) => new Subject(blueprint, entity))
    .filter((subject) => isUnbounded(subject));
  const above = new Set(subjects.flatMap((subject) => targetsOf(subject)));
  const leaves = subjects.filter(({ entity }) => !above.has(entity.name));
  const routes: MeasuredRoute[] = [];
  const lines = subjects.flatMap((subject) => {
    const requests = requestsOf(subject);
    routes.push(...requests.map(({ route }) => route));
    return requests.map(({ call }) => call);
  });
  const [first] = subjects;
  if (first === undefined || routes.length === 0) return undefined;
  const body = [
    ...subjects.map(({ entity, pascal }) => `    const ${nameOf(entity)} = await create${pascal}();`),
    `    for (const [label, more] of [["few", ${few - 1}], ["many", ${many - few}]] as const) {`,
    "      const things = Array.from({ length: more });",
    // At once, since each alone waits until it is stored for good.
    ...leaves.map(({ pascal }) => `      await Promise.all(things.map(() => create${pascal}()));`),
    ...lines.map((line) => `      ${line}`),
    "    }",
  ].join("\n");
  const functions = neededFunctions(first, body);
  const code = functions.map(({ lines: own }) => own.join("\n")).join("\n\n");
  const caller = callerFunction(first, body + code);
  const before = caller.includes("beforeEach(() => {") ? "beforeEach, " : "";
  const content = [
    `import { ${before}expect, test } from "vitest";`,
    ...callerCode(first, body + code),
    ...caller,
    "type Thing = Record<string, unknown>;",
    "let count = 0;",
    code,
    `const measured = (label: string) => ({ ${stringLiteral(header)}: label });`,
    'test("what requests cost", async () => {',
    body,
    "});",
    "",
  ].join("\n");
  return { file: { path: "test/cost.test.ts", content }, routes };
}

/** A name for the first thing of a kind, which no word of the language is. */
function nameOf({ name }: Entity): string {
  return `${name}1`;
}

/** Whether as many of them can be made as are wanted. */
function isUnbounded(subject: Subject): boolean {
  const { entity } = subject;
  const scarce = subject.inputs.some((field) => subject.mustDiffer(field) && sampleCount(field) < 2 * many);
  return (
    subject.operation("create") !== undefined &&
    subject.isMakeable() &&
    !scarce &&
    entity.limits.every(({ per }) => per !== undefined) &&
    targetsOf(subject).every((name) => {
      const target = subject.other(name);
      return target === undefined || target.entity === entity || isUnbounded(target);
    })
  );
}

/** Kinds of things that are made with each of them. */
function targetsOf(subject: Subject): string[] {
  const parent = subject.parentField(subject.operation("create"));
  return [...subject.required, ...(parent === undefined ? [] : [parent])].flatMap(
    ({ references }) => references ?? [],
  );
}

function requestsOf(subject: Subject): { call: string; route: MeasuredRoute }[] {
  const { entity } = subject;
  const make = (
    operation: Operation,
    kind: MeasuredRoute["kind"],
    {
      query,
      filter,
      fields = filter?.fields ?? [],
    }: { query?: string; filter?: Filter; fields?: string[] } = {},
  ) => {
    const asked = filter === undefined ? "" : `?${filter.parameter}`;
    const route = `${operation.method} ${operation.path}${asked}`;
    const path = pathCode(subject, operation, nameOf(entity));
    const target = query === undefined ? path : `${path} + ${query}`;
    const body = kind === "create" ? validCall(subject, "") : "undefined";
    const headers = `measured(${"`"}\${label} ${route.replaceAll("`", "")}${"`"})`;
    return {
      call: `await call("${operation.method}", ${target}, ${body}, ${headers});`,
      route: { route, entity: entity.name, kind, fields },
    };
  };
  const read = subject.operation("read");
  const list = subject.operation("list");
  const create = subject.operation("create");
  const parent = subject.parentField(list);
  return [
    ...(read === undefined ? [] : [make(read, "read")]),
    ...(list === undefined || (parent === undefined && entity.list.pages === undefined)
      ? []
      : [parent === undefined ? make(list, "page") : make(list, "filter", { fields: [parent.name] })]),
    ...(list === undefined
      ? []
      : filtersOf(subject).map((filter) => {
          const [field = ""] = filter.fields;
          const value = `encodeURIComponent(String(${memberOf(nameOf(entity), field)}))`;
          return make(list, "filter", { query: `"?${filter.parameter}=" + ${value}`, filter });
        })),
    ...(create === undefined ? [] : [make(create, "create")]),
  ];
}

/** Filters that find few however many there are: by what each thing has for itself. */
function filtersOf(subject: Subject): Filter[] {
  return subject.entity.list.filters.filter(({ fields, comparison, when }) => {
    const [name = "", ...more] = fields;
    const field = subject.field(name);
    if (field === undefined || more.length > 0 || when !== undefined || field.hidden === true) return false;
    const isOwn =
      subject.required.includes(field) && (field.type === "reference" || subject.mustDiffer(field));
    return comparison === "equals" && isOwn;
  });
}
