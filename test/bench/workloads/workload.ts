import type { Random } from "../../../shared/random.ts";

/** A request of a caller. */
export interface Call {
  method: "GET" | "POST";
  path: string;
  body?: object;
}

/** Identifiers of what a workload has made before its traffic, by what they are. */
export type Known = Record<string, readonly string[]>;

/** Makes things by requests, and gives their identifiers in the order of the bodies. */
export type Make = (path: string, bodies: readonly object[]) => Promise<string[]>;

/** A service with an inefficiency in its design, what callers ask of it, and what an expert would have made of it. */
export interface Workload {
  name: string;
  /** What is planted; of a fault that no design can mend, where the likeness ends. */
  about: string;
  /** Whether a change of the design mends it. Where none does, the expert's design is the planted one. */
  mendable: boolean;
  /** Statements of the service. */
  spec: string;
  /** Designs as `design.json` has them. */
  planted: object;
  handTuned: object;
  /** The data that is there before any traffic. */
  fill(make: Make, random: Random): Promise<Known>;
  /** The next request: the same for the same seed, but for the identifiers. */
  next(known: Known, random: Random): Call;
}

/** Things that are made alike, each by its number from 0 on. */
export function times<Value>(count: number, make: (number: number) => Value): Value[] {
  return Array.from({ length: count }, (_, number) => make(number));
}

/** One of those known, by chance. */
export function anyOf(known: Known, kind: string, random: Random): string {
  return random.pick(known[kind] ?? []) ?? "";
}
