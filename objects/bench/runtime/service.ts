import { callVia, pausing, type Send, type Wait } from "@aidevos/kit/testing";

export { otherId } from "@aidevos/kit/testing";

let send: Send | undefined;
let pauseOfTest: Wait | undefined;

/** Names the service that the next test calls, and how it waits: in real time where nothing is said. */
export function connect(to: Send, wait?: Wait): void {
  send = to;
  pauseOfTest = pausing(wait);
}

/** Lets so many milliseconds pass, at most 3,000 in a test. */
export const pause: Wait = (milliseconds) => {
  if (pauseOfTest === undefined) throw new Error("pause() was used outside a test. Pause inside test().");
  return pauseOfTest(milliseconds);
};

/** Calls the service under test, over the way that the Bench has opened. */
export const call = callVia((request) => {
  if (send === undefined) throw new Error("call() was used outside a test. Call the service inside test().");
  return send(request);
});
