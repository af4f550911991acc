import type { Env } from "../environment.ts";

/** The one Registry. */
export function registryOf(env: Env) {
  return env.REGISTRY.getByName("registry");
}
