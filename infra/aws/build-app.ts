import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { concurrencyPolicyOf } from "../../shared/telemetry/concurrency.ts";
import {
  type Agent,
  agentFolder,
  agentNames,
  agents,
  collectFolder,
  scaleFolder,
  webhookFolder,
} from "./agents.ts";
import { bundleHandlers } from "./bundles.ts";
import { readModelKeys, readModels } from "./models.ts";
import { readObjectives } from "./objectives.ts";
import { readCalibrationPolicy, readImprovementPolicy, readPolicy, readScalingPolicy } from "./policy.ts";
import { readPrices } from "./prices.ts";
import { AgentsStack } from "./stacks/agents.ts";
import { ObservabilityStack } from "./stacks/observability.ts";
import { PipelinesStack } from "./stacks/pipelines.ts";
import { StateStack } from "./stacks/state.ts";

export interface BuildOptions {
  /** Where the assembly goes; without it, what the CDK's command asks for, or a temporary folder. */
  outdir?: string;
  /** Everything goes with the stacks, tables included. For tests and trials. */
  ephemeral?: boolean;
  /** Which model each role uses; see `readModels`. */
  models?: unknown;
  /** How releases go live that ask for nothing else; see `readPolicy`. */
  policy?: unknown;
  /** How services are improved; see `readImprovementPolicy`. */
  improvement?: unknown;
  /** How many environments of functions are kept started; see `readScalingPolicy`. */
  scaling?: unknown;
  /** How the judges are tried; see `readCalibrationPolicy`. */
  calibration?: unknown;
  /** For the local cloud: functions may read files of this machine, and releases go live by the local policy. */
  local?: boolean;
  /** What alarms hold services to; see `readObjectives`. */
  objectives?: unknown;
  /** What models cost; see `readPrices`. */
  prices?: unknown;
  /** Secrets with the models' keys; see `readModelKeys`. */
  modelKeys?: unknown;
  /** Complete ARN of the secret with the Git remote's token. */
  repositoryTokenSecret?: string;
  /** File with what generated services are built with; by default what `scripts/build-toolbox.ts` writes. */
  toolbox?: string;
}

const root = resolve(import.meta.dirname, "../..");

/** Builds the whole control plane, its handlers bundled. Broken rules of AwsSolutions fail its synthesis. */
export function buildApp(options: BuildOptions = {}): App {
  const {
    outdir,
    ephemeral = false,
    models,
    modelKeys,
    local = false,
    prices,
    policy,
    improvement,
    scaling,
    calibration,
    objectives,
    repositoryTokenSecret,
  } = options;
  const modelOf = readModels(models, { local });
  const priceOf = readPrices(prices);
  const modelKeyOf = readModelKeys(modelKeys);
  const concurrency = concurrencyPolicyOf(readScalingPolicy(scaling));
  const app = new App({
    ...(outdir === undefined ? {} : { outdir }),
    analyticsReporting: false,
    context: {
      // What one stack exports cannot be taken away while another uses it.
      "@aws-cdk/core:defaultCrossStackReferences": "strong",
      "@aws-cdk/core:checkSecretUsage": true,
      "@aws-cdk/aws-iam:minimizePolicies": true,
    },
  });
  const bundles = mkdtempSync(join(tmpdir(), "aidevos-bundles-"));
  try {
    bundleHandlers({
      root,
      directory: bundles,
      folders: [
        ...agentNames().map(agentFolder),
        webhookFolder,
        collectFolder,
        ...(concurrency === undefined ? [] : [scaleFolder]),
      ],
      assets: toolboxAssets(options.toolbox ?? join(root, ".build/toolbox.json")),
    });
    const judged = {
      policy: readPolicy(policy, { local }),
      improvement: readImprovementPolicy(improvement, { local }),
      calibration: readCalibrationPolicy(calibration, { local }),
    };
    const state = new StateStack(app, "AIDevOS-State", { ephemeral });
    const { functions: agentFunctions, scaled } = new AgentsStack(app, "AIDevOS-Agents", {
      state,
      bundles,
      modelOf,
      priceOf,
      modelKeyOf,
      ...judged,
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(repositoryTokenSecret === undefined ? {} : { repositoryTokenSecret }),
    });
    const functions = new Map([...agentFunctions].map(([name, agent]) => [name, agent.function]));
    const { machines, rules, undelivered } = new PipelinesStack(app, "AIDevOS-Pipelines", {
      definitions: join(root, "statemachines"),
      functions: new Map([...agentFunctions].map(([name, agent]) => [name, agent.invoked])),
      bus: state.bus,
      calibration: judged.calibration,
      improvement: judged.improvement,
    });
    new ObservabilityStack(app, "AIDevOS-Observability", {
      machines,
      functions,
      scaled,
      rules,
      undelivered,
      objectives: readObjectives(objectives, { local }),
      policy: judged.policy,
    });
  } finally {
    // The assembly holds its own copies by now.
    rmSync(bundles, { recursive: true, force: true });
  }
  // What is deployed is held against the rules.
  if (!local) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

function toolboxAssets(toolbox: string): Map<string, string[]> {
  const users = agentNames().filter((name) => {
    const agent: Agent = agents[name];
    return agent.toolbox === true;
  });
  return new Map(users.map((name) => [agentFolder(name), [toolbox]]));
}
