import { expect, test } from "vitest";
import { isInShare } from "../../../objects/registry/share.ts";

const objects = Array.from({ length: 1_000 }, (_, index) => `shop~tenant-${index}`);

async function chosen(release: string, share: number): Promise<string[]> {
  const all = await Promise.all(objects.map((object) => isInShare(release, object, share)));
  return objects.filter((_, index) => all[index]);
}

test("a share is as large as it says, and within any greater one", async () => {
  const small = await chosen("r1", 0.05);
  const great = await chosen("r1", 0.25);
  expect(Math.abs(small.length - 50)).toBeLessThan(25);
  expect(Math.abs(great.length - 250)).toBeLessThan(50);
  expect(great).toEqual(expect.arrayContaining(small));
});

test("another release has other objects", async () => {
  const [one, other] = [await chosen("r1", 0.25), await chosen("r2", 0.25)];
  expect(one.filter((object) => other.includes(object)).length).toBeLessThan(120);
});
