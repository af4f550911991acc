import type { Drive } from "../../drivers.ts";
import { drive as driveLive } from "./traffic.ts";

export const drive: Drive = (call, random, steps, wrong) =>
  driveLive(call, random, steps, wrong, (account, cents) => (account.kind === "youth" ? Math.floor(cents / 100) : 0));
