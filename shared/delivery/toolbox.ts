import * as z from "zod";

const texts = z.record(z.string(), z.string());

/** What generated services are built, checked and kept with. Made by `scripts/build-toolbox.ts`. */
export const Toolbox = z.strictObject({
  /** JavaScript modules by the name that code imports them by. */
  modules: texts,
  /** What a type check of a generated repository needs, by absolute path in a virtual file system. */
  declarations: texts,
  /** Files that every generated repository holds, by path. */
  repository: texts,
});
export type Toolbox = z.infer<typeof Toolbox>;
