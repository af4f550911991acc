import { MeterList } from "../../shared/delivery/control.ts";
import { Cursor, collectedKeys } from "../../shared/telemetry/collected.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
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

/** One answer of the data plane: totals of services that have changed after the sequence number. */
export function changesAfter(sequence: number): Promise<MeterList> {
  return callDataPlane({ method: "GET", path: `/meters?after=${sequence}`, answer: MeterList });
}
