import { formatSource } from "../../../lambdas/runtime/format-source.ts";
import { type Served, serve } from "../compiler/serving.ts";
import { blueprintOf } from "../spec/serving.ts";

/** Files of functions by their names, without their folder. */
export type Functions = Readonly<Record<string, string>>;

/** Serves a spec and the functions that it asks for from the real runtime. */
export async function serveByHand(spec: string, functions: Functions) {
  const hand = Object.entries(functions).map(([name, content]) => ({ path: `src/hand/${name}`, content }));
  const served: Served & { fresh(): void } = await serve(blueprintOf(spec), await formatSource(hand));
  return {
    as: (caller: string, role?: string) => (route: string, body?: unknown) => {
      const [method = "GET", path = "/"] = route.split(" ");
      const headers = { "x-user": caller, ...(role === undefined ? {} : { "x-role": role }) };
      return served.call(method, path, body, headers);
    },
    fresh: () => served.fresh(),
    stop: () => served.stop(),
  };
}
