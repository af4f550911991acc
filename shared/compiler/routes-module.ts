import { lookingFor } from "../blueprint/absence.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Operation } from "../blueprint/entity.ts";
import { text } from "../code/literal.ts";
import { actionRoute } from "./action-code.ts";
import { actionInputs } from "./action-inputs.ts";
import { emptyAnswer, hasBody, jsonAnswer, picked, shown, wrapped } from "./answer.ts";
import { rowsOf, withCall } from "./call-code.ts";
import { tableType } from "./entity-module.ts";
import { permitCode } from "./guard-code.ts";
import { handImport } from "./hand-code.ts";
import { importLine, kitImport, uses, zodImport } from "./imports.ts";
import { hasListDefinition } from "./list-definition.ts";
import { listConstant, listStatements } from "./list-route.ts";
import { rowScope } from "./live-code.ts";
import type { EntityModel } from "./model.ts";
import { aboveStatement, isNested, parentEntry, parentScope, parentStatement } from "./nesting.ts";
import { inExactOrder, ownParameter, replacing, routePath } from "./route-paths.ts";
import { operationHeaders } from "./sent-headers.ts";
import type { SqlScope } from "./sql-scope.ts";
import { aroundParent, judgedOfThing, judgedOnThing } from "./thing-judging.ts";
import { versionConstant, withVersion } from "./version-code.ts";
import { answerOf, changeStatements, createStatements } from "./write-routes.ts";

/** A routes module, and the entities whose tables its function takes. */
export interface RoutesModule {
  text: string;
  tables: EntityModel[];
  /** Whether its function takes the storage before them. */
  takesStorage: boolean;
}

/** The module that says how HTTP reaches an entity. */
export function routesModule(model: EntityModel, models: EntityModel[], blueprint: Blueprint): RoutesModule {
  const parent = models.find(({ entity }) => entity.name === model.entity.parent?.entity);
  const around: Around = { model, parent, blueprint, scope: rowScope(model, models, blueprint) };
  const operations = model.entity.operations
    .filter((operation) => operation.kind !== "create" || replacing(model, operation) === undefined)
    .map((operation) => ({ path: operation.path, code: route(around, operation) }));
  const actions = model.entity.actions.map((action) => ({
    path: action.path,
    code: actionRoute(action, { model, models, blueprint }, routePath(model, action)),
  }));
  const body = inExactOrder([...operations, ...actions])
    .map(({ code }) => code)
    .join("\n");
  const used = [model, ...models.filter((table) => table !== model && uses(body, table.variable))];
  const parameters = [
    "app: Hono",
    ...(uses(body, "storage") ? ["storage: Storage"] : []),
    ...used.map((table) => `${table.variable}: ${tableType(table)}`),
  ];
  const versions = uses(body, "ofLastVersion") ? versionConstant(model) : "";
  const head = `${actionInputs(model.entity.actions, { models, entity: model.entity, body })}${versions}${signature(model, parameters)}`;

  const own = [
    `type ${model.type}`,
    ...[`New${model.type}`, `${model.type}Change`, `check${model.type}`, `present${model.type}`].filter(
      (name) => uses(body, name),
    ),
    ...(hasListDefinition(model) && new RegExp(`, ${listConstant(model)}\\b`).test(body)
      ? [listConstant(model)]
      : []),
  ];
  const callers: [string, string][] = uses(body, "callers")
    ? [["callers", importLine(["callers"], "./callers.ts")]]
    : [];
  const relative = used
    .filter((table) => table !== model)
    .map((table): [string, string] => [
      table.file,
      importLine([`type ${table.type}`, ...usedOf(table, body)], `./${table.file}.ts`),
    ])
    .concat([[model.file, importLine(own.sort(byName), `./${model.file}.ts`)]], callers, [
      ["by-hand", handImport(body)],
    ])
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, line]) => line);
  const imports = [kitImport(`${head}${body}`, ["Table"]), importLine(["type Hono"], "hono"), ...relative];
  imports.push(zodImport(head));
  return {
    text: `${imports.join("")}\n${head}${body}}\n`,
    tables: used,
    takesStorage: uses(body, "storage"),
  };
}

