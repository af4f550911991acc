import { describe, expect, test } from "vitest";
import { bundleDigest } from "../../../shared/delivery/bundle.ts";
import { sign, verify } from "../../../shared/delivery/signature.ts";
import { canonicalJson, sha256 } from "../../../shared/digest.ts";

const call = { method: "POST", target: "/control/bench", body: "{}", time: 1_700_000_000_000, nonce: "n-1" };

describe("a signed call", () => {
  test("is accepted with the secret that signed it", async () => {
    expect(await verify("secret", call, await sign("secret", call))).toBe(true);
  });

  test.each([
    ["another secret", "other", call],
    ["another method", "secret", { ...call, method: "PUT" }],
    ["another target", "secret", { ...call, target: "/control/bench?x" }],
    ["another body", "secret", { ...call, body: "{ }" }],
    ["another time", "secret", { ...call, time: call.time + 1 }],
    ["another nonce", "secret", { ...call, nonce: "n-2" }],
  ])("is refused with %s", async (_what, secret, other) => {
    expect(await verify(secret, other, await sign("secret", call))).toBe(false);
  });

  test("is refused when its signature is no hexadecimal digest", async () => {
    expect(await verify("secret", call, "")).toBe(false);
    expect(await verify("secret", call, "z".repeat(64))).toBe(false);
  });
});

describe("digests", () => {
  test("sha256 agrees with the published value for the empty string", async () => {
    expect(await sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  test("do not depend on the order of keys, and do on the order of a list", async () => {
    expect(canonicalJson({ b: [1, { d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[1,{"c":2,"d":1}]}');
    const bundle = (modules: Record<string, string>) =>
      bundleDigest({ mainModule: "a", compatibilityDate: "2026-07-01", modules });
    expect(await bundle({ a: "1", b: "2" })).toBe(await bundle({ b: "2", a: "1" }));
    expect(await bundle({ a: "1", b: "2" })).not.toBe(await bundle({ a: "2", b: "1" }));
  });
});
