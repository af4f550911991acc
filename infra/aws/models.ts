import * as z from "zod";
import { type Role, roles } from "../../shared/agents/role.ts";

/** The model that a function is bound to. */
export type ModelChoice = { provider: "offline"; id: "offline" } | { provider: "bedrock"; id: string };

const Choice = z
  .string()
  .regex(
    /^(offline|bedrock:[a-z0-9.:-]+)$/,
    'must be "offline" or "bedrock:" and the id of a model or of an inference profile',
  )
  .transform(
    (text): ModelChoice =>
      text === "offline"
        ? { provider: "offline", id: "offline" }
        : { provider: "bedrock", id: text.slice("bedrock:".length) },
  );

const Models = z.strictObject({
  default: Choice.default({ provider: "offline", id: "offline" }),
  ...Object.fromEntries(Object.keys(roles).map((role) => [role, Choice.optional()])),
});

/**
 * Reads the choice of models, one per role:
 * `{ "default": "offline", "architect": "bedrock:eu.anthropic.claude-sonnet-4-20250514-v1:0" }`.
 *
 * @throws Error when a role is unknown or a model is written in another form
 */
export function readModels(value: unknown): (role: Role) => ModelChoice {
  const parsed = Models.safeParse(value ?? {});
  if (!parsed.success) {
    throw new Error(`The context "models" cannot be used: ${z.prettifyError(parsed.error)}`);
  }
  const choices = new Map<string, ModelChoice | undefined>(Object.entries(parsed.data));
  return (role) => choices.get(role) ?? parsed.data.default;
}

/** Prefixes of Bedrock's cross-region inference profiles, as in `eu.anthropic.claude-...`. */
const profilePrefix = /^(us|us-gov|eu|apac|au|ca|jp|global)\./;

/** Whether an id names a cross-region inference profile, and which model stands behind it. */
export function inferenceProfile(id: string): { model: string } | undefined {
  return profilePrefix.test(id) ? { model: id.replace(profilePrefix, "") } : undefined;
}
