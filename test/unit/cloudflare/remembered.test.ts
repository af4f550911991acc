import { describe, expect, test } from "vitest";
import { remember, State, settle } from "../../../infra/cloudflare/remembered.ts";

/** What `terraform show -json` says of a state, as far as it matters. */
const state = State.parse({
  format_version: "1.0",
  values: {
    root_module: {
      resources: [
        {
          address: "cloudflare_workers_custom_domain.domain",
          type: "cloudflare_workers_custom_domain",
          values: { hostname: "services.example.com", zone_id: "zone", service: "aidevos" },
        },
        {
          address: "cloudflare_workers_script.worker",
          type: "cloudflare_workers_script",
          values: { script_name: "aidevos", account_id: "account", bindings: [] },
        },
      ],
    },
  },
});
const remembered = remember(state);

test("a state remembers the Worker and its host name, an empty one nothing", () => {
  expect(remembered).toEqual({
    script: { name: "aidevos", accountId: "account" },
    domain: { hostname: "services.example.com", zoneId: "zone" },
  });
  expect(remember(State.parse({ format_version: "1.0" }))).toEqual({});
});

describe("what a deploy uses", () => {
  const domain = { hostname: "services.example.com", zoneId: "zone" };

  test("is what is remembered, where nothing else is said", () => {
    expect(settle({}, remembered, "account")).toEqual({ scriptName: "aidevos", domain });
    expect(settle({}, { script: { name: "stage", accountId: "account" } }, "account")).toEqual({
      scriptName: "stage",
    });
  });

  test("of a first deploy is what is asked for", () => {
    expect(settle({}, {}, "account")).toEqual({ scriptName: "aidevos" });
    expect(settle({ name: "stage", domain }, {}, "account")).toEqual({ scriptName: "stage", domain });
  });

  test("loses its host name only when that is said", () => {
    expect(settle({ domain: null }, remembered, "account")).toEqual({ scriptName: "aidevos" });
  });

  test("knows the zone of the host name that it has, and asks for that of another", () => {
    expect(settle({ domain: { hostname: domain.hostname } }, remembered, "account")).toMatchObject({
      domain,
    });
    expect(() => settle({ domain: { hostname: "other.example.com" } }, remembered, "account")).toThrow(
      /^--domain other\.example\.com needs --zone/,
    );
  });

  test.each([
    ["another Worker", { name: "stage" }, "account"],
    ["another account", {}, "other"],
  ])("is never one state for %s", (_, wanted, accountId) => {
    expect(() => settle(wanted, remembered, accountId)).toThrow(/a state of its own with --state/);
  });
});
