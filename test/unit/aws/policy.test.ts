import { expect, test } from "vitest";
import { readPolicy } from "../../../infra/aws/policy.ts";
import { policies } from "../../../shared/delivery/policy.ts";

test("is the context's, by name or as it is written there", () => {
  expect(readPolicy("local", { local: false })).toBe("local");
  const own = { ...policies.production, approval: "always" };
  expect(readPolicy(own, { local: true })).toEqual(own);
});

test("is local in the local cloud and production in an account where the context has none", () => {
  expect(readPolicy(undefined, { local: true })).toBe("local");
  expect(readPolicy(undefined, { local: false })).toBe("production");
});

test.each(["careless", { alpha: 2 }, { ...policies.local, interval: 0 }])("%j is refused", (value) => {
  expect(() => readPolicy(value, { local: false })).toThrow(/"policy" cannot be used/);
});
