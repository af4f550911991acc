import type { Migration } from "../agents/source.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { haveSessions } from "../blueprint/callers.ts";
import { exposedHeaders } from "../blueprint/exposed-headers.ts";
import { usualStatuses } from "../blueprint/refusal.ts";
import type { EachPart, Reasons, RefusalBody } from "../blueprint/refusal-body.ts";
import {
  arrayOf,
  commentText,
  type Entry,
  literal,
  memberOf,
  objectOf,
  propertyKey,
  templateText,
  text,
} from "../code/literal.ts";
import { callersCode } from "./callers-code.ts";
import { tableFunctionName } from "./entity-module.ts";
import { refusalCode } from "./guard-code.ts";
import { importLine, kitImport, uses, zodImport } from "./imports.ts";
import { type EntityModel, inputModel } from "./model.ts";
import { repeatsCode } from "./repeats-code.ts";
import { routePath } from "./route-paths.ts";
import { type RoutesModule, routesFunctionName } from "./routes-module.ts";
import { fieldCode } from "./zod-schema.ts";

/** Where the service serves its OpenAPI document, unless the blueprint uses that path itself. */
export const documentPath = "/openapi.json";

/** src/service.ts: the Durable Object class, its tables and its routes. */
export function serviceModule(
  blueprint: Blueprint,
  models: EntityModel[],
  { routes, actions }: { routes: Map<EntityModel, RoutesModule>; actions: RoutesModule | undefined },
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
          `this.#app.use(cors({ origin: "*", exposeHeaders: ${arrayOf(exposedHeaders(blueprint).map(text))} }));`,
        ]
      : ["this.#app.use(ownOriginOnly());"]),
    ...(servesDocument
      ? [
          `this.#app.get("${documentPath}", (c) => c.json({ ...openapi, servers: [{ url: baseUrl(c.req.raw) }] }));`,
        ]
      : []),
    ...beforeRoutes(blueprint, models),
    ...repeatsCode(blueprint, models),
    ...(blueprint.batches === undefined ? [] : ["addBatches(this.#app);"]),
    ...(actions === undefined ? [] : [`addActions(${routesArguments(actions)});`]),
    ...ordered(models).map((model) => {
      const module = routes.get(model);
      return module === undefined ? "" : `${routesFunctionName(model)}(${routesArguments(module)});`;
    }),
  ];
  const constructorText = `${lines.join("\n")}\n`;
  const imports = [
    'import { DurableObject } from "cloudflare:workers";\n',
    kitImport(constructorText),
    importLine(["Hono"], "hono"),
    crossOrigin === "any" ? importLine(["cors"], "hono/cors") : "",
    zodImport(constructorText),
    servesDocument ? `import openapi from "..${documentPath}" with { type: "json" };\n` : "",
    ...relativeImports(models, [
      ...(actions === undefined ? [] : [["actions", importLine(["addActions"], "./actions.ts")] as const]),
      ...(blueprint.batches === undefined
        ? []
        : [["batches", importLine(["addBatches"], "./batches.ts")] as const]),
      ...(uses(constructorText, "callers")
        ? [["callers", importLine(["callers"], "./callers.ts")] as const]
        : []),
    ]),
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
function relativeImports(models: EntityModel[], others: readonly (readonly [string, string])[]): string[] {
  const lines = [
    ...others,
    ...models.flatMap((model): [string, string][] => [
      [model.file, importLine([tableFunctionName(model)], `./${model.file}.ts`)],
      [`${model.file}-routes`, importLine([routesFunctionName(model)], `./${model.file}-routes.ts`)],
    ]),
  ];
  lines.push(["migrations", importLine(["migrations"], "./migrations.ts")]);
  return lines.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, line]) => line);
}

function routesArguments({ tables, takesStorage }: RoutesModule): string {
  const storage = takesStorage ? ["ctx.storage"] : [];
  return ["this.#app", ...storage, ...tables.map(({ variable }) => variable)].join(", ");
}

/** What is done before any route: of those who sign in it is known by what has happened by itself until then who they are. */
function beforeRoutes(blueprint: Blueprint, models: readonly EntityModel[]): string[] {
  const known = callersCode(blueprint, models);
  const [check, due] = [callerCheck(blueprint, models), lapses(models)];
  return known.length === 0 ? [...check, ...due] : [...due, ...known, ...check];
}

/** Calls without their key or their name are refused before anything else is looked at. */
function callerCheck({ callers, actions }: Blueprint, models: readonly EntityModel[]): string[] {
  const needed = [callers?.key, callers?.name?.refusal, callers?.oneRole];
  if (needed.every((part) => part === undefined)) return [];
  const routes = [
    ...actions.map((route) => ({ route, path: route.path })),
    ...models.flatMap((model) =>
      [...model.entity.operations, ...model.entity.actions].map((route) => ({
        route,
        path: routePath(model, route).path,
      })),
    ),
  ];
  const open = routes.flatMap(({ route, path }) => (route.byAnyone ? [`${route.method} ${path}`] : []));
  const unless = open.length === 0 ? "" : `if (!goesTo(c, ${arrayOf([...new Set(open)].map(text))})) `;
  return [`this.#app.use(async (c, next) => {\n${unless}readCall(c.req.raw, callers);\nawait next();\n});`];
}