/** The module of the actions that belong to no entity; undefined when there are none. */
export function actionsModule(models: EntityModel[], blueprint: Blueprint): RoutesModule | undefined {
  if (blueprint.actions.length === 0) return undefined;
  const body = inExactOrder(
    blueprint.actions.map((action) => {
      const { path } = action;
      return {
        path,
        code: actionRoute(action, { model: undefined, models, blueprint }, { path }),
      };
    }),
  )
    .map(({ code }) => code)
    .join("\n");
  const tables = models.filter((table) => uses(body, table.variable));
  const takesStorage = uses(body, "storage");
  const parameters = [
    "app: Hono",
    ...(takesStorage ? ["storage: Storage"] : []),
    ...tables.map((table) => `${table.variable}: ${tableType(table)}`),
  ];
  const inputs = actionInputs(blueprint.actions, { models, entity: undefined, body });
  const head = `${inputs}/** The routes that belong to no one kind of record. */\nexport function addActions(${parameters.join(", ")}): void {\n`;
  const imports = [
    kitImport(`${head}${body}`, ["Table"]),
    importLine(["type Hono"], "hono"),
    zodImport(head),
    ...(uses(body, "callers") ? [importLine(["callers"], "./callers.ts")] : []),
    handImport(body),
    ...tables.map((table) =>
      importLine([`type ${table.type}`, ...usedOf(table, body)], `./${table.file}.ts`),
    ),
  ];
  return { text: `${imports.join("")}\n${head}${body}}\n`, tables, takesStorage };
}

/** What an operation's code stands in. */
interface Around {
  model: EntityModel;
  parent: EntityModel | undefined;
  blueprint: Blueprint;
  scope: SqlScope;
}

