const momentForm =
  /^(\d{4}-\d\d-\d\d)([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[-+]([01]\d|2[0-3]):[0-5]\d)?)?$/i;

/** Whether the text is a day that the calendar has, as in 2024-02-29. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(text);
  // Days past a month's end are parsed as days of the next one.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/**
 * An instant from a query, in milliseconds since the epoch: a day, or a day and a time, in UTC where no offset is
 * given. Undefined when it is none. The `+` of an offset that was not escaped has become a space.
 */
export function readMoment(text: string): number | undefined {
  const escaped = text.replace(/(:\d\d(?:\.\d{1,9})?) (\d\d:\d\d)$/, "$1+$2");
  const [, day, time, , , , offset] = momentForm.exec(escaped) ?? [];
  if (day === undefined || !isDay(day)) return undefined;
  if (time === undefined) return Date.parse(day);
  return Date.parse(`${day}T${time.slice(1).toUpperCase()}${offset === undefined ? "Z" : ""}`);
}
