/** A number as a query has it; what is none stays as it is, for a schema to refuse. */
export function numberOf(text: unknown): unknown {
  return typeof text === "string" && /^-?(0|[1-9]\d*)(\.\d+)?(e[-+]?\d+)?$/i.test(text) ? Number(text) : text;
}

/** True or false as a query has it; what is neither stays as it is, for a schema to refuse. */
export function truthOf(text: unknown): unknown {
  return text === "true" ? true : text === "false" ? false : text;
}

/** An identifier of things that have texts for theirs: a number is that of none. What is neither stays as it is. */
export function keyText(value: unknown): unknown {
  return typeof value === "number" ? String(value) : value;
}

/** An identifier of things that are numbered: a text is that of none, as is the least number. */
export function keyNumber(value: unknown): unknown {
  return typeof value === "string" ? Number.MIN_SAFE_INTEGER : value;
}
