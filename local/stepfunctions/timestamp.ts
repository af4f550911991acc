const offsetDateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** The milliseconds since 1970 of an ISO 8601 date and time with its offset; undefined for any other text. */
export function instantOf(text: string): number | undefined {
  const instant = offsetDateTime.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? undefined : instant;
}
