import { shownPath } from "../../blueprint/route.ts";
import type { Meanings } from "../grammar.ts";

/** A route as a statement names it. */
export interface RoutePhrase {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
}

export const routeGrammar = `
  route (a route in backticks) = "\`" method " "+ path "\`"
  method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path (a path in backticks) = pathStep+  -- steps
                             | "/"  -- root
  pathStep = "/" segment
  segment = "{" bareName "}"  -- parameter
          | ":" bareName  -- colon
          | (alnum | "." | "_" | "~" | "-")+  -- plain
  pathOnly (a path in backticks) = "\`" path "\`"
`;

export const routeMeanings: Meanings = {
  route: (method, _blanks, path): RoutePhrase => ({
    method: method.sourceString as RoutePhrase["method"],
    path: readPath(path.sourceString),
  }),
  pathOnly: (path) => readPath(path.sourceString),
};

/** `/books/{id}` as blueprints write it: `/books/:id`. */
function readPath(text: string): string {
  return text.replace(/\{([^}]*)\}/g, ":$1");
}

/** A route as a spec writes it. */
export function routeText({ method, path }: RoutePhrase): string {
  return `\`${method} ${shownPath(path)}\``;
}
