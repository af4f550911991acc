import { type Fault, Refusal } from "./refusal.ts";

/** Where a value stands that is wrong: a JSON Pointer (RFC 6901) into the body, or `?name` of a parameter in the query. */
export function pointerTo({ field, path, place }: Fault, { method }: Request): string {
  if (place !== undefined) return place;
  const steps = (path ?? field.split(".")).map(String);
  if (method === "GET" || method === "HEAD") return `?${steps[0]}`;
  return steps.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/**
 * What reading what is sent gives. What is refused of a value that is no property of the body is told where it is: `places` says
 * where, by the name of the value; null where the value is the body.
 */
export function placed<Sent, Result>(
  places: Readonly<Record<string, string | null>>,
  sent: Sent,
  read: (sent: Sent) => Result,
): Result {
  try {
    return read(sent);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const errors = error.errors.map((fault): Fault => {
      const [first = "", ...path] = fault.path ?? fault.field.split(".");
      const place = Object.hasOwn(places, String(first)) ? places[String(first)] : undefined;
      if (place !== null) return { ...fault, place: place ?? fault.place };
      return { ...fault, path, field: path.length === 0 ? fault.field : path.map(String).join(".") };
    });
    throw new Refusal(error.kind, error.message, errors, error.options);
  }
}
