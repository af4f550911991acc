import { expect, test } from "vitest";
import { readCalibrationPolicy, readPolicy, readScalingPolicy } from "../../../infra/aws/policy.ts";
import { policies } from "../../../shared/delivery/policy.ts";
import { concurrencyPolicies } from "../../../shared/telemetry/concurrency.ts";

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

test("no environment is kept started where the context does not ask for it", () => {
  expect(readScalingPolicy(undefined)).toBe("off");
  expect(readScalingPolicy("production")).toBe("production");
});

test.each(["on", { most: 3 }, { ...concurrencyPolicies.local, least: 3, most: 2 }])(
  "%j is no policy of scaling",
  (value) => {
    expect(() => readScalingPolicy(value)).toThrow(/"scaling" cannot be used/);
  },
);

test("how judges are tried is the preset's, or what the context says of it", () => {
  expect(readCalibrationPolicy(undefined, { local: true })).toBe("local");
  const own = { schedule: "rate(7 days)", requests: 50, placebos: 2, mistakes: 1 };
  expect(readCalibrationPolicy(own, { local: false })).toEqual(own);
  for (const wrong of [{ ...own, schedule: "nightly" }, { ...own, placebos: 0 }, "never"])
    expect(() => readCalibrationPolicy(wrong, { local: false })).toThrow(/"calibration" cannot be used/);
});
