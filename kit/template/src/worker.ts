import { Service } from "./service.ts";

export { Service };

/** The service without a host: every request goes to one object. */
export default {
  fetch(request: Request, env: { SERVICE: DurableObjectNamespace<Service> }): Promise<Response> {
    return env.SERVICE.get(env.SERVICE.idFromName("service")).fetch(request);
  },
};