/** What a routes module uses of another entity's module, besides its type. */
export function usedOf({ type }: EntityModel, code: string): string[] {
  return [`New${type}`, `${type}Change`, `check${type}`, `present${type}`].filter((name) => uses(code, name));
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

function route(around: Around, operation: Operation): string {
  const { path } = routePath(around.model, operation);
  const statements = withCall(around.blueprint, statementsOf(around, operation), operation.byAnyone);
  const asynchronous = statements.some((line) => line.includes("await ")) ? "async " : "";
  const method = operation.method.toLowerCase();
  const [only] = statements;
  if (statements.length === 1 && only?.startsWith("return ") && !only.includes("\n")) {
    const line = `app.${method}(${text(path)}, (c) => ${only.slice(7, -1)});\n`;
    if (line.length <= longestArrow) return line;
  }
  return `app.${method}(${text(path)}, ${asynchronous}(c) => {\n${statements.join("\n")}\n});\n`;
}

function statementsOf({ model, parent, scope, blueprint }: Around, operation: Operation): string[] {
  const { by } = operation;
  const above = (which: string) => aboveStatement(model, parent, { operation, which });
  switch (operation.kind) {
    case "create":
      return createStatements(model, parent, operation, { scope, blueprint });
    case "list":
    case "clear": {
      const within =
        isNested(model, operation) && parent ? `{ ${parentEntry(model, parent, "parent")} }` : "";
      const before = aroundParent(by === undefined ? [] : [{ kind: "permission", by }], {
        looking: lookingFor(blueprint, parent?.entity),
        found: within === "" ? [] : [parentStatement(model, parent, operation)],
        codeOf: (one) => (one.kind === "permission" ? [permitCode(one.by, "")] : []),
      });
      const headers = operationHeaders(model, operation, { blueprint, scope });
      if (operation.kind === "list")
        return [...before, ...listStatements(model, operation, { within, scope, headers })];
      const items = model.entity.list.envelope?.items;
      const emptied = items === undefined ? "[]" : `{ ${items}: [] }`;
      const answer = hasBody(operation)
        ? jsonAnswer(emptied, operation.status, headers)
        : emptyAnswer(operation.status, headers);
      return [...before, `${rowsOf(model)}.clear(${within});`, `return ${answer};`];
    }
    case "read": {
      const which = target(model, parent, operation);
      const found = `${rowsOf(model)}.get(${which})`;
      const row = by === undefined ? found : "found";
      const value = wrapped(operation, picked(operation, shown(model, row, "baseUrl(c.req.raw)")));
      const key = `c.req.param(${text(ownParameter(model, operation))})`;
      const judged = judgedOfThing(model, operation, { blueprint, scope, key, which });
      const checks = judgedOnThing(judged, blueprint).flatMap((one) => judged.codeOf(one, { row }));
      // What is not there is told before what must be true of it.
      const finds = by === undefined ? (checks.length > 0 ? [`${found};`] : []) : [`const found = ${found};`];
      const headers = operationHeaders(model, operation, { blueprint, scope, key });
      const answer = withVersion(model, jsonAnswer(value, operation.status, headers), key);
      return [
        ...judged.first,
        ...judged.afterBody,
        ...above(which),
        ...finds,
        ...checks,
        `return ${answer};`,
      ];
    }
    case "delete": {
      const which = target(model, parent, operation);
      const call = `${rowsOf(model)}.delete(${which})`;
      const guard = operation.absent === "succeed" ? `if (${rowsOf(model)}.has(${which})) ` : "";
      const found = `${rowsOf(model)}.get(${which})`;
      const key = `c.req.param(${text(ownParameter(model, operation))})`;
      const judged = judgedOfThing(model, operation, { blueprint, scope, key, which });
      const judges = judgedOnThing(judged, blueprint).flatMap((one) =>
        judged
          .codeOf(one, { row: "found" })
          .map((line) => (one.kind === "version" ? `${guard}${line}` : line)),
      );
      // What is not there is told before what must be true of it.
      const isLooked = by !== undefined || (judges.length > 0 && guard === "");
      const find = judges.some((line) => /\bfound\b/.test(line)) ? `const found = ${found};` : `${found};`;
      const checks = [
        ...judged.first,
        ...judged.afterBody,
        ...(guard === "" || by !== undefined ? above(which) : []),
        ...(isLooked ? [find] : []),
        ...judges,
      ];
      // What is deleted has nothing to send any more.
      const sent = operationHeaders(model, operation, { blueprint, scope, key });
      const headers = sent === undefined ? undefined : "headers";
      if (sent !== undefined) checks.push(`const headers = ${sent};`);
      if (!hasBody(operation))
        return [...checks, `${guard}${call};`, `return ${emptyAnswer(operation.status, headers)};`];
      return [...checks, ...answerOf(model, operation, { row: call, headers })];
    }
    case "update":
      return changeStatements(model, parent, operation, {
        schema: `${model.type}Change`,
        variable: "change",
        scope,
        blueprint,
      });
    case "replace": {
      const replace = changeStatements(model, parent, operation, {
        schema: `New${model.type}`,
        variable: "input",
        scope,
        blueprint,
      });
      const creating = model.entity.operations.find((other) => replacing(model, other) === operation);
      if (creating === undefined) return replace;
      const missing = `!${rowsOf(model)}.has(${target(model, parent, operation)})`;
      return [
        `if (${missing}) {`,
        ...createStatements(model, parent, creating, { scope, blueprint }),
        "}",
        ...replace,
      ];
    }
  }
}

/** Arguments that name one entity: its key, and the parent's condition when the path goes through the parent. */
function target(model: EntityModel, parent: EntityModel | undefined, operation: Operation): string {
  const key = `c.req.param(${text(ownParameter(model, operation))})`;
  const within = parentScope(model, parent, operation);
  return within === "" ? key : `${key}, ${within}`;
}
