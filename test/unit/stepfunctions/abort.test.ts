import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { childOf, orAbort } from "../../../local/stepfunctions/abort.ts";
import { systemClock } from "../../../local/stepfunctions/clock.ts";

test("however many wait for a signal, it has one listener, and tells them all", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const children = Array.from({ length: 100 }, () => childOf(signal));
  const answers = children.map((child) => orAbort(new Promise(() => undefined), child.controller.signal));
  const sleeps = Array.from({ length: 100 }, () => systemClock.sleep(60_000, signal));
  const direct = Array.from({ length: 100 }, () => orAbort(new Promise(() => undefined), signal));
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  children[0]?.release();
  controller.abort("over");
  const settled = await Promise.allSettled([...answers.slice(1), ...direct]);
  await expect(Promise.any(sleeps)).rejects.toThrow();
  expect(new Set(settled.map((each) => each.status === "rejected" && each.reason))).toEqual(
    new Set(["over"]),
  );
  expect(children[0]?.controller.signal.aborted).toBe(false);
});

test("what settles before the signal aborts settles so", async () => {
  const { signal } = new AbortController();
  expect(await orAbort(Promise.resolve(1), signal)).toBe(1);
  await expect(orAbort(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  await expect(orAbort(Promise.resolve(1), AbortSignal.abort("over"))).rejects.toBe("over");
});
