import { arrayOf, type Entry, text } from "../code/literal.ts";
import type { Around } from "./action-around.ts";
import { type EntityModel, modelNamed } from "./model.ts";

/** Code of a row, or of a part of one, with hashes in place of passwords; the row's as it is where it has none. */
export function hashedCode({ fields }: EntityModel, row: string, among?: readonly Entry[]): string {
  const names = fields
    .filter(({ field }) => field.type === "password")
    .map(({ name }) => name)
    .filter((name) => among === undefined || among.some(([entry]) => entry === name));
  return names.length === 0 ? row : `passwords.hashed(${row}, ${arrayOf(names.map(text))})`;
}

/** The statements of a route, where they hash passwords: what comes after the body is read is tried until all hashes are there. */
export function withHashes(statements: string[]): string[] {
  if (!statements.some(hashes)) return statements;
  const index = statements.findLastIndex((line) => reading.test(line));
  const line = statements[index] ?? "";
  const [read = ""] = reading.exec(line) ?? [];
  const rest = [line.replace(read, () => "body"), ...statements.slice(index + 1)];
  return [
    ...statements.slice(0, index),
    `const body = ${read};`,
    `return withPasswords(c.req.raw, (passwords) => {\n${rest.join("\n")}\n});`,
  ];
}

/** Whether code asks for hashes. */
export function hashes(code: string): boolean {
  return /\bpasswords\.(?:hashed|isKept)\(/.test(code);
}

/** The table of those who sign in. */
export function accountTable({ blueprint, models }: Pick<Around, "blueprint" | "models">): string {
  return modelNamed(models, blueprint.callers?.name?.account?.entity ?? "").table;
}

const reading = /await readObject\([^()]*\)/;

/** Code of the caller's name as a field of the type keeps it. */
export function callerValue(type: string): string {
  return type === "number" ? "call.callerNumber" : "call.caller";
}
