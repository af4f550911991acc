import * as z from "zod";
import { canonicalJson, sha256 } from "../digest.ts";

export const Digest = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in lower-case hexadecimal");

/**
 * The modules of one release: JavaScript by module name. Names are flat (`service.ts`, `books.ts`, `hono`,
 * `@aidevos/kit`), because the runtime resolves an import beside the module that imports.
 */
export const Bundle = z.strictObject({
  mainModule: z.string(),
  compatibilityDate: z.iso.date(),
  modules: z.record(z.string(), z.string()),
});
export type Bundle = z.infer<typeof Bundle>;

/** A bundle's name: the SHA-256 of its canonical JSON. */
export function bundleDigest(bundle: Bundle): Promise<string> {
  return sha256(canonicalJson(bundle));
}
