import { resolve } from "node:path";
import * as z from "zod";
import type { Role } from "../../shared/agents/role.ts";
import { isReplayed, type ModelChoice, parseChoice } from "../../shared/models/choice.ts";
import { RoleName } from "../../shared/runs/budget.ts";

const Choice = z.string().transform((text, context): ModelChoice => {
  try {
    const choice = parseChoice(text);
    return isReplayed(choice) ? { ...choice, id: resolve(choice.id) } : choice;
  } catch (error) {
    context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});

/** One for each role, and one for those that have none. */
function perRole<Value extends z.ZodType>(value: Value) {
  return z.partialRecord(z.enum(["default", ...RoleName.options]), value);
}

/**
 * Reads the choice of models, one per role:
 * `{ "default": "offline", "architect": "bedrock:eu.anthropic.claude-sonnet-4-20250514-v1:0" }`.
 *
 * @throws Error when a role is unknown, a model is written in another form, or a recording is to answer in an account
 */
export function readModels(value: unknown, { local = false } = {}): (role: Role) => ModelChoice {
  const models = parseContext("models", perRole(Choice), value);
  const replayed = Object.entries(models).find(([, choice]) => choice !== undefined && isReplayed(choice));
  if (replayed !== undefined && !local) {
    throw new Error(
      `The context "models" gives ${replayed[0]} a recording, which is a file of this machine: functions in an account can't read it. ` +
        "Replay with the local cloud, or choose another model.",
    );
  }
  return (role) => models[role] ?? models.default ?? { provider: "offline", id: "offline" };
}

/**
 * Reads which secret holds the key of each role's model, by complete ARN: `{ "default": "arn:..." }`.
 *
 * @throws Error when a role is unknown or a secret is no ARN
 */
export function readModelKeys(value: unknown): (role: Role) => string | undefined {
  const secret = z.string().regex(/^arn:[\w-]+:secretsmanager:/, "must be the complete ARN of a secret");
  const keys = parseContext("modelKeys", perRole(secret), value);
  return (role) => keys[role] ?? keys.default;
}

/**
 * Reads what the CDK's context holds under a name; nothing there is an empty object.
 *
 * @throws Error that says what is wrong with it
 */
export function parseContext<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  throw new Error(`The context "${name}" cannot be used: ${z.prettifyError(parsed.error)}`);
}

/** Prefixes of Bedrock's cross-region inference profiles, as in `eu.anthropic.claude-...`. */
const profilePrefix = /^(us|us-gov|eu|apac|au|ca|jp|global)\./;

/** Whether an id names a cross-region inference profile, and which model stands behind it. */
export function inferenceProfile(id: string): { model: string } | undefined {
  return profilePrefix.test(id) ? { model: id.replace(profilePrefix, "") } : undefined;
}
