import * as z from "zod";

/** Something that callers of the live API may rely on and will not find any more. */
export const Break = z.strictObject({
  /** `GET /books/{id}`. */
  route: z.string(),
  /** In a sentence: `the route is gone`. */
  what: z.string(),
});
export type Break = z.infer<typeof Break>;

const Paths = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** The operations of an OpenAPI document. */
export function operationsIn(document: unknown): { method: string; path: string }[] {
  return Object.entries(Paths.parse(document).paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
}

/** What breaks for callers of the live API, from the two OpenAPI documents: routes that are gone. */
export function breaks({ before, after }: { before: unknown; after: unknown }): Break[] {
  const names = (document: unknown) => operationsIn(document).map(({ method, path }) => `${method} ${path}`);
  const kept = new Set(names(after));
  return names(before)
    .filter((route) => !kept.has(route))
    .map((route) => ({ route, what: "the route is gone" }));
}
