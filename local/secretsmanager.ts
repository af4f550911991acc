import { randomInt } from "node:crypto";
import * as z from "zod";
import { ServiceError, TemplateError } from "./errors.ts";
import { readStateFile, writeStateFile } from "./state-file.ts";
import { type Json, parseJson } from "./stepfunctions/json.ts";
import type { Resource } from "./template/evaluate.ts";

const generateSchema = z.object({
  PasswordLength: z.number().min(1).max(4096).default(32),
  ExcludeCharacters: z.string().default(""),
  ExcludeLowercase: z.boolean().default(false),
  ExcludeUppercase: z.boolean().default(false),
  ExcludeNumbers: z.boolean().default(false),
  ExcludePunctuation: z.boolean().default(false),
  IncludeSpace: z.boolean().default(false),
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
});
const propertiesSchema = z.object({
  SecretString: z.string().optional(),
  GenerateSecretString: generateSchema.optional(),
});
const storeSchema = z.record(z.string(), z.string());
const requestSchema = z.object({ SecretId: z.string() });

/** Secrets as the templates describe them. A generated value is made once and kept in a file that only its owner reads. */
export class SecretsManagerService {
  readonly #secrets = new Map<string, { resource: Resource; value: string }>();

  constructor(resources: Resource[], file: string) {
    const remedy = "Put back a copy of it, or delete it: every generated secret gets a new value then.";
    const kept = readStateFile(file, storeSchema, remedy) ?? {};
    const store: Record<string, string> = {};
    for (const resource of resources) {
      const value = secretValue(resource, kept[resource.name]);
      store[resource.name] = value;
      this.#secrets.set(resource.name, { resource, value });
      this.#secrets.set(resource.arn, { resource, value });
    }
    writeStateFile(file, { ...kept, ...store });
  }

  /** The value of a secret, by name or ARN. */
  value(id: string): string {
    return this.#find(id).value;
  }

  /** Performs a call of the service's API; throws ServiceError for its refusals. */
  call(operation: string, body: Json): Json {
    const { SecretId: id } = parseRequest(body);
    const { resource, value } = this.#find(id);
    const identity = { ARN: resource.arn, Name: resource.name };
    if (operation === "GetSecretValue")
      return { ...identity, SecretString: value, VersionId: "local", VersionStages: ["AWSCURRENT"] };
    if (operation === "DescribeSecret") return { ...identity, VersionIdsToStages: { local: ["AWSCURRENT"] } };
    throw new ServiceError(
      "UnknownOperationException",
      `The local Secrets Manager does not know ${operation}, only GetSecretValue and DescribeSecret.`,
    );
  }

  #find(id: string) {
    const secret = this.#secrets.get(id);
    if (secret) return secret;
    throw new ServiceError(
      "ResourceNotFoundException",
      `Secrets Manager can't find the specified secret: ${id}. No template of the assembly holds it.`,
    );
  }
}

function parseRequest(body: Json): z.infer<typeof requestSchema> {
  const parsed = requestSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ServiceError("InvalidParameterException", z.prettifyError(parsed.error));
}

function secretValue(resource: Resource, kept: string | undefined): string {
  const parsed = propertiesSchema.safeParse(resource.properties);
  if (!parsed.success)
    throw new TemplateError(`Secret ${resource.logicalId}: ${z.prettifyError(parsed.error)}`);
  if (parsed.data.SecretString !== undefined) return parsed.data.SecretString;
  if (kept !== undefined) return kept;
  const generate = parsed.data.GenerateSecretString;
  // CloudFormation creates a secret with neither without a value; an empty one is the nearest here.
  if (!generate) return "";
  const password = generatePassword(generate);
  if (generate.SecretStringTemplate === undefined || generate.GenerateStringKey === undefined)
    return password;
  const template = storeSchema.parse(parseJson(generate.SecretStringTemplate));
  return JSON.stringify({ ...template, [generate.GenerateStringKey]: password });
}

function generatePassword(options: z.infer<typeof generateSchema>): string {
  const alphabet = [
    options.ExcludeLowercase ? "" : "abcdefghijklmnopqrstuvwxyz",
    options.ExcludeUppercase ? "" : "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    options.ExcludeNumbers ? "" : "0123456789",
    options.ExcludePunctuation ? "" : "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    options.IncludeSpace ? " " : "",
  ].join("");
  const characters = [...alphabet].filter((character) => !options.ExcludeCharacters.includes(character));
  return Array.from({ length: options.PasswordLength }, () => characters[randomInt(characters.length)]).join(
    "",
  );
}
