import { resolve } from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import type { DeployRequest } from "./deployment.ts";
import { DeployError } from "./errors.ts";

export const usage = `Deploys the data plane: the first time and every later time. What is deployed already is left alone.

  npm run deploy:cloudflare -- [--yes] [--domain host --zone id | --no-domain] [--name script]
                               [--state file | --backend file]

  CLOUDFLARE_API_TOKEN            may edit Workers (and the zone's routes, with --domain)
  CLOUDFLARE_ACCOUNT_ID
  TF_VAR_control_secret           the value of the secret ControlSecretArn
  TF_VAR_control_secret_previous  while the secret is rotated: the one before

  --yes        applies without asking
  --domain     the Worker's own host name. Left out, it stays as it is
  --no-domain  takes the host name away: the Worker answers on workers.dev again
  --name       the Worker's name. Default: the state's, for a new one aidevos
  --state      Terraform's state; it holds the secrets in clear. Default: data-plane.tfstate here
  --backend    Terraform JSON with the backend that keeps the state instead
`;

const Environment = z.object({
  CLOUDFLARE_API_TOKEN: z.string().min(1),
  CLOUDFLARE_ACCOUNT_ID: z.string().min(1),
  TF_VAR_control_secret: z.string().min(32),
  TF_VAR_control_secret_previous: z.union([z.literal(""), z.string().min(32)]).optional(),
  TF_VAR_api_base_url: z.url().default("https://api.cloudflare.com/client/v4"),
});

export type Command =
  | { kind: "help" }
  | { kind: "deploy"; request: DeployRequest; environment: NodeJS.ProcessEnv };

/**
 * Reads the command's arguments and environment.
 *
 * @throws DeployError when one is missing or wrong
 */
export function readCommand(args: string[], environment: NodeJS.ProcessEnv): Command {
  const values = valuesOf(args);
  if (values.help) return { kind: "help" };
  const read = Environment.safeParse(environment);
  if (!read.success) throw new DeployError(`${z.prettifyError(read.error)}\n\n${usage}`);
  if (values["no-domain"] && (values.domain !== undefined || values.zone !== undefined))
    throw new DeployError("--no-domain takes the host name away: leave --domain and --zone out.");
  if (values.state !== undefined && values.backend !== undefined)
    throw new DeployError("--backend keeps the state elsewhere: leave --state out.");
  if (values.zone !== undefined && values.domain === undefined)
    throw new DeployError("--zone is the zone of the host name that --domain gives: give both.");
  const { CLOUDFLARE_API_TOKEN: apiToken, CLOUDFLARE_ACCOUNT_ID: accountId } = read.data;
  const { TF_VAR_control_secret: secret, TF_VAR_control_secret_previous: previous } = read.data;
  return {
    kind: "deploy",
    request: {
      wanted: { name: values.name, domain: domainOf(values) },
      account: { apiBaseUrl: read.data.TF_VAR_api_base_url, apiToken, accountId },
      state: resolve(values.state ?? "data-plane.tfstate"),
      backend: values.backend && resolve(values.backend),
      confirmed: values.yes,
    },
    environment: {
      ...environment,
      TF_VAR_account_id: accountId,
      // Outside a rotation both are the same secret, so that none is ever empty.
      TF_VAR_control_secret_previous: previous || secret,
    },
  };
}

type Values = ReturnType<typeof valuesOf>;

function valuesOf(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        yes: { type: "boolean", default: false },
        domain: { type: "string" },
        zone: { type: "string" },
        "no-domain": { type: "boolean", default: false },
        name: { type: "string" },
        state: { type: "string" },
        backend: { type: "string" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (cause) {
    throw new DeployError(`${cause instanceof Error ? cause.message : cause}\n\n${usage}`, { cause });
  }
}

function domainOf({ domain, zone, "no-domain": none }: Values): DeployRequest["wanted"]["domain"] {
  if (none) return null;
  return domain === undefined ? undefined : { hostname: domain, zoneId: zone };
}
