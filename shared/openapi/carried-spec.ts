import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import * as z from "zod";
import { canonicalJson } from "../digest.ts";

/** The extension in which our own documents carry the spec that they were made from. */
const extension = "x-aidevos-spec";

const Extension = z.strictObject({
  text: z.string(),
  /** SHA-256 of the text with the rest of the document, so that neither is believed after an edit. */
  digest: z.string(),
  /** What of the spec a document must not tell. */
  withheld: z.array(z.string()).optional(),
});

/** A document with the spec that it was made from; `withheld` names what the text leaves out because it is secret. */
export function withSpec(
  document: Record<string, unknown>,
  text: string,
  withheld: readonly string[] = [],
): Record<string, unknown> {
  const carried = { text, digest: digestOf(document, text), ...(withheld.length > 0 && { withheld }) };
  return { ...document, [extension]: carried };
}

export type CarriedSpec =
  | { outcome: "none" }
  /** The document, or the text, is not as it was when it was made. */
  | { outcome: "outdated"; at: string }
  | { outcome: "carried"; text: string; at: string; withheld: readonly string[] };

/** The spec that a document carries. */
export function carriedSpec(document: object): CarriedSpec {
  const entries = new Map(Object.entries(document));
  if (!entries.has(extension)) return { outcome: "none" };
  const at = `/${extension}`;
  const carried = Extension.safeParse(entries.get(extension));
  if (!carried.success || carried.data.digest !== digestOf(document, carried.data.text))
    return { outcome: "outdated", at };
  return { outcome: "carried", text: carried.data.text, at, withheld: carried.data.withheld ?? [] };
}

/** Where a service is reached says nothing of what it does: the service itself writes it into its document. */
function digestOf(document: object, text: string): string {
  const rest = Object.entries(document).filter(([name]) => name !== extension && name !== "servers");
  return bytesToHex(sha256(utf8ToBytes(canonicalJson({ document: Object.fromEntries(rest), text }))));
}
