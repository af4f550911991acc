import { expect, test } from "vitest";
import { Mirror, mirrorLimits } from "../../../objects/service-host/mirror.ts";

const request = { method: "POST", url: "http://service.test/words", headers: [], body: null };
const answer = { status: 201, headers: [], text: "" };
const mirrored = (release: string) => ({ request, answer, release });

test("requests come out in order of arrival, whichever was answered first", async () => {
  const mirror = new Mirror();
  const [first, second] = [mirror.enter(1, true), mirror.enter(1, true)];
  second?.end(mirrored("second"));
  first?.end(mirrored("first"));
  expect([(await mirror.next())?.release, (await mirror.next())?.release]).toEqual(["first", "second"]);
});

test("what is more than it holds is dropped, counted, and remembered when it may have written", () => {
  const mirror = new Mirror();
  for (let number = 0; number < mirrorLimits.requests; number++) expect(mirror.enter(1, true)).toBeDefined();
  expect(mirror.enter(1, false)).toBeUndefined();
  expect([mirror.dropped, mirror.hasMissed]).toEqual([1, false]);
  expect(mirror.enter(1, true)).toBeUndefined();
  expect([mirror.dropped, mirror.hasMissed]).toEqual([2, true]);
});

test("bytes are bounded as well, and free again once a request was compared", async () => {
  const mirror = new Mirror();
  const count = Math.floor(mirrorLimits.bytes / mirrorLimits.body);
  const places = Array.from({ length: count }, () => mirror.enter(mirrorLimits.body, true));
  expect(mirror.enter(1, true)).toBeUndefined();
  places[0]?.end();
  await mirror.next();
  expect(mirror.enter(1, true)).toBeDefined();
});
