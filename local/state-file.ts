import { readFileSync, renameSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { LocalCloudError, messageOf } from "./errors.ts";

/**
 * Reads a JSON file of the state directory; undefined when there is none. `remedy` says what to do about one that is
 * damaged.
 *
 * @throws LocalCloudError that names the file when it can't be read or does not hold what it should
 */
export function readStateFile<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  remedy: string,
): z.output<Schema> | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (reason) {
    if (reason instanceof Error && "code" in reason && reason.code === "ENOENT") return undefined;
    throw new LocalCloudError(`${file} can't be read: ${messageOf(reason)}`, { cause: reason });
  }
  const parsed = schema.safeParse(parseOrNothing(text));
  if (parsed.success) return parsed.data;
  throw new LocalCloudError(
    `${file} is damaged (${text.length} characters, ${z.prettifyError(parsed.error).split("\n")[0]}). ${remedy}`,
  );
}

/**
 * Writes a file that only its owner can read, whole or not at all.
 *
 * @throws LocalCloudError that names the file when it can't be written
 */
export function writeStateFile(file: string, value: unknown): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(value, null, 2), { mode: 0o600, flush: true });
    renameSync(`${file}.new`, file);
  } catch (reason) {
    throw new LocalCloudError(`${file} can't be written: ${messageOf(reason)}`, { cause: reason });
  }
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
