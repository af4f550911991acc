import * as z from "zod";

/** A header's name (RFC 9110), of letters, digits and hyphens. Case makes no difference. */
export const HeaderName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]*$/);
