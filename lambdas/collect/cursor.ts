import { Cursor, collectedKeys } from "../../shared/telemetry/collected.ts";
import { changeRecordIf, createRecord, getRecord } from "../runtime/records.ts";

const beginning: Cursor = { epoch: 0, sequence: 0 };

/** Up to where totals have been collected. */
export async function readCursor(): Promise<Cursor> {
  const known = await getRecord(collectedKeys.cursor, Cursor);
  if (known !== undefined) return known;
  await createRecord(collectedKeys.cursor, beginning);
  return beginning;
}

/** Moves the cursor on, unless another has moved it meanwhile. */
export async function moveCursor(from: Cursor, to: Cursor): Promise<boolean> {
  if (from.epoch === to.epoch && from.sequence === to.sequence) return true;
  return changeRecordIf(collectedKeys.cursor, to, {
    conditions: [
      { property: "sequence", oneOf: [from.sequence] },
      { property: "epoch", oneOf: [from.epoch] },
    ],
  });
}
