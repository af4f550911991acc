import type { SourceFile } from "../../../shared/agents/source.ts";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { type Answer, type Served, serve } from "../compiler/serving.ts";

/** The blueprint of a spec that is right. */
export function blueprintOf(spec: string): Blueprint {
  const reading = parseSpec(spec);
  if (reading.outcome === "read") return reading.blueprint;
  throw new Error(reading.problems.map(({ start, message }) => `${start}: ${message}`).join("\n"));
}

export interface SpecService {
  /** Calls as a caller of the name and role; a body is sent as JSON. */
  as(caller: string, role?: string): (route: string, body?: unknown) => Promise<Answer>;
  fresh(): void;
  stop: Served["stop"];
}

/**
 * Serves a spec, and the functions by hand that it asks for, from the real runtime. Callers are named by `X-User`, roles
 * by `X-Role`.
 */
export async function serveSpec(spec: string, hand: readonly SourceFile[] = []): Promise<SpecService> {
  const served = await serve(blueprintOf(spec), hand);
  return {
    as: (caller, role) => (route, body) => {
      const [method = "GET", path = "/"] = route.split(" ");
      const headers = { "x-user": caller, ...(role === undefined ? {} : { "x-role": role }) };
      return served.call(method, path, body, headers);
    },
    fresh: () => served.fresh(),
    stop: () => served.stop(),
  };
}
