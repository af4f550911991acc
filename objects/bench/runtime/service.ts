import { callVia, type Send } from "@aidevos/kit/testing";

let send: Send | undefined;

/** Names the service that the next test calls. */
export function connect(to: Send): void {
  send = to;
}

/** Calls the service under test, over the way that the Bench has opened. */
export const call = callVia((request) => {
  if (send === undefined) throw new Error("call() was used outside a test. Call the service inside test().");
  return send(request);
});
