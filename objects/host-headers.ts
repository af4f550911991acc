import { hostHeaders } from "@aidevos/kit";

/** What a host says with one request to a service's code that is reached at `base`. */
export function headersOfHost(base: string, time = Date.now()) {
  return {
    [hostHeaders.base]: base,
    [hostHeaders.time]: String(time),
    [hostHeaders.request]: crypto.randomUUID(),
  };
}
