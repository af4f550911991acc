import * as z from "zod";
import type { ServiceList } from "../../shared/delivery/control.ts";
import { CalibrationName, type Release, ReleaseStatus } from "../../shared/delivery/release.ts";
import type { HostState } from "../service-host/service-host.ts";

const Row = z.object({
  service: z.string(),
  id: z.string(),
  digest: z.string(),
  run: z.string(),
  status: ReleaseStatus,
  registeredAt: z.string(),
});
type Row = z.infer<typeof Row>;

const columns = "service, id, digest, run, status, registered_at AS registeredAt";

/** Releases and what is known about them. Statuses follow the hosts, which hold the truth. */
export class Releases {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  find(service: string, id: string): Row | undefined {
    const [row] = this.#storage.sql
      .exec(`SELECT ${columns} FROM releases WHERE service = ? AND id = ?`, service, id)
      .toArray();
    return row === undefined ? undefined : Row.parse(row);
  }

  /** The release that is live in a service. */
  live(service: string): Row | undefined {
    const [row] = this.#storage.sql
      .exec(`SELECT ${columns} FROM releases WHERE service = ? AND status = 'live'`, service)
      .toArray();
    return row === undefined ? undefined : Row.parse(row);
  }

  add({ service, id, digest, run }: Release, registeredAt: string): void {
    this.#storage.sql.exec(
      "INSERT OR IGNORE INTO releases VALUES (?, ?, ?, ?, 'registered', ?)",
      service,
      id,
      digest,
      run,
      registeredAt,
    );
  }

  markRolledBack(service: string, id: string): void {
    this.#storage.sql.exec(
      "UPDATE releases SET status = 'rolled-back' WHERE service = ? AND id = ?",
      service,
      id,
    );
  }

  /** Brings the statuses of a service's releases in line with what its host says. */
  follow(service: string, { live, previous }: HostState): void {
    this.#storage.sql.exec(
      `UPDATE releases SET status = CASE
         WHEN id = ?1 THEN 'live'
         WHEN id IN (SELECT value FROM json_each(?2)) THEN 'previous'
         WHEN status IN ('live', 'previous') THEN 'rolled-back'
         ELSE status END
       WHERE service = ?3`,
      live,
      JSON.stringify(previous),
      service,
    );
  }

  /** Forgets a service's releases; gives the digests of their bundles that no other service has. */
  remove(service: string): string[] {
    const { sql } = this.#storage;
    const removed = sql
      .exec<{ digest: string }>("DELETE FROM releases WHERE service = ? RETURNING digest", service)
      .toArray();
    const digests = [...new Set(removed.map(({ digest }) => digest))];
    const others = sql
      .exec<{ digest: string }>(
        "SELECT DISTINCT digest FROM releases WHERE digest IN (SELECT value FROM json_each(?))",
        JSON.stringify(digests),
      )
      .toArray();
    return digests.filter((one) => !others.some(({ digest }) => digest === one));
  }

  /** Services that callers can reach, with their releases. */
  list(): z.infer<typeof ServiceList> {
    const rows = Row.array().parse(
      this.#storage.sql
        .exec(`SELECT ${columns} FROM releases ORDER BY service, registered_at, rowid`)
        .toArray(),
    );
    const reached = rows.filter(({ service }) => !CalibrationName.safeParse(service).success);
    const services = [...Map.groupBy(reached, ({ service }) => service)].map(([name, releases]) => ({
      name,
      live: releases.find(({ status }) => status === "live")?.id ?? null,
      releases,
    }));
    return { services };
  }
}
