import { constants, copyFile, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";

/** Bytes from which on a copy is made here: what is less, the runtime copies faster than it asks. */
const largeEnough = 32 * 1024 ** 2;

/** The first bytes of the file in which workerd keeps the names of an object's facets. */
const magic = 0xc4cdce5bc5b0ef57n;

/** What the Worker asks for: the object's id, and the names of two of its facets. */
export const Copy = z.strictObject({
  object: z.string().regex(/^[0-9a-f]{64}$/),
  from: z.string().min(1),
  to: z.string().min(1),
});
export type Copy = z.infer<typeof Copy>;

/**
 * Copies a large facet's database beside the runtime, which has one thread for all objects and would stand still
 * meanwhile. The copy holds all that was written before; writes go on meanwhile, and may be in it or not. The facet `to` must
 * not run, have no data, and have been named before.
 *
 * @returns whether it was copied; what is small, or not found, is left to the runtime
 */
export async function copyFacet(objects: string, { object, from, to }: Copy): Promise<boolean> {
  const folder = await folderOf(objects, object);
  if (folder === undefined) return false;
  const names = facetNames(await readFile(join(folder, `${object}.facets`)));
  const file = (name: string) => join(folder, `${object}.${names.indexOf(name) + 1}.sqlite`);
  if (!names.includes(from) || !names.includes(to) || (await sizeOf(file(from))) < largeEnough) return false;
  const database = new DatabaseSync(file(from), { readOnly: true });
  try {
    // While this reads, no page that the copy needs is written over: a checkpoint goes no further than what the log
    // still holds, and the log begins anew only when the database holds all of it, which is then left alone.
    database.exec("BEGIN; SELECT 1 FROM sqlite_schema");
    await copyFile(file(from), file(to), constants.COPYFILE_FICLONE);
    await copyFile(`${file(from)}-wal`, `${file(to)}-wal`, constants.COPYFILE_FICLONE).catch(ignoreMissing);
    return true;
  } finally {
    database.close();
  }
}

function ignoreMissing(reason: unknown): void {
  if (!(reason instanceof Error && "code" in reason && reason.code === "ENOENT")) throw reason;
}

/** The names of an object's own facets, in the order of the numbers of their files, which begin with 1. */
export function facetNames(index: Buffer): (string | undefined)[] {
  const names: (string | undefined)[] = [];
  if (index.length < 8 || index.readBigUInt64LE() !== magic) return names;
  for (let at = 8; at + 4 <= index.length; ) {
    const parent = index.readUInt16LE(at);
    const length = index.readUInt16LE(at + 2);
    const end = at + 4 + length;
    // A tail that was cut off: workerd leaves it out as well.
    if (length === 0 || end > index.length || parent > names.length) break;
    names.push(parent === 0 ? index.toString("utf8", at + 4, end) : undefined);
    at = end;
  }
  return names;
}

/** The folder of the class that has the object: an object's id is of one class only. */
async function folderOf(objects: string, object: string): Promise<string | undefined> {
  for (const folder of await readdir(objects)) {
    const path = join(objects, folder);
    if (await exists(join(path, `${object}.facets`))) return path;
  }
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Bytes of a database and of what was written to it last; 0 when there is none. */
async function sizeOf(database: string): Promise<number> {
  const sizes = await Promise.all(
    ["", "-wal"].map((suffix) =>
      stat(`${database}${suffix}`).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
