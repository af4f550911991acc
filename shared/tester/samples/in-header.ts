import type { Field } from "../../blueprint/field.ts";

/** Whether a value reaches the service as it is: one in a header loses the blanks around it, and is of plain signs. */
export function isSendable({ header }: Pick<Field, "header">, value: unknown): boolean {
  if (header === undefined || typeof value === "number" || typeof value === "boolean") return true;
  if (typeof value === "string") return /^[!-~](?:[ -~]*[!-~])?$/.test(value);
  return typeof value === "object" && value !== null;
}
