import * as z from "zod";
import type { TracePart } from "../../shared/improvement/trace.ts";
import { isMigrated } from "../storage/migrate.ts";
import { partsOf, type RecordedRequest, Trace } from "./trace.ts";

/** Requests that are read at a time. */
const pageSize = 20;

const HeaderList = z.array(z.tuple([z.string(), z.string()]));

/** The host's rows of its trace: there is one at a time. */
export class TraceRows {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  read(): Trace | undefined {
    if (!isMigrated(this.#storage)) return undefined;
    const [row] = this.#storage.sql.exec<{ state: string }>("SELECT state FROM trace").toArray();
    return row === undefined ? undefined : Trace.parse(JSON.parse(row.state));
  }

  /** Writes the trace, and requests that are new. */
  write(trace: Trace, requests: readonly RecordedRequest[] = []): void {
    const { sql } = this.#storage;
    this.#storage.transactionSync(() => {
      for (const { request, status } of requests) {
        const { method, url, headers, body } = request;
        sql.exec(
          "INSERT INTO trace_requests (method, url, headers, body, status) VALUES (?, ?, ?, ?, ?)",
          method,
          url,
          JSON.stringify(headers),
          body,
          status,
        );
      }
      sql.exec("INSERT OR REPLACE INTO trace VALUES (1, ?)", JSON.stringify(trace));
    });
  }

  /** Forgets the trace. */
  clear(): void {
    this.#storage.transactionSync(() => {
      this.#storage.sql.exec("DELETE FROM trace");
      this.#storage.sql.exec("DELETE FROM trace_requests");
    });
  }

  /** Requests of a part of a whole trace, in their order. */
  *requests({ recorded }: Trace, part: TracePart): Generator<RecordedRequest> {
    const { search } = partsOf(recorded);
    const [from, to] = part === "search" ? [0, search] : [search, recorded];
    // In pages: all of them could be more than memory holds, and a cursor does not outlive what others write.
    for (let last = from; last < to; last += pageSize) {
      const rows = this.#storage.sql.exec<{
        method: string;
        url: string;
        headers: string;
        body: ArrayBuffer | null;
        status: number | null;
      }>(
        "SELECT method, url, headers, body, status FROM trace_requests WHERE sequence > ? AND sequence <= ? ORDER BY sequence",
        last,
        Math.min(last + pageSize, to),
      );
      for (const { method, url, headers, body, status } of rows.toArray()) {
        const request = {
          method,
          url,
          headers: HeaderList.parse(JSON.parse(headers)),
          body: body === null ? null : new Uint8Array(body),
        };
        yield { request, status };
      }
    }
  }
}
