import * as z from "zod";
import { DeployError } from "./errors.ts";
import { domainType, scriptType } from "./plan.ts";

/** What `terraform show -json` says of a state, as far as it is remembered. */
export const State = z.object({
  values: z
    .object({
      root_module: z.object({
        resources: z
          .array(z.object({ type: z.string(), values: z.record(z.string(), z.unknown()) }))
          .default([]),
      }),
    })
    .optional(),
});

const Script = z.object({ script_name: z.string(), account_id: z.string() });
const Domain = z.object({ hostname: z.string(), zone_id: z.string() });

/** What Terraform's state remembers of earlier deploys. */
export interface Remembered {
  script?: { name: string; accountId: string } | undefined;
  domain?: { hostname: string; zoneId: string } | undefined;
}

/** Finds in a state what earlier deploys have chosen. */
export function remember({ values }: z.infer<typeof State>): Remembered {
  const valuesOf = (type: string) => values?.root_module.resources.find((one) => one.type === type)?.values;
  const script = Script.optional().parse(valuesOf(scriptType));
  const domain = Domain.optional().parse(valuesOf(domainType));
  return {
    script: script && { name: script.script_name, accountId: script.account_id },
    domain: domain && { hostname: domain.hostname, zoneId: domain.zone_id },
  };
}

/** What a deploy was asked for; what is left out stays as it is. */
export interface Wanted {
  name?: string | undefined;
  /** A host name, with its zone when it is a new one; null takes the Worker's away. */
  domain?: { hostname: string; zoneId?: string | undefined } | null | undefined;
}

/**
 * Completes what was asked for by what is remembered.
 *
 * @throws DeployError when the state describes another Worker or account, or a new host name lacks its zone
 */
export function settle(wanted: Wanted, remembered: Remembered, accountId: string) {
  const { script } = remembered;
  const scriptName = wanted.name ?? script?.name ?? "aidevos";
  if (script && (script.name !== scriptName || script.accountId !== accountId)) {
    throw new DeployError(
      `The state describes the Worker ${script.name} of the account ${script.accountId}, not ${scriptName} of ${accountId}. ` +
        "Give each Worker a state of its own with --state. Nothing has been changed.",
    );
  }
  return { scriptName, domain: settleDomain(wanted.domain, remembered.domain) };
}

function settleDomain(wanted: Wanted["domain"], remembered: Remembered["domain"]): Remembered["domain"] {
  if (wanted === undefined) return remembered;
  if (wanted === null) return undefined;
  const { hostname } = wanted;
  const zoneId = wanted.zoneId ?? (remembered?.hostname === hostname ? remembered.zoneId : undefined);
  if (zoneId === undefined)
    throw new DeployError(
      `--domain ${hostname} needs --zone, the id of the zone that it is in. Nothing has been changed.`,
    );
  return { hostname, zoneId };
}
