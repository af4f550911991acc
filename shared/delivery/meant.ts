import * as z from "zod";

/** What a change of the spec lets one route answer otherwise than before. */
export const MeantRoute = z.strictObject({
  /** With the path `*`, `*`: whatever no route takes. */
  method: z.string(),
  /** As the OpenAPI document has it: `/books/{id}`. */
  path: z.string(),
  /** The route is new, gone, or says something else altogether. */
  anything: z.boolean().default(false),
  /** It may accept what it refused, refuse what it accepted, or refuse for another reason; it must never fail. */
  status: z.boolean().default(false),
  /** Properties of its answers' JSON, at any depth, that may come, go, or have other values; `""` is the whole body. */
  fields: z.array(z.string()).default([]),
  /** Which elements a list holds, and in which order, may differ. */
  elements: z.boolean().default(false),
  /** The property by which the elements of such a list are known. */
  identifier: z.string().default("id"),
  /** Names of headers, in lower case, that may come, go, or have other values. */
  headers: z.array(z.string()).default([]),
});
export type MeantRoute = z.infer<typeof MeantRoute>;

/** What may differ between the answers of two releases; whatever it does not name must be the same. */
export const Meant = z.strictObject({
  routes: z.array(MeantRoute),
  /** The design is another: requests may read more rows, or fewer, and answer the same. */
  rows: z.boolean().optional(),
});
export type Meant = z.infer<typeof Meant>;

/** Nothing may differ: the same spec. */
export const nothingMeant: Meant = { routes: [] };