/** Every call finds what is due to have happened, also in what it does not ask about. */
function lapses(models: readonly EntityModel[]): string[] {
  const tables = models.filter(({ entity }) => entity.lapses !== undefined);
  return tables.length === 0
    ? []
    : [`this.#app.use(lapsing(ctx.storage, [${tables.map(({ variable }) => variable).join(", ")}]));`];
}

/** src/callers.ts: how callers are known. */
export function callersModule({ callers }: Blueprint): string | undefined {
  if (callers === undefined) return undefined;
  const { name, key, oneRole, roles } = callers;
  const entries: Entry[] = [];
  if (name !== undefined) {
    const refusal: Entry[] =
      name.refusal === undefined
        ? []
        : [
            [
              "refusal",
              refusalCode(name.refusal, haveSessions(callers) ? "Sign in first." : "Say who you are."),
            ],
          ];
    const { value } = name;
    const schema: Entry[] =
      value === undefined ? [] : [["value", fieldCode(inputModel({ ...value, required: true }, []))]];
    const way = haveSessions(callers) ? "session" : "thing";
    const thing: Entry[] = name.account === undefined ? [] : [[way, "true"]];
    entries.push(["name", objectOf([["header", text(name.header)], ...thing, ...refusal, ...schema])]);
  }
  if (key !== undefined) {
    const refusal = refusalCode(key.refusal, "The key is missing or wrong.");
    entries.push([
      "key",
      objectOf([
        ["header", text(key.header)],
        ["value", text(key.value)],
        ["refusal", refusal],
      ]),
    ]);
  }
  if (oneRole !== undefined) {
    const { refusal, ...said } = oneRole;
    const told = refusalCode(refusal, `Say one of the roles ${said.roles.join(", ")}.`);
    const known = Object.entries(said).map(([part, value]): Entry => [part, literal(value)]);
    entries.push(["oneRole", objectOf([...known, ["refusal", told]])]);
  }
  const said = roles.filter((role) => "header" in role);
  if (said.length > 0) {
    const named = said.map(
      ({ name: role, header, value }): Entry => [propertyKey(role), literal({ header, value })],
    );
    entries.push(["roles", objectOf(named)]);
  }
  const code = objectOf(entries);
  return `import type { CallerOptions } from "@aidevos/kit";\n${zodImport(code)}\n/** How callers are known. */\nexport const callers: CallerOptions = ${code};\n`;
}

function bodyCode(body: RefusalBody): string {
  if ("why" in body) {
    const used = body.why.cases.length === 0 ? "{ field }" : "{ field, reason }";
    const said = body.is === "lists" ? `[${reasonsCode(body.why)}]` : reasonsCode(body.why);
    return `({ faults }) => Object.fromEntries(faults.map((${used}) => [field, ${said}]))`;
  }
  if ("is" in body) return `(told) => told.${body.is}`;
  if ("text" in body) return text(body.text);
  if ("each" in body) {
    const parts = body.each.map((part): Entry => [propertyKey(part.name), eachCode(part)]);
    const used = ["field", "pointer", "message", "reason"].filter((name) =>
      body.each.some((part) =>
        "is" in part ? part.is === name : name === "reason" && part.cases.length > 0,
      ),
    );
    const list = `faults.map(({ ${used.join(", ")} }) => (${objectOf(parts)}))`;
    return `({ faults }) => ${body.by === undefined ? list : `sorted(${list}, (fault) => ${memberOf("fault", body.by)})`}`;
  }
  return objectOf(body.properties.map(({ name, value }): Entry => [propertyKey(name), bodyCode(value)]));
}

function eachCode(part: EachPart): string {
  return "is" in part ? part.is : reasonsCode(part);
}

function reasonsCode({ cases, otherwise }: Reasons): string {
  const texts = cases.map(({ reason, text: said }) => `reason === ${text(reason)} ? ${text(said)} : `);
  return `${texts.join("")}${text(otherwise)}`;
}

/** Entities whose paths have fixed segments where others have parameters come first. */
function ordered(models: EntityModel[]): EntityModel[] {
  const parameters = ({ entity }: EntityModel) =>
    entity.operations.some(({ path }) => path.split("/")[1]?.startsWith(":")) ? 1 : 0;
  return [...models].sort((one, other) => parameters(one) - parameters(other));
}

function problemOptions({ refusals }: Blueprint): string {
  const statuses = Object.entries(usualStatuses).flatMap(([kind, status]): Entry[] => {
    const chosen = Object.entries(refusals).find(([name]) => name === kind)?.[1];
    return chosen === undefined || chosen === status ? [] : [[kind, String(chosen)]];
  });
  const entries: Entry[] = [];
  if (refusals.body !== undefined) entries.push(["body", bodyCode(refusals.body)]);
  if (refusals.mediaType !== undefined) entries.push(["mediaType", text(refusals.mediaType)]);
  const bodies = (refusals.bodies ?? []).flatMap(({ statuses: some, body }) =>
    some.map((status): Entry => [String(status), bodyCode(body)]),
  );
  if (bodies.length > 0) entries.push(["bodies", objectOf(bodies)]);
  if (statuses.length > 0) entries.push(["statuses", objectOf(statuses)]);
  if (refusals.codes !== undefined) entries.push(["codes", literal(refusals.codes)]);
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
