/** What requests of no route are counted as. */
export const otherRoute = "other";

/** The paths of an OpenAPI document, each with its methods. */
type Paths = Readonly<Record<string, object>>;

/** Segments of templates, as a tree: literal ones by their text, parameters under one branch. */
interface Segment {
  literal: Map<string, Segment>;
  parameter: Segment | undefined;
  /** The routes that end here, by method. */
  routes: Map<string, string>;
}

const methods = ["get", "post", "put", "patch", "delete", "head", "options"];

/**
 * Prepares the paths of OpenAPI documents, so that the route of a request is found in time by the length of its path:
 * `GET /books/{id}`, or `other` where none fits. Literal segments are preferred to parameters, from the left. A slash at
 * the end, a query and escapes make no difference; `HEAD` is what `GET` is. Of templates that differ in the names
 * of their parameters alone, the first one gives the name.
 */
export function routesOf(...documents: readonly Paths[]): (method: string, path: string) => string {
  const root = segment();
  for (const paths of documents) {
    for (const [template, item] of Object.entries(paths)) {
      let at = root;
      for (const part of segmentsOf(template)) at = below(at, part);
      for (const method of methods) {
        const upper = method.toUpperCase();
        if (method in item && !at.routes.has(upper)) at.routes.set(upper, `${upper} ${template}`);
      }
    }
  }
  return (method, path) => {
    const parts = segmentsOf(path.split(/[?#]/, 1)[0] ?? "").map(decoded);
    const asked = method.toUpperCase();
    const found = find(root, parts, asked) ?? (asked === "HEAD" ? find(root, parts, "GET") : undefined);
    return found ?? otherRoute;
  };
}

/** A route without the names of its path's parameters: two that agree in it take the same requests. */
export function templateOf(route: string): string {
  return route.replace(/\{[^/}]*\}/g, "{}");
}

function segment(): Segment {
  return { literal: new Map(), parameter: undefined, routes: new Map() };
}

function segmentsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

function below(at: Segment, part: string): Segment {
  if (/^\{.*\}$/.test(part)) {
    at.parameter ??= segment();
    return at.parameter;
  }
  const next = at.literal.get(part) ?? segment();
  at.literal.set(part, next);
  return next;
}

function find(at: Segment, parts: readonly string[], method: string, from = 0): string | undefined {
  const part = parts[from];
  if (part === undefined) return at.routes.get(method);
  const literal = at.literal.get(part);
  const found = literal === undefined ? undefined : find(literal, parts, method, from + 1);
  if (found !== undefined || at.parameter === undefined) return found;
  return find(at.parameter, parts, method, from + 1);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
