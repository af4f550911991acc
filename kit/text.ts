/** Why a text is refused that is not kept as it is. */
export const notKept = "must not hold the character U+0000";

/** Whether a value is kept as it is: no text with U+0000, at which functions of SQLite end a text. */
export function isKept(value: unknown): boolean {
  return typeof value !== "string" || !value.includes("\0");
}
