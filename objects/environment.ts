import type { Bench } from "./bench/bench.ts";
import type { Library } from "./library.ts";
import type { Registry } from "./registry/registry.ts";
import type { Room } from "./room.ts";
import type { ServiceHost } from "./service-host/service-host.ts";

/** What the Worker is bound to. */
export interface Env {
  SERVICE_HOST: DurableObjectNamespace<ServiceHost>;
  REGISTRY: DurableObjectNamespace<Registry>;
  ROOM: DurableObjectNamespace<Room>;
  LIBRARY: DurableObjectNamespace<Library>;
  BENCH: DurableObjectNamespace<Bench>;
  /** Runs generated code. Terraform cannot attach it, so a deployment may lack it for a moment. */
  LOADER?: WorkerLoader;
  /** Copies large databases where the runtime itself would stand still meanwhile: the local cloud has one. */
  COPIER?: Fetcher;
  /** Is told when code of a release on its way may be running: the local cloud's watchdog does not see that. */
  WATCHDOG?: Fetcher;
  CONTROL_SECRET: string;
  /** Still accepted while the secret is being rotated. */
  CONTROL_SECRET_PREVIOUS?: string;
}
