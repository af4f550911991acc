import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SecretsManagerService } from "../../../local/secretsmanager.ts";
import type { JsonObject } from "../../../local/stepfunctions/json.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "aidevos-secrets-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const arn = "arn:aws:secretsmanager:us-east-1:000000000000:secret:Control-abcdef";

function open(properties: JsonObject) {
  const type = "AWS::SecretsManager::Secret";
  const resource = {
    stack: "Main",
    logicalId: "Control",
    type,
    name: "Control",
    arn,
    properties,
    assets: new Map(),
  };
  return new SecretsManagerService([resource], join(directory, "secrets.json"));
}

test("a generated value keeps to its rules and is the same at the next start", () => {
  const properties = {
    GenerateSecretString: { PasswordLength: 40, ExcludePunctuation: true, ExcludeCharacters: "aA1" },
  };
  const value = open(properties).value(arn);
  expect(value).toMatch(/^[b-zB-Z02-9]{40}$/);
  expect(open(properties).value("Control")).toBe(value);
  expect(statSync(join(directory, "secrets.json")).mode & 0o777).toBe(0o600);
});

test("a value can be generated into a template", () => {
  const GenerateSecretString = { SecretStringTemplate: '{"user":"a"}', GenerateStringKey: "password" };
  const value: unknown = JSON.parse(open({ GenerateSecretString }).value(arn));
  expect(value).toEqual({ user: "a", password: expect.any(String) });
});

test("a secret that no template holds, and a call that is not known, are refused", () => {
  const service = open({ SecretString: "given" });
  expect(service.call("GetSecretValue", { SecretId: arn })).toMatchObject({
    SecretString: "given",
    ARN: arn,
  });
  expect(() => service.call("GetSecretValue", { SecretId: "other" })).toThrow(
    "can't find the specified secret: other",
  );
  expect(() => service.call("PutSecretValue", { SecretId: arn })).toThrow("does not know PutSecretValue");
});

test("a file that is damaged is named, with what can be done about it", () => {
  writeFileSync(join(directory, "secrets.json"), '{"Control": "hal');
  expect(() => open({ SecretString: "given" })).toThrow(
    `${join(directory, "secrets.json")} is damaged (16 characters, ✖ Invalid input: expected record, received undefined). Put back a copy of it, or delete it`,
  );
});
