import type { Operation } from "../blueprint/entity.ts";
import { text } from "../code/literal.ts";
import { emptyAnswer, hasBody, jsonAnswer, shown, wrapped } from "./answer.ts";
import { tableType } from "./entity-module.ts";
import { importLine, kitImport, uses } from "./imports.ts";
import { hasListDefinition } from "./list-definition.ts";
import { listConstant, listStatements } from "./list-route.ts";
import type { EntityModel } from "./model.ts";
import { isNested, parentEntry, parentScope, parentStatement } from "./nesting.ts";
import { byExactness, ownParameter, replacing, routePath } from "./route-paths.ts";
import { answerOf, changeStatements, createStatements } from "./write-routes.ts";

/** A routes module, and the entities whose tables its function takes. */
export interface RoutesModule {
  text: string;
  tables: EntityModel[];
}

/** The module that says how HTTP reaches an entity. */
export function routesModule(model: EntityModel, models: EntityModel[]): RoutesModule {
  const parent = models.find(({ entity }) => entity.name === model.entity.parent?.entity);
  const tables = tablesOf(model, parent);
  const operations = [...model.entity.operations].sort(byExactness);
  const routes = operations
    .filter((operation) => operation.kind !== "create" || replacing(model, operation) === undefined)
    .map((operation) => route(model, parent, operation));
  const body = routes.join("\n");
  const used = tables.filter((table) => table === model || uses(body, table.variable));
  const parameters = ["app: Hono", ...used.map((table) => `${table.variable}: ${tableType(table)}`)];
  const head = signature(model, parameters);

  const own = [
    `type ${model.type}`,
    ...[
      `New${model.type}`,
      `${model.type}Change`,
      `check${model.type}`,
      `check${model.type}Moments`,
      `present${model.type}`,
    ].filter((name) => uses(body, name)),
    ...(hasListDefinition(model) ? [listConstant(model)] : []),
  ];
  const relative = used
    .filter((table) => table !== model)
    .map((table): [string, string] => [table.file, importLine([`type ${table.type}`], `./${table.file}.ts`)])
    .concat([[model.file, importLine(own.sort(byName), `./${model.file}.ts`)]])
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, line]) => line);
  const imports = [kitImport(`${head}${body}`, ["Table"]), importLine(["type Hono"], "hono"), ...relative];
  return { text: `${imports.join("")}\n${head}${body}}\n`, tables: used };
}

function tablesOf(model: EntityModel, parent: EntityModel | undefined): EntityModel[] {
  const targets = model.fields.flatMap(({ target }) => (target === undefined ? [] : [target]));
  return [...new Set([model, ...(parent === undefined ? [] : [parent]), ...targets])];
}

export function routesFunctionName({ type }: EntityModel): string {
  return `add${type}Routes`;
}

/** Formatters sort by name, whatever stands before it. */
function byName(left: string, right: string): number {
  const [one, other] = [left, right].map((name) => name.replace("type ", "").toLowerCase());
  return (one ?? "") < (other ?? "") ? -1 : 1;
}

function signature(model: EntityModel, parameters: string[]): string {
  const docs = `/** The routes of ${model.noun} records. */\n`;
  return `${docs}export function ${routesFunctionName(model)}(${parameters.join(", ")}): void {\n`;
}

/** A route that is one expression stays one while its line is short; a longer one reads better as statements. */
const longestArrow = 100;

function route(model: EntityModel, parent: EntityModel | undefined, operation: Operation): string {
  const { path } = routePath(model, operation);
  const statements = statementsOf(model, parent, operation);
  const asynchronous = statements.some((line) => line.includes("await ")) ? "async " : "";
  const method = operation.method.toLowerCase();
  const [only] = statements;
  if (statements.length === 1 && only?.startsWith("return ") && !only.includes("\n")) {
    const line = `app.${method}(${text(path)}, (c) => ${only.slice(7, -1)});\n`;
    if (line.length <= longestArrow) return line;
  }
  return `app.${method}(${text(path)}, ${asynchronous}(c) => {\n${statements.join("\n")}\n});\n`;
}

function statementsOf(model: EntityModel, parent: EntityModel | undefined, operation: Operation): string[] {
  switch (operation.kind) {
    case "create":
      return createStatements(model, parent, operation);
    case "list":
    case "clear": {
      const within =
        isNested(model, operation) && parent ? `{ ${parentEntry(model, parent, "parent")} }` : "";
      const before = within === "" ? [] : [parentStatement(model, parent, operation)];
      if (operation.kind === "list") return [...before, ...listStatements(model, operation, within)];
      const items = model.entity.list.envelope?.items;
      const emptied = items === undefined ? "[]" : `{ ${items}: [] }`;
      const answer = hasBody(operation)
        ? jsonAnswer(emptied, operation.status)
        : emptyAnswer(operation.status);
      return [...before, `${model.variable}.clear(${within});`, `return ${answer};`];
    }
    case "read": {
      const found = `${model.variable}.get(${target(model, parent, operation)})`;
      return [
        `return ${jsonAnswer(wrapped(operation, shown(model, found, "baseUrl(c.req.raw)")), operation.status)};`,
      ];
    }
    case "delete": {
      const call = `${model.variable}.delete(${target(model, parent, operation)})`;
      const guard =
        operation.absent === "succeed"
          ? `if (${model.variable}.has(${target(model, parent, operation)})) `
          : "";
      if (!hasBody(operation)) return [`${guard}${call};`, `return ${emptyAnswer(operation.status)};`];
      return answerOf(model, operation, call);
    }
    case "update":
      return changeStatements(model, parent, operation, `${model.type}Change`, "change");
    case "replace": {
      const replace = changeStatements(model, parent, operation, `New${model.type}`, "input");
      const creating = model.entity.operations.find((other) => replacing(model, other) === operation);
      if (creating === undefined) return replace;
      const missing = `!${model.variable}.has(${target(model, parent, operation)})`;
      return [`if (${missing}) {`, ...createStatements(model, parent, creating), "}", ...replace];
    }
  }
}

/** Arguments that name one entity: its key, and the parent's condition when the path goes through the parent. */
function target(model: EntityModel, parent: EntityModel | undefined, operation: Operation): string {
  const key = `c.req.param(${text(ownParameter(model, operation))})`;
  const within = parentScope(model, parent, operation);
  return within === "" ? key : `${key}, ${within}`;
}
