import { type FieldError, Refusal, type RefusalOptions } from "./refusal.ts";

/**
 * Runs a statement; a constraint that it breaks becomes a refusal in the caller's words.
 *
 * @throws Refusal (conflict, stillReferenced, tooLarge)
 */
export function refusing<Result>(
  noun: string,
  fieldOf: (column: string) => string,
  statement: () => Result,
): Result {
  try {
    return statement();
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    const [, unique] = message.split("UNIQUE constraint failed: ");
    if (unique !== undefined) {
      const [columns = ""] = unique.split(": SQLITE_");
      throw conflict(
        noun,
        columns.split(", ").map((column) => fieldOf(afterDot(column))),
      );
    }
    if (message.includes("SQLITE_TOOBIG") || message.includes("string or blob too big")) {
      throw new Refusal("tooLarge", `The ${noun} is larger than one record can be.`);
    }
    if (message.includes("FOREIGN KEY constraint failed")) {
      throw new Refusal(
        "stillReferenced",
        `Others still refer to this ${noun}. Delete or change those first.`,
      );
    }
    throw error;
  }
}

function afterDot(column: string): string {
  return column.slice(column.indexOf(".") + 1);
}

/** The refusal of a reference to a row that does not exist. */
export function unknownReference(noun: string, field: string, own: RefusalOptions | undefined): Refusal {
  const message = `names no ${noun}`;
  return new Refusal(
    "unknownReference",
    own?.message ?? `${field}: ${message}.`,
    [{ field, message, reason: "dangling" }],
    own,
  );
}

/** The refusal of a value, or of several together, that another row has. */
export function conflict(noun: string, fields: string[]): Refusal {
  const what = fields.length === 1 ? `this ${fields[0]}` : `the same ${fields.join(" and ")}`;
  const article = /^[aeiou]/i.test(noun) && !/^(uni|use|url|uuid|one|eu)/i.test(noun) ? "an" : "a";
  return new Refusal("conflict", `There is already ${article} ${noun} with ${what}.`, takenFields(fields));
}

/** What is wrong with fields whose values, or all of them together, another row has. */
export function takenFields(fields: readonly string[]): FieldError[] {
  const message = fields.length === 1 ? "is already taken" : "is already taken in this combination";
  return fields.map((field) => ({ field, message }));
}
