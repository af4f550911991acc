import { formatSource } from "../../../lambdas/runtime/format-source.ts";
import { type SpecService, serveSpec } from "../spec/serving.ts";

/** Files of functions by their names, without their folder. */
export type Functions = Readonly<Record<string, string>>;

/** Serves a spec and the functions that it asks for from the real runtime. */
export async function serveByHand(spec: string, functions: Functions): Promise<SpecService> {
  const hand = Object.entries(functions).map(([name, content]) => ({ path: `src/hand/${name}`, content }));
  return serveSpec(spec, await formatSource(hand));
}
