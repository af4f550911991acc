import * as z from "zod";
import { Digest } from "../../shared/delivery/bundle.ts";
import type { TracePart, TraceState } from "../../shared/improvement/trace.ts";
import { TrialReport } from "../../shared/improvement/trial.ts";
import type { TwinRequest } from "../service-host/twin-request.ts";
import { isMigrated } from "../storage/migrate.ts";

/** A trace, without its requests. */
const Trace = z.strictObject({
  trace: z.string(),
  release: z.string(),
  digest: Digest,
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  /** It is whole after so many requests, or seconds. */
  requests: z.int(),
  seconds: z.int(),
  recorded: z.int(),
  /** Bytes of the bodies. */
  bytes: z.int(),
  dropped: z.int(),
  isWhole: z.boolean(),
  /** What the held-out part has answered. */
  heldOut: TrialReport.optional(),
});
export type Trace = z.infer<typeof Trace>;

/** A request as the live release had it, and the status that it gave; null where it gave none. */
export interface RecordedRequest {
  request: TwinRequest;
  status: number | null;
}

/** Share of the requests that are for the search. */
const searchShare = 0.6;

/** Requests that are read at a time. */
const pageSize = 100;

const HeaderList = z.array(z.tuple([z.string(), z.string()]));

/** How many requests of a whole trace are in each part: where there are two, either has one. */
export function partsOf(recorded: number): { search: number; heldOut: number } {
  const search = recorded === 0 ? 0 : Math.max(1, Math.floor(searchShare * recorded));
  return { search, heldOut: recorded - search };
}

/** What is told of a trace. */
export function stateOf(trace: Trace): TraceState {
  const { release, digest, startedAt, recorded, dropped, isWhole, heldOut } = trace;
  return {
    trace: trace.trace,
    release,
    digest,
    startedAt: new Date(startedAt).toISOString(),
    ...(isWhole ? partsOf(recorded) : { search: recorded, heldOut: 0 }),
    dropped,
    isWhole,
    heldOutTrial: heldOut?.trial ?? null,
  };
}

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
    for (let offset = from; offset < to; offset += pageSize) {
      const rows = this.#storage.sql.exec<{
        method: string;
        url: string;
        headers: string;
        body: ArrayBuffer | null;
        status: number | null;
      }>(
        "SELECT method, url, headers, body, status FROM trace_requests ORDER BY sequence LIMIT ? OFFSET ?",
        Math.min(pageSize, to - offset),
        offset,
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
