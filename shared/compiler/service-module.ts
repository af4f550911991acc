import type { Migration } from "../agents/source.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { arrayOf, commentText, type Entry, literal, objectOf, templateText, text } from "../code/literal.ts";
import { tableFunctionName } from "./entity-module.ts";
import { importLine, kitImport } from "./imports.ts";
import type { EntityModel } from "./model.ts";
import { type RoutesModule, routesFunctionName } from "./routes-module.ts";

/** Where the service serves its OpenAPI document, unless the blueprint uses that path itself. */
export const documentPath = "/openapi.json";

/** src/service.ts: the Durable Object class, its tables and its routes. */
export function serviceModule(
  blueprint: Blueprint,
  models: EntityModel[],
  routes: Map<EntityModel, RoutesModule>,
): string {
  const { service, crossOrigin } = blueprint;
  const servesDocument = !blueprint.entities.some(({ operations }) =>
    operations.some(({ method, path }) => method === "GET" && path === documentPath),
  );
  const lines = [
    "super(ctx, env);",
    ...models.map((model) => `const ${model.variable} = ${tableFunctionName(model)}(ctx.storage.sql);`),
    `migrate(ctx.storage, migrations, [${models.map(({ variable }) => variable).join(", ")}]);`,
    "",
    `answerProblems(this.#app${problemOptions(blueprint)});`,
    ...(crossOrigin === "any"
      ? [
          'this.#app.use(cors({ origin: "*", exposeHeaders: ["Allow", "Link", "Location", "X-Total-Count"] }));',
        ]
      : ["this.#app.use(ownOriginOnly());"]),
    ...(servesDocument
      ? [
          `this.#app.get("${documentPath}", (c) => c.json({ ...openapi, servers: [{ url: baseUrl(c.req.raw) }] }));`,
        ]
      : []),
    ...ordered(models).map((model) => {
      const tables = routes.get(model)?.tables ?? [];
      return `${routesFunctionName(model)}(this.#app, ${tables.map(({ variable }) => variable).join(", ")});`;
    }),
  ];
  const constructorText = `${lines.join("\n")}\n`;
  const imports = [
    'import { DurableObject } from "cloudflare:workers";\n',
    kitImport(constructorText),
    importLine(["Hono"], "hono"),
    crossOrigin === "any" ? importLine(["cors"], "hono/cors") : "",
    servesDocument ? `import openapi from "..${documentPath}" with { type: "json" };\n` : "",
    ...relativeImports(models),
  ];
  const docs = commentText(
    `${service.title}${service.description === "" ? "" : `: ${service.description}`}`,
  ).slice(0, 400);
  return (
    `${imports.join("")}\n/** ${docs} */\nexport class Service extends DurableObject {\n` +
    "  readonly #app = new Hono({ strict: false });\n\n" +
    `  constructor(ctx: DurableObjectState, env: object) {\n${constructorText}  }\n\n` +
    "  override fetch(request: Request): Response | Promise<Response> {\n    return this.#app.fetch(request);\n  }\n}\n"
  );
}

/** Sorted by file, as formatters sort them. */
function relativeImports(models: EntityModel[]): string[] {
  const lines: [string, string][] = models.flatMap((model): [string, string][] => [
    [model.file, importLine([tableFunctionName(model)], `./${model.file}.ts`)],
    [`${model.file}-routes`, importLine([routesFunctionName(model)], `./${model.file}-routes.ts`)],
  ]);
  lines.push(["migrations", importLine(["migrations"], "./migrations.ts")]);
  return lines.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, line]) => line);
}

/** Entities whose paths have fixed segments where others have parameters come first. */
function ordered(models: EntityModel[]): EntityModel[] {
  const parameters = ({ entity }: EntityModel) =>
    entity.operations.some(({ path }) => path.split("/")[1]?.startsWith(":")) ? 1 : 0;
  return [...models].sort((one, other) => parameters(one) - parameters(other));
}

function problemOptions({ refusals }: Blueprint): string {
  const usual = {
    malformed: 400,
    invalid: 400,
    notFound: 404,
    conflict: 409,
    unknownReference: 400,
    stillReferenced: 409,
  } as const;
  const statuses = Object.entries(usual).flatMap(([kind, status]): Entry[] => {
    const chosen = Object.entries(refusals).find(([name]) => name === kind)?.[1];
    return chosen === undefined || chosen === status ? [] : [[kind, String(chosen)]];
  });
  const entries: Entry[] = [];
  if (statuses.length > 0) entries.push(["statuses", objectOf(statuses)]);
  if (refusals.messageProperty !== undefined)
    entries.push(["messageProperty", text(refusals.messageProperty)]);
  const { fieldErrors } = refusals;
  if (fieldErrors !== undefined) {
    const { property, shape, field, message, always, general } = fieldErrors;
    const told: Entry[] = [
      ["property", text(property)],
      ["shape", text(shape)],
    ];
    if (shape === "list" && field !== "field") told.push(["field", text(field)]);
    if (shape === "list" && message !== "message") told.push(["message", text(message)]);
    if (always) told.push(["always", "true"]);
    if (general && shape === "list") told.push(["general", "true"]);
    entries.push(["fieldErrors", objectOf(told)]);
  }
  const { errorObject } = refusals;
  if (errorObject !== undefined) {
    const { property, code, message, codes } = errorObject;
    const told: Entry[] = [["property", text(property)]];
    if (code !== undefined) told.push(["code", text(code)]);
    if (message !== undefined) told.push(["message", text(message)]);
    const named = Object.entries(codes).flatMap(([kind, name]): Entry[] =>
      name === undefined ? [] : [[kind, text(name)]],
    );
    if (named.length > 0) told.push(["codes", objectOf(named)]);
    entries.push(["errorObject", objectOf(told)]);
  }
  return entries.length === 0 ? "" : `, ${objectOf(entries)}`;
}

/** src/migrations.ts: the schema's steps as code. */
export function migrationsModule(migrations: Migration[]): string {
  const steps = migrations.map(({ id, statements, unique }) => {
    const entries: Entry[] = [
      ["id", text(id)],
      ["statements", arrayOf(statements.map(statementLiteral))],
    ];
    if (unique !== undefined) entries.push(["unique", literal(unique)]);
    return `${objectOf(entries)},\n`;
  });
  return (
    'import type { Migration } from "@aidevos/kit";\n\n' +
    "/** The schema's steps, oldest first, named by their content. Never edit one: append. */\n" +
    `export const migrations: Migration[] = [\n${steps.join("")}];\n`
  );
}

function statementLiteral(statement: string): string {
  return statement.includes("\n") ? `\`${templateText(statement)}\`` : text(statement);
}
