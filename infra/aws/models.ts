import { resolve } from "node:path";
import * as z from "zod";
import { type Role, roles } from "../../shared/agents/role.ts";

/** The model that a function is bound to. */
export type ModelChoice =
  | { provider: "offline"; id: "offline" }
  | { provider: "bedrock"; id: string }
  /** `id` is the path of a recording. */
  | { provider: ReplayProvider; id: string };

export type ReplayProvider = "replay" | "replay-nearest";

const Choice = z
  .string()
  .regex(
    /^(offline|bedrock:[a-z0-9.:-]+|replay(-nearest)?:.+)$/,
    'must be "offline" or "bedrock:" and the id of a model or of an inference profile, or locally "replay:" and a file',
  )
  .transform((text): ModelChoice => {
    if (text === "offline") return { provider: "offline", id: "offline" };
    const [, provider = "", id = ""] = /^([^:]+):(.*)$/s.exec(text) ?? [];
    if (provider === "replay" || provider === "replay-nearest") return { provider, id: resolve(id) };
    return { provider: "bedrock", id };
  });

const Models = z.strictObject({
  default: Choice.default({ provider: "offline", id: "offline" }),
  ...Object.fromEntries(Object.keys(roles).map((role) => [role, Choice.optional()])),
});

/**
 * Reads the choice of models, one per role:
 * `{ "default": "offline", "architect": "bedrock:eu.anthropic.claude-sonnet-4-20250514-v1:0" }`.
 *
 * @throws Error when a role is unknown, a model is written in another form, or a recording is to answer in an account
 */
export function readModels(value: unknown, { local = false } = {}): (role: Role) => ModelChoice {
  const parsed = Models.safeParse(value ?? {});
  if (!parsed.success) {
    throw new Error(`The context "models" cannot be used: ${z.prettifyError(parsed.error)}`);
  }
  const choices = new Map<string, ModelChoice | undefined>(Object.entries(parsed.data));
  const replayed = [...choices].find(([, choice]) => choice?.provider.startsWith("replay"));
  if (replayed !== undefined && !local) {
    throw new Error(
      `The context "models" gives ${replayed[0]} a recording, which is a file of this machine: functions in an account can't read it. ` +
        "Replay with the local cloud, or choose another model.",
    );
  }
  return (role) => choices.get(role) ?? parsed.data.default;
}

/** Prefixes of Bedrock's cross-region inference profiles, as in `eu.anthropic.claude-...`. */
const profilePrefix = /^(us|us-gov|eu|apac|au|ca|jp|global)\./;

/** Whether an id names a cross-region inference profile, and which model stands behind it. */
export function inferenceProfile(id: string): { model: string } | undefined {
  return profilePrefix.test(id) ? { model: id.replace(profilePrefix, "") } : undefined;
}
