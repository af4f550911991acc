import { gunzipSync, gzipSync } from "node:zlib";
import * as z from "zod";
import { canonicalJson, sha256 } from "../digest.ts";

/** Bytes that one item of DynamoDB may hold, less room for its keys. */
const largestItem = 400 * 1024 - 1024;

/** Bytes that an artifact may take, compressed. */
const largestArtifact = 32 * 1024 * 1024;

/** What is kept of an artifact under a key: all of it, a part, or how many parts there are (`<digest>.0` and so on). */
export const ArtifactItem = z.union([
  z.object({ digest: z.string(), content: z.instanceof(Uint8Array) }),
  z.object({ digest: z.string(), parts: z.int().positive() }),
]);
export type ArtifactItem = z.infer<typeof ArtifactItem>;

/**
 * The items that keep a JSON value under the SHA-256 of its canonical form. The last one carries the digest: once it
 * stands, all of the value does.
 *
 * @throws RangeError when the value takes more than 32 MiB after compression
 */
export async function artifactItems(value: unknown): Promise<{ digest: string; items: ArtifactItem[] }> {
  const text = canonicalJson(value);
  const content = gzipSync(text);
  const digest = await sha256(text);
  if (content.length <= largestItem) return { digest, items: [{ digest, content }] };
  if (content.length > largestArtifact) {
    throw new RangeError(
      `An artifact of ${text.length} characters takes ${content.length} bytes compressed; ${largestArtifact} are allowed. ` +
        "Make the requirement smaller, or split it into several services.",
    );
  }
  const count = Math.ceil(content.length / largestItem);
  const parts = Array.from({ length: count }, (_, index) => ({
    digest: `${digest}.${index}`,
    content: content.subarray(index * largestItem, (index + 1) * largestItem),
  }));
  return { digest, items: [...parts, { digest, parts: count }] };
}

/** Reads the value that stands under a digest, item by item; undefined when it is not all there. */
export async function readArtifact<Schema extends z.ZodType>(
  digest: string,
  schema: Schema,
  read: (key: string) => Promise<unknown>,
): Promise<z.output<Schema> | undefined> {
  const head = ArtifactItem.safeParse(await read(digest));
  if (!head.success) return undefined;
  const contents: Uint8Array[] = [];
  if ("content" in head.data) contents.push(head.data.content);
  else {
    for (let index = 0; index < head.data.parts; index++) {
      const part = ArtifactItem.safeParse(await read(`${digest}.${index}`));
      if (!part.success || !("content" in part.data)) return undefined;
      contents.push(part.data.content);
    }
  }
  return schema.parse(JSON.parse(gunzipSync(Buffer.concat(contents)).toString("utf8")));
}
