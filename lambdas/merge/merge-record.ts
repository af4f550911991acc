import * as z from "zod";

/** A file's text; null where there is none. */
const Text = z.strictObject({ path: z.string(), content: z.string().nullable() });

/** What Commit has to know of a merge: beside the merged files themselves, what they were made of. */
export const Merge = z.strictObject({
  /** The commit that stood on main; null where none did. */
  head: z.string().nullable(),
  /** The commit with what was generated last. */
  base: z.string().nullable(),
  /** Files around the service that are otherwise than every one has them. */
  outside: z.array(Text),
  /** Files that were generated otherwise than they are now, as they were generated; empty where nothing is by hand. */
  generated: z.array(Text),
});
export type Merge = z.infer<typeof Merge>;
