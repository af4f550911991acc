import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { App, type Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import * as z from "zod";
import {
  agentFolder,
  agentNames,
  collectFolder,
  scaleFolder,
  webhookFolder,
} from "../../../infra/aws/agents.ts";
import { readModelKeys, readModels } from "../../../infra/aws/models.ts";
import { readObjectives } from "../../../infra/aws/objectives.ts";
import { readPrices } from "../../../infra/aws/prices.ts";
import { AgentsStack } from "../../../infra/aws/stacks/agents.ts";
import { ObservabilityStack } from "../../../infra/aws/stacks/observability.ts";
import { PipelinesStack } from "../../../infra/aws/stacks/pipelines.ts";
import { StateStack } from "../../../infra/aws/stacks/state.ts";
import type { ConcurrencyPolicy } from "../../../shared/telemetry/concurrency.ts";

/** A statement of a policy: references are written as the name of what they refer to. */
export interface Statement {
  actions: string[];
  resources: string[];
}

/** All stacks, with empty functions: what they are made of does not depend on the functions' code. */
export function stacks(
  options: {
    ephemeral?: boolean;
    models?: unknown;
    modelKeys?: unknown;
    concurrency?: ConcurrencyPolicy;
  } = {},
) {
  const bundles = mkdtempSync(join(tmpdir(), "aidevos-test-"));
  for (const folder of [...agentNames().map(agentFolder), webhookFolder, collectFolder, scaleFolder]) {
    mkdirSync(join(bundles, folder));
    writeFileSync(join(bundles, folder, "index.mjs"), `export const handler = "${folder}";`);
  }
  const app = new App({ analyticsReporting: false });
  const state = new StateStack(app, "State", { ephemeral: options.ephemeral ?? false });
  const agents = new AgentsStack(app, "Agents", {
    state,
    bundles,
    modelOf: readModels(options.models),
    priceOf: readPrices({ "bedrock:*": { input: 3, output: 15 } }),
    modelKeyOf: readModelKeys(options.modelKeys),
    policy: "production",
    improvement: "production",
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    calibration: "production",
  });
  const functions = new Map([...agents.functions].map(([name, agent]) => [name, agent.function]));
  const definitions = resolve(import.meta.dirname, "../../../statemachines");
  const pipelines = new PipelinesStack(app, "Pipelines", {
    definitions,
    functions: new Map([...agents.functions].map(([name, agent]) => [name, agent.invoked])),
    bus: state.bus,
    calibration: "production",
    improvement: "production",
  });
  const observability = new ObservabilityStack(app, "Observability", {
    machines: pipelines.machines,
    functions,
    scaled: agents.scaled,
    rules: pipelines.rules,
    undelivered: pipelines.undelivered,
    objectives: readObjectives({}, { local: false }),
    policy: "production",
  });
  return { state, agents, pipelines, observability };
}

const Policy = z.object({
  Properties: z.object({
    PolicyDocument: z.object({
      Statement: z.array(
        z.object({
          Effect: z.literal("Allow"),
          Action: z.union([z.string(), z.array(z.string())]),
          Resource: z.unknown(),
        }),
      ),
    }),
  }),
});

/** The statements of each policy in a stack, by the policy's logical id without its hash. */
export function policiesOf(stack: Stack): Map<string, Statement[]> {
  const policies = Template.fromStack(stack).findResources("AWS::IAM::Policy");
  return new Map(
    Object.entries(policies).map(([id, resource]) => [
      id.replace(/RoleDefaultPolicy[0-9A-F]{8}$/, ""),
      Policy.parse(resource).Properties.PolicyDocument.Statement.map(({ Action, Resource }) => ({
        actions: [Action].flat(),
        resources: (Array.isArray(Resource) ? Resource : [Resource]).map(referenced),
      })),
    ]),
  );
}

/** `Records` for an import or an attribute of it, `*` for itself, other text with its references in angle brackets. */
function referenced(resource: unknown): string {
  if (typeof resource === "string") return resource;
  const text = JSON.stringify(resource);
  const imported = /ExportsOutput(?:Ref|FnGetAtt)([A-Za-z]+?)[0-9A-F]{8}/.exec(text);
  if (imported?.[1]) return imported[1];
  const own = /^\{"(?:Ref|Fn::GetAtt)":\[?"([A-Za-z]+?)[0-9A-F]{8}"/.exec(text);
  if (own?.[1]) return own[1];
  const joined = z.object({ "Fn::Join": z.tuple([z.literal(""), z.array(z.unknown())]) }).parse(resource);
  return joined["Fn::Join"][1].map((part) => (typeof part === "string" ? part : "<>")).join("");
}
