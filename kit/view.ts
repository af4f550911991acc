import type { Call } from "./call.ts";
import type { KeptReads } from "./kept-reads.ts";
import type { Storage } from "./sql.ts";

/** The call that a table is looked at in, and the storage that keeps a change and its rules together. */
export interface View {
  storage: Storage;
  call: Call;
  /** Also with what is hidden from the caller. */
  isWhole?: true;
  /** Without what functions written by hand show: for what they read themselves. */
  isPlain?: true;
  /** What lists of the table have read. */
  kept?: KeptReads | undefined;
}
