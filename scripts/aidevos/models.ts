import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { readModels } from "../../infra/aws/models.ts";
import { readEndpoints } from "../../local/lock.ts";
import type { Role } from "../../shared/agents/role.ts";
import { isDistant, type ModelChoice } from "../../shared/models/choice.ts";
import { CommandError, UsageError } from "./errors.ts";
import { root } from "./root.ts";

/** Which model each role has, as it is written in `cdk.json`. */
export type Models = Record<string, string>;

/** The option of the commands that may start a cloud. */
export const modelOption = { model: { type: "string", multiple: true } } as const;

const Configuration = z.object({
  context: z.looseObject({ models: z.record(z.string(), z.string()).optional() }).optional(),
});

/** The context of `cdk.json`. */
export function cdkContext() {
  return Configuration.parse(JSON.parse(readFileSync(join(root, "cdk.json"), "utf8"))).context ?? {};
}

/**
 * The models that a cloud is started with: those of `cdk.json`, before them what the variable AIDEVOS_MODEL says, and
 * before that the options `--model`. Both hold choices, for all roles (`CHOICE`) or for one (`architect=CHOICE`); one for
 * all of them leaves nothing of what stood there.
 *
 * @throws UsageError when one can't be read
 */
export function chosenModels(options: readonly string[] = [], environment = process.env): Models {
  const variable = (environment.AIDEVOS_MODEL ?? "").split(/[\s,]+/).filter(Boolean);
  let models = cdkContext().models ?? {};
  for (const given of [variable, options]) models = overlaid(models, given);
  try {
    readModels(models, { local: true });
  } catch (error) {
    throw new UsageError(
      error instanceof Error ? error.message.replace('context "models"', "models") : String(error),
    );
  }
  return models;
}

function overlaid(models: Models, given: readonly string[]): Models {
  const pairs = given.map((text): [string, string] => {
    const [, role = "default", choice = text] = /^([a-z]+)=(.*)$/s.exec(text) ?? [];
    return [role, choice];
  });
  const over = Object.fromEntries(pairs);
  return over.default === undefined ? { ...models, ...over } : over;
}

/** Which model a role has. */
export type ModelOf = (role: Role) => ModelChoice;

/**
 * The models of the cloud that runs on the directory, an absolute path; where none does, those that one would be
 * started with.
 *
 * @throws CommandError when options ask for others than the running cloud has
 */
export async function modelsInUse(directory: string, options: readonly string[] = []): Promise<ModelOf> {
  const wanted = chosenModels(options);
  const running = await readEndpoints(directory);
  const text = Object.values(running?.outputs ?? {}).flatMap(({ Models }) => Models ?? [])[0];
  if (text === undefined) return readModels(wanted, { local: true });
  const models = z.record(z.string(), z.string()).parse(JSON.parse(text));
  if (options.length > 0) refuseOthers(models, wanted);
  return readModels(models, { local: true });
}

function refuseOthers(running: Models, wanted: Models): void {
  const differing = Object.entries(running).filter(
    ([role, choice]) => (wanted[role] ?? wanted.default ?? "offline") !== choice,
  );
  if (differing.length === 0) return;
  const list = differing.map(([role, choice]) => `${role}=${choice}`).join(", ");
  throw new CommandError(
    `The local cloud that runs on this directory has other models (${list}). End it and start it with --model, ` +
      "leave --model out, or use another --directory.",
  );
}

/** Variables of this process that lead to models, and are handed on under their own names. */
const handedOn = [
  "AIDEVOS_MODEL_KEY",
  "AIDEVOS_MODELS",
  "OPENAI_API_KEY",
  "OPENAI_BASE_URL",
  "AWS_BEARER_TOKEN_BEDROCK",
  "AWS_CONFIG_FILE",
  "AWS_SHARED_CREDENTIALS_FILE",
  "HOME",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
];

/**
 * What the functions of a local cloud need to reach their models: keys, and the way to Bedrock under names of its own,
 * since the usual ones lead to the local cloud.
 *
 * @throws UsageError when Bedrock is chosen and its region is not known
 */
export function modelVariables(models: Models, environment = process.env): Record<string, string> {
  const choices = Object.values(models);
  if (!choices.some(isDistant)) return {};
  const region = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  const address = environment.AWS_ENDPOINT_URL_BEDROCK_RUNTIME;
  const needsRegion = choices.some((choice) => choice.startsWith("bedrock:") && !choice.includes("@"));
  if (needsRegion && region === undefined && address === undefined) {
    throw new UsageError("A model of Bedrock's is chosen: set AWS_REGION to the region that it is in.");
  }
  const variables = {
    ...Object.fromEntries(handedOn.map((name) => [name, environment[name]])),
    BEDROCK_REGION: region,
    BEDROCK_ENDPOINT:
      address ?? (region === undefined ? undefined : `https://bedrock-runtime.${region}.amazonaws.com`),
    BEDROCK_ACCESS_KEY_ID: environment.AWS_ACCESS_KEY_ID,
    BEDROCK_SECRET_ACCESS_KEY: environment.AWS_SECRET_ACCESS_KEY,
    BEDROCK_SESSION_TOKEN: environment.AWS_SESSION_TOKEN,
    BEDROCK_PROFILE: environment.AWS_PROFILE ?? usualProfile(environment),
  };
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** The profile that AWS's tools take by themselves, where nothing else is said and there is one. */
function usualProfile({ AWS_ACCESS_KEY_ID: key }: NodeJS.ProcessEnv): string | undefined {
  const isThere = ["config", "credentials"].some((file) => existsSync(join(homedir(), ".aws", file)));
  return key === undefined && isThere ? "default" : undefined;
}
