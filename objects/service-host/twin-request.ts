/** A request as both twins get it. Headers are whole, with what the host says: the same time and ids for both. */
export interface TwinRequest {
  method: string;
  /** Absolute. */
  url: string;
  headers: [string, string][];
  body: Uint8Array | null;
}

/** Most bytes of an answer that is compared. */
export const comparedLimit = 1024 * 1024;
