import * as z from "zod";

/** A JSON property name as the API shows it. Any name is allowed that can stand in a URL's query unescaped. */
export const PropertyName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/);

/** The name of a query parameter: it may have others in brackets, as in `page[size]`. */
export const ParameterName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}(\[[A-Za-z_][A-Za-z0-9_]{0,62}\])*$/);
