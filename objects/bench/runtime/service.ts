import { callVia, pausing, type Send, type TestClock, testClock, type Wait } from "@aidevos/kit/testing";

export { otherId } from "@aidevos/kit/testing";

let send: Send | undefined;
let pauseOfTest: Wait | undefined;
let clockOfTest: TestClock | undefined;

/** Names the service that the next test calls, and how it waits: in real time where nothing is said. */
export function connect(to: Send, wait?: Wait): void {
  send = to;
  pauseOfTest = pausing(wait);
  clockOfTest = testClock();
}

/** Lets so many milliseconds pass, at most 3,000 in a test. */
export const pause: Wait = (milliseconds) => {
  if (pauseOfTest === undefined) throw new Error("pause() was used outside a test. Pause inside test().");
  return pauseOfTest(milliseconds);
};

/** Lets so many milliseconds pass at once: the service is told that it is so much later. From then on none pass by themselves. */
export function advance(milliseconds: number): void {
  if (clockOfTest === undefined)
    throw new Error("advance() was used outside a test. Advance the clock inside test().");
  clockOfTest.advance(milliseconds);
}

/** Milliseconds since the epoch, as the service is told. */
export function now(): number {
  return clockOfTest?.now() ?? Date.now();
}

/** Calls the service under test, over the way that the Bench has opened. */
export const call = callVia(
  (request) => {
    if (send === undefined)
      throw new Error("call() was used outside a test. Call the service inside test().");
    return send(request);
  },
  () => clockOfTest,
);
