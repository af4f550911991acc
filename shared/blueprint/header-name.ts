import * as z from "zod";

/** A header's name (RFC 9110), of letters, digits and hyphens. Case makes no difference. */
export const HeaderName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]*$/);

/** Headers that say how a request is sent, and so never what. */
const ofRequests: readonly string[] = [
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "host",
  "transfer-encoding",
];

/** Whether a header, in lower case, says how a request is sent. */
export function isOfRequests(header: string): boolean {
  return ofRequests.includes(header);
}
