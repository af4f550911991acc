export { Bench } from "./bench/bench.ts";
export { Library } from "./library.ts";
export { Registry } from "./registry/registry.ts";
export { Room } from "./room.ts";
export { ServiceHost } from "./service-host/service-host.ts";

import type { Env } from "./environment.ts";
import { route } from "./router.ts";

export default { fetch: route } satisfies ExportedHandler<Env>;
