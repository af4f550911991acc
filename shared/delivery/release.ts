import * as z from "zod";
import { ServiceName } from "../blueprint/blueprint.ts";
import { Digest } from "./bundle.ts";

/**
 * A service that the platform makes for itself for a while, to try its own judging on (shared/calibration). It is none
 * that callers can ask for, since no service has a dot in its name.
 */
export const CalibrationName = z.string().regex(/^calibration\.[0-9a-f]{12}$/);

/** What the data plane has an object for. */
export const HostedName = z.union([ServiceName, CalibrationName]);

/** One release of a service. `id` is unique in the service: the commit that it was made from. */
export const Release = z.strictObject({
  service: HostedName,
  id: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
  digest: Digest,
  /** The run that made it. */
  run: z.string().min(1).max(128),
});
export type Release = z.infer<typeof Release>;

/** What the data plane knows about a release. */
export const ReleaseStatus = z.enum(["registered", "live", "previous", "rolled-back"]);
export type ReleaseStatus = z.infer<typeof ReleaseStatus>;
