import { environmentVariable } from "../runtime/environment.ts";
import { collect } from "./collect.ts";
import { emitAll, emitService } from "./emit.ts";

/** Once a minute: emits what all services have answered since the last time as metrics. */
export async function handler(): Promise<{ services: number }> {
  const slow = Number(environmentVariable("SLOW_MILLISECONDS"));
  return collect({ slow, emitService, emitAll, now: () => new Date() });
}
