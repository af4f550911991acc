import * as z from "zod";

export const Status = z.int().min(200).max(599);
export const Method = z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]);

/** `/` or segments of unreserved characters; `:id` stands for the identifier. */
export const RoutePath = z.string().regex(/^\/$|^(\/(:?[A-Za-z0-9._~-]+))+$/);

/** A path as a spec and OpenAPI write it: `/books/{id}`. */
export function shownPath(path: string): string {
  return path.replace(/:([^/]+)/g, "{$1}");
}

/** Names of the parameters of a path, in order. */
export function parametersOf(path: string): string[] {
  return path.split("/").flatMap((part) => (part.startsWith(":") ? [part.slice(1)] : []));
}
