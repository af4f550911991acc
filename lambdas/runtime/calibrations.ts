import { type Calibration, CalibrationLog, counting } from "../../shared/calibration/calibration.ts";
import { sha256 } from "../../shared/digest.ts";
import { recordKeys } from "../../shared/runs/run.ts";
import { changeRecordIf, createRecord, getRecord } from "./records.ts";

/** Writes that are tried before another one's are given way to no more. */
const tries = 10;

/** The service that an execution of Calibrate makes for itself: another one's is another. */
export async function serviceOfCalibration(execution: string): Promise<string> {
  return `calibration.${(await sha256(execution)).slice(0, 12)}`;
}

/** Calibrations that count, or have not ended. */
export async function readCalibrations(): Promise<CalibrationLog> {
  return (await getRecord(recordKeys.calibrations, CalibrationLog)) ?? { version: 0, calibrations: [] };
}

/** Keeps a calibration, in place of what was kept of it, and drops those that count no more; gives all that do. */
export async function keepCalibration(calibration: Calibration, now: Date): Promise<Calibration[]> {
  await createRecord(recordKeys.calibrations, { version: 0, calibrations: [] } satisfies CalibrationLog);
  for (let time = 0; time < tries; time++) {
    const { version, calibrations } = await readCalibrations();
    const others = calibrations.filter(({ id }) => id !== calibration.id);
    const kept = counting([...others, calibration], now);
    const conditions = [{ property: "version", oneOf: [version] }];
    const log: CalibrationLog = { version: version + 1, calibrations: kept };
    if (await changeRecordIf(recordKeys.calibrations, log, { conditions })) return kept;
  }
  throw new Error(
    `The calibration ${calibration.id} could not be kept: ${tries} times another was meanwhile.`,
  );
}
