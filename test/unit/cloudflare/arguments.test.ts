import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { readCommand } from "../../../infra/cloudflare/arguments.ts";

const secret = "a secret text of more than 32 characters";
const environment = {
  CLOUDFLARE_API_TOKEN: "token",
  CLOUDFLARE_ACCOUNT_ID: "account",
  TF_VAR_control_secret: secret,
};

function read(args: string[], more: NodeJS.ProcessEnv = {}) {
  const command = readCommand(args, { ...environment, ...more });
  if (command.kind === "help") throw new Error("It was taken for a call for help.");
  return command;
}

test("what is left out is left to what is deployed", () => {
  expect(read([]).request).toEqual({
    wanted: { name: undefined, domain: undefined },
    account: { apiBaseUrl: "https://api.cloudflare.com/client/v4", apiToken: "token", accountId: "account" },
    state: resolve("data-plane.tfstate"),
    backend: undefined,
    confirmed: false,
  });
});

test("a host name is given with its zone, again without it, or taken away", () => {
  expect(read(["--domain", "a.example.com", "--zone", "z"]).request.wanted.domain).toEqual({
    hostname: "a.example.com",
    zoneId: "z",
  });
  expect(read(["--domain", "a.example.com"]).request.wanted.domain).toEqual({ hostname: "a.example.com" });
  expect(read(["--no-domain"]).request.wanted.domain).toBeNull();
});

test("outside a rotation the previous secret is the secret, so that none is ever empty", () => {
  const previousOf = (more: NodeJS.ProcessEnv) => read([], more).environment.TF_VAR_control_secret_previous;
  expect(previousOf({})).toBe(secret);
  expect(previousOf({ TF_VAR_control_secret_previous: "" })).toBe(secret);
  const previous = "the secret before, of more than 32 characters";
  expect(previousOf({ TF_VAR_control_secret_previous: previous })).toBe(previous);
});

test("help needs no environment", () => {
  expect(readCommand(["--help"], {})).toEqual({ kind: "help" });
});

describe("is refused, without showing a secret:", () => {
  test.each<[string, string[], NodeJS.ProcessEnv, RegExp]>([
    ["no token", [], { CLOUDFLARE_API_TOKEN: undefined }, /CLOUDFLARE_API_TOKEN/],
    ["a short secret", [], { TF_VAR_control_secret: "short-secret" }, />=32 characters/],
    ["a short previous secret", [], { TF_VAR_control_secret_previous: "short-secret" }, /secret_previous/],
    ["a zone alone", ["--zone", "z"], {}, /give both/],
    ["a domain that goes and comes", ["--no-domain", "--domain", "a.example.com"], {}, /leave --domain/],
    ["a state in two places", ["--state", "a", "--backend", "b"], {}, /leave --state out/],
    ["an unknown option", ["--force"], {}, /Unknown option '--force'/],
    ["a word too many", ["now"], {}, /Unexpected argument 'now'/],
  ])("%s", (_, args, more, message) => {
    expect(() => read(args, more)).toThrow(message);
    expect(() => read(args, more)).not.toThrow(/short-secret|more than 32/);
  });
});
