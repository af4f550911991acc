import { type Fault, Refusal } from "./refusal.ts";

/** Where a value stands that is wrong: a JSON Pointer (RFC 6901) into the body, or `?name` of a parameter in the query. */
export function pointerTo({ field, path, place }: Fault, { method }: Request): string {
  if (place !== undefined) return place;
  const steps = (path ?? field.split(".")).map(String);
  if (method === "GET" || method === "HEAD") return `?${steps[0]}`;
  return steps.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/**
 * What reading what is sent gives. What is refused of a value that comes from elsewhere than the others is told there:
 * `places` says where, by the name of the value.
 */
export function placed<Sent, Result>(
  places: Readonly<Record<string, string>>,
  sent: Sent,
  read: (sent: Sent) => Result,
): Result {
  try {
    return read(sent);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const errors = error.errors.map((fault): Fault => {
      const name = fault.path === undefined ? fault.field : String(fault.path[0]);
      const place = Object.hasOwn(places, name) ? places[name] : fault.place;
      return { ...fault, place };
    });
    throw new Refusal(error.kind, error.message, errors, error.options);
  }
}

/** The list in the order of the texts under the name, by their characters' numbers. */
export function inOrderOf<Name extends string, Told extends Readonly<Record<Name, string>>>(
  name: Name,
  list: readonly Told[],
): Told[] {
  return list.toSorted((one, other) => (one[name] < other[name] ? -1 : one[name] > other[name] ? 1 : 0));
}
