import type { Drive } from "../../drivers.ts";
import { drive as driveLive } from "./traffic.ts";

export const drive: Drive = (call, random, steps, wrong) =>
  driveLive(call, random, steps, wrong, (one, other) => (one < other ? 1 : one > other ? -1 : 0));
