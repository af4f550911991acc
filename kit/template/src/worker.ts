import { fromOutside } from "@aidevos/kit";
import { Service } from "./service.ts";

export { Service };

/** The service without a host: every request goes to one object, without what only a host may say. */
export default {
  fetch(request: Request, env: { SERVICE: DurableObjectNamespace<Service> }): Promise<Response> {
    return env.SERVICE.get(env.SERVICE.idFromName("service")).fetch(fromOutside(request));
  },
};
