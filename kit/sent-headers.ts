/** Most characters of a header's value: readers of answers set limits to all headers together. */
const mostCharacters = 1024;

/**
 * Headers of an answer with values of data. Whatever is no printable ASCII goes percent-encoded as in a URL, so that no
 * value can end a header or is none; what is empty, or longer than 1,024 characters then, is left out.
 */
export function sentHeaders(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, string][] => {
      if (value === null || value === undefined) return [];
      const sent = headerText(value);
      return sent === "" || sent.length > mostCharacters ? [] : [[name, sent]];
    }),
  );
}

/** A value as a header can hold it. */
export function headerText(value: unknown): string {
  return String(value)
    .trim()
    .replace(/[^\x20-\x7e]+/g, (part) => encodeURIComponent(part.toWellFormed()));
}
