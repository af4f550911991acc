import * as z from "zod";

/** Something that callers of a live API rely on, and that a release takes away. */
export const Break = z.strictObject({
  /** `GET /books/{id}`; null where it holds for all routes. */
  route: z.string().nullable(),
  /** What kind of thing it is, for programs. */
  kind: z.enum([
    "route",
    "parameter",
    "input",
    "limit",
    "choice",
    "answer",
    "status",
    "header",
    "security",
    "rule",
  ]),
  /** The field, parameter, header or status that it is about. */
  subject: z.string(),
  /** In a sentence without a stop: `the field pages of its answers is gone`. */
  what: z.string(),
});
export type Break = z.infer<typeof Break>;
