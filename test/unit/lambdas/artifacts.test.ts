import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { getArtifact, putArtifact } from "../../../lambdas/runtime/artifacts.ts";
import { startTables } from "./tables.ts";

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());
beforeEach(() => {
  tables.calls.length = 0;
  tables.fault = () => undefined;
});

/** Text that does not compress below three quarters of its length. */
const noise = (length: number) => {
  let state = 1;
  const characters: string[] = [];
  while (characters.length < length) {
    state = (state * 48_271) % 2_147_483_647;
    characters.push(String.fromCharCode(33 + (state % 90)));
  }
  return characters.join("");
};

describe("an artifact", () => {
  test("is read consistently: it was written just before", async () => {
    const digest = await putArtifact({ a: 1 });
    expect(await getArtifact(digest, z.json())).toEqual({ a: 1 });
    const reads = tables.calls.filter(({ operation }) => operation === "GetItem");
    expect(reads).not.toHaveLength(0);
    for (const { body } of reads) expect(JSON.parse(body)).toMatchObject({ ConsistentRead: true });
  });

  test("that is larger than an item is kept in parts", async () => {
    const value = { text: noise(3_000_000) };
    const digest = await putArtifact(value);
    expect(tables.calls.length).toBeGreaterThan(5);
    expect(await getArtifact(digest, z.json())).toEqual(value);
    expect(await putArtifact(value)).toBe(digest);
  });

  test("whose parts were not all written is not there", async () => {
    const value = { text: noise(1_000_000) };
    tables.fault = ({ body }) =>
      body.includes('.1"') ? { status: 400, error: "ThrottlingException" } : undefined;
    await expect(putArtifact(value)).rejects.toMatchObject({ name: "ThrottlingException" });
    tables.fault = () => undefined;
    const key = tables.calls.map(({ body }) => /([0-9a-f]{64})\.0/.exec(body)?.[1]).find((found) => found);
    await expect(getArtifact(key ?? "", z.json())).rejects.toThrow(/No artifact/);
  });
});
