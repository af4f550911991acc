import { Blueprint } from "../blueprint/blueprint.ts";
import { checkConsistency } from "../blueprint/consistency.ts";
import { nameOfTitle } from "../blueprint/service-name.ts";
import { callersOf } from "./callers.ts";
import { carriedSpec } from "./carried-spec.ts";
import { entitiesOf } from "./entity.ts";
import { TooIntricateError } from "./errors.ts";
import { Fields } from "./field.ts";
import { Messages } from "./messages.ts";
import { namesOf } from "./names.ts";
import { refusalsOf } from "./refusals.ts";
import { resourcesOf } from "./resources.ts";
import { routesOf } from "./routes.ts";
import { OpenApi } from "./shapes.ts";
import { type Part, Source, shortened, type Unsaid } from "./source.ts";
import { readText } from "./text.ts";
import { Schemas } from "./value-shape.ts";

export type OpenApiReading =
  | {
      outcome: "read";
      blueprint: Blueprint;
      /** What the document says and the blueprint does not, in the order of the document. */
      unsaid: Unsaid[];
    }
  | { outcome: "unread"; problems: string[] };

/**
 * Reads an OpenAPI document, 3.0 or 3.1, YAML or JSON, into a blueprint. What the document leaves open is as specs have
 * it without a statement. A document of our own carries its spec, which `readSpec` reads, and which counts as long as
 * nothing of the document was changed.
 */
export function readOpenApi(text: string, readSpec: (spec: string) => Blueprint | undefined): OpenApiReading {
  const reading = readText(text);
  if (reading.outcome === "unread") return reading;
  const problem = versionProblem(reading.value);
  if (problem !== undefined) return { outcome: "unread", problems: [problem] };
  const document = OpenApi.safeParse(reading.value);
  if (!document.success) {
    const problems = document.error.issues.map(
      ({ path, message }) => `/${path.map(String).join("/")}: ${message}`,
    );
    return { outcome: "unread", problems };
  }
  const source = new Source(reading.value);
  const carried = carriedSpec(document.data);
  if (carried.outcome === "carried") {
    const blueprint = readSpec(carried.text);
    for (const secret of carried.withheld) source.leaveOut(carried.at, secret);
    if (blueprint !== undefined) return { outcome: "read", blueprint, unsaid: source.unsaid };
  }
  if (carried.outcome !== "none") {
    const why =
      carried.outcome === "outdated" ? "the document was changed since" : "this version can't read it";
    source.leaveOut(carried.at, `the spec that the document carries does not count: ${why}`);
  }
  try {
    return readDocument(source, { value: document.data, at: "" });
  } catch (error) {
    if (error instanceof TooIntricateError) return { outcome: "unread", problems: [error.message] };
    throw error;
  }
}

function readDocument(source: Source, document: Part<OpenApi>): OpenApiReading {
  const schemas = new Schemas(source);
  const messages = new Messages(source, schemas);
  const fields = new Fields(source, schemas);
  const reading = { source, schemas, messages, fields };
  const title = lineOf(document.value.info?.title) ?? "Service";
  const routes = routesOf(source, document);
  const entities = entitiesOf(namesOf(resourcesOf(routes, reading), title), reading);
  const kept = entities.flatMap(({ operations }) => operations.map(({ route }) => route));
  const { callers, isSecured } = callersOf(source, document, { routes, kept });
  const refusals = refusalsOf(entities, isSecured, reading);
  leaveOutEvents(source, document, routes);
  if (entities.length === 0) {
    const problem =
      "The document shows nothing that is kept: no path that lists things or makes one, and none to one of them, as `/pets` and `/pets/{petId}`.";
    return {
      outcome: "unread",
      problems: [problem, ...source.unsaid.map(({ at, what }) => `${at}: ${what}`)],
    };
  }
  const made = Blueprint.safeParse({
    version: 1,
    service: {
      name: nameOfTitle(title),
      title,
      description: descriptionOf(source, document.value.info?.description ?? "") ?? "",
    },
    entities: entities.map(({ entity }) => entity),
    ...(callers !== undefined && { callers }),
    crossOrigin: "none",
    refusals,
    trace: [],
  });
  const problems = made.success
    ? checkConsistency(made.data)
    : made.error.issues.map(({ path, message }) => `${path.map(String).join(".")}: ${message}`);
  if (!made.success || problems.length > 0) return { outcome: "unread", problems };
  return { outcome: "read", blueprint: made.data, unsaid: source.unsaid };
}

function versionProblem(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return "The document is no OpenAPI document: it has to be an object that begins with `openapi: 3.1.0`.";
  if ("swagger" in value)
    return `The document is Swagger ${String(value.swagger)}, and OpenAPI 3.0 and 3.1 are read. Convert it, as with \`npx swagger2openapi FILE\`.`;
  const version = "openapi" in value ? value.openapi : undefined;
  if (version === undefined)
    return "The document says no `openapi: 3.0.x` or `3.1.x`: it is no OpenAPI document.";
  if (typeof version === "string" && /^3\.[01](\.|$)/.test(version)) return undefined;
  return `The document says that it is OpenAPI ${shortened(String(version))}, and 3.0 and 3.1 are read.`;
}

/** Names calls that the service would make itself. */
function leaveOutEvents(source: Source, { value }: Part<OpenApi>, routes: ReturnType<typeof routesOf>): void {
  if (value.webhooks !== undefined)
    source.leaveOut("/webhooks", "calls of the service's own can't be said: left out");
  for (const { operation } of routes)
    if (operation.value.callbacks !== undefined)
      source.leaveOut(`${operation.at}/callbacks`, "calls of the service's own can't be said: left out");
}

/** The first paragraph of the service's description. */
function descriptionOf(source: Source, words: string): string | undefined {
  const [first = "", ...more] = words.trim().split(/\n\s*\n/);
  if (more.length > 0) source.leaveOut("/info/description", "all but its first paragraph is left out");
  return lineOf(first);
}

/** Longest title and description of the service. */
const longestLine = 1000;

/** Words in one line, which ends in no citation of a clause. */
function lineOf(words: string | undefined): string | undefined {
  const line = words
    ?.replace(/\s+/g, " ")
    .trim()
    .slice(0, longestLine)
    .replace(/[\s[\]]+$/, "");
  return line === "" ? undefined : line;
}
