import type { WorkersScriptMigrations } from "@cdktf/provider-cloudflare/lib/workers-script/index.js";

export interface Migration {
  tag: string;
  newSqliteClasses: string[];
}

/** Every change of the Worker's object classes, oldest first. Only ever append. */
export const migrations: readonly Migration[] = [
  { tag: "v1", newSqliteClasses: ["Bench", "Library", "Registry", "Room", "ServiceHost"] },
];

/**
 * What is left to apply to a Worker whose newest migration is `applied`; nothing given means a Worker that is not
 * deployed yet. The API refuses a migration that it has applied already, so a later upload must not carry it.
 *
 * @throws Error when `applied` is no tag of this list
 */
export function pendingMigrations(
  applied: string | undefined,
  all: readonly Migration[] = migrations,
): WorkersScriptMigrations | undefined {
  const position = all.findIndex(({ tag }) => tag === applied);
  if (applied !== undefined && position < 0) {
    throw new Error(
      `The deployed Worker has the migration ${applied}, which this version does not know. Deploy a newer version, not an older one.`,
    );
  }
  const pending = all.slice(position + 1);
  const [first, ...others] = pending;
  if (!first) return undefined;
  const tags = {
    newTag: (others.at(-1) ?? first).tag,
    ...(applied === undefined ? {} : { oldTag: applied }),
  };
  return others.length === 0
    ? { ...tags, newSqliteClasses: first.newSqliteClasses }
    : { ...tags, steps: pending.map(({ newSqliteClasses }) => ({ newSqliteClasses })) };
}
