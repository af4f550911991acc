import type * as z from "zod";
import { PolicyChoice, PolicyName } from "../../shared/delivery/policy.ts";
import { readText } from "./arguments.ts";
import { UsageError } from "./errors.ts";

/**
 * What `--policy` says: the name of a policy, or a file that holds one as JSON.
 *
 * @throws UsageError when it is neither
 */
export async function readPolicyOption(option: string): Promise<z.infer<typeof PolicyChoice>> {
  const name = PolicyName.safeParse(option);
  if (name.success) return name.data;
  const text = await readText(
    option,
    `--policy is ${PolicyName.options.join(", ")} or a file; ${option} can't be read`,
  );
  try {
    return PolicyChoice.parse(JSON.parse(text));
  } catch (error) {
    throw new UsageError(`${option} holds no policy: ${error instanceof Error ? error.message : error}`);
  }
}
