import * as z from "zod";

/** What was learnt, with its evidence. Found by full text over `title`, `text` and `tags`. */
export const Lesson = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
  title: z.string(),
  text: z.string(),
  tags: z.array(z.string()),
  evidence: z.array(z.string()),
  at: z.iso.datetime(),
});
export type Lesson = z.infer<typeof Lesson>;
