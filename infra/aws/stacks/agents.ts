import { join } from "node:path";
import { CfnOutput, CfnParameter, Duration, Stack, type StackProps } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction as LambdaTarget } from "aws-cdk-lib/aws-events-targets";
import { FunctionUrlAuthType } from "aws-cdk-lib/aws-lambda";
import { type ISecret, Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import type * as z from "zod";
import type { Role } from "../../../shared/agents/role.ts";
import type { CalibrationChoice } from "../../../shared/calibration/policy.ts";
import { type PolicyChoice, policyOf } from "../../../shared/delivery/policy.ts";
import type { ImprovementChoice } from "../../../shared/improvement/policy.ts";
import { isDistant, type ModelChoice, printChoice } from "../../../shared/models/choice.ts";
import type { Price } from "../../../shared/models/price.ts";
import { type ConcurrencyPolicy, concurrencyInterval } from "../../../shared/telemetry/concurrency.ts";
import {
  type Agent,
  agentFolder,
  agentNames,
  agents,
  collectFolder,
  scaleFolder,
  webhookFolder,
} from "../agents.ts";
import { AgentFunction } from "../constructs/agent-function.ts";
import type { PricedModel } from "../prices.ts";
import type { StateStack } from "./state.ts";

export interface AgentsStackProps extends StackProps {
  state: StateStack;
  /** Folder with one bundle per function. */
  bundles: string;
  modelOf: (role: Role) => ModelChoice;
  priceOf: (model: PricedModel) => Price | undefined;
  /** How releases go live that ask for nothing else. */
  policy: z.infer<typeof PolicyChoice>;
  /** How services are improved. */
  improvement: ImprovementChoice;
  /** How many environments of functions are kept started; none of any without it. */
  concurrency?: ConcurrencyPolicy;
  /** How the judges are tried. */
  calibration: CalibrationChoice;
  /** Complete ARN of the secret with the key of a role's model; none when its endpoint asks for none. */
  modelKeyOf?: (role: Role) => string | undefined;
  /** Complete ARN of the secret with the Git remote's token; none when the remote asks for none. */
  repositoryTokenSecret?: string;
}

/** One function per state, one that takes webhooks, one that collects and, where it is asked for, one that scales; each with its own permissions. */
export class AgentsStack extends Stack {
  readonly functions = new Map<string, AgentFunction>();
  /** Those whose environments are kept started, by their states. */
  readonly scaled: ReadonlyMap<string, AgentFunction>;

  constructor(scope: Construct, id: string, props: AgentsStackProps) {
    const {
      state,
      bundles,
      modelOf,
      modelKeyOf,
      priceOf,
      policy,
      improvement,
      concurrency,
      calibration,
      repositoryTokenSecret,
      ...rest
    } = props;
    super(scope, id, rest);
    const dataPlaneUrl = new CfnParameter(this, "DataPlaneUrl", {
      description: "Base URL of the Worker: https://aidevos.<subdomain>.workers.dev, or your own domain.",
      default: "",
    });
    const repositoryRemote = new CfnParameter(this, "RepositoryRemote", {
      description:
        "Git over HTTP: what stands before /<service>.git. Empty: releases are kept as Git bundles by digest.",
      default: "",
    });
    const token =
      repositoryTokenSecret === undefined
        ? undefined
        : Secret.fromSecretCompleteArn(this, "RepositoryToken", repositoryTokenSecret);

    const keys = new Map<string, ISecret>();
    const keyOf = (role: Role): ISecret | undefined => {
      const arn = modelOf(role).provider === "openai" ? modelKeyOf?.(role) : undefined;
      if (arn === undefined) return undefined;
      const key = keys.get(arn) ?? Secret.fromSecretCompleteArn(this, `ModelKey${keys.size + 1}`, arn);
      keys.set(arn, key);
      return key;
    };
    const bound = new Map<Role, string>();

    for (const name of agentNames()) {
      const agent: Agent = agents[name];
      const created = new AgentFunction(this, name, {
        code: join(bundles, agentFolder(name)),
        description: `Performs the state ${name}.`,
        timeout: Duration.seconds(agent.timeout),
        memorySize: agent.memory,
        parameters: [dataPlaneUrl, repositoryRemote],
      });
      created.bindTable(state.records, "RECORDS_TABLE", agent.records);
      if (agent.artifacts) created.bindTable(state.artifacts, "ARTIFACTS_TABLE", agent.artifacts);
      if (agent.role) {
        const model = modelOf(agent.role);
        created.bindModel(model);
        const price = priceOf(model);
        if (price !== undefined) created.bindValue("MODEL_PRICE", JSON.stringify(price));
        const key = keyOf(agent.role);
        if (key) created.bindSecret(key, "MODEL_KEY_SECRET_ID");
        bound.set(agent.role, printChoice(model));
      }
      if (agent.policy) created.bindValue("DELIVERY_POLICY", JSON.stringify(policy));
      if (agent.improvement) created.bindValue("IMPROVEMENT_POLICY", JSON.stringify(improvement));
      if (agent.calibration) created.bindValue("CALIBRATION_POLICY", JSON.stringify(calibration));
      if (agent.bus) created.bindBus(state.bus, "EVENT_BUS");
      if (agent.dataPlane) {
        created.bindValue("DATA_PLANE_URL", dataPlaneUrl.valueAsString);
        created.bindSecret(state.controlSecret, "CONTROL_SECRET_ID");
      }
      if (agent.repository) {
        created.bindValue("REPOSITORY_REMOTE", repositoryRemote.valueAsString);
        if (token) created.bindSecret(token, "REPOSITORY_TOKEN_SECRET_ID");
      }
      this.functions.set(name, created);
    }
    const webhook = new AgentFunction(this, "Webhook", {
      code: join(bundles, webhookFolder),
      description: "Takes the webhooks of the host of the services' repositories.",
      timeout: Duration.seconds(20),
      memorySize: 512,
    })
      .bindTable(state.records, "RECORDS_TABLE", "append")
      .bindSecret(state.webhookSecret, "WEBHOOK_SECRET_ID")
      .bindBus(state.bus, "EVENT_BUS");
    this.functions.set("Webhook", webhook);
    // Whoever calls is known by the signature of the call, which is not AWS's own.
    const { url } = webhook.function.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    new CfnOutput(this, "WebhookUrl", {
      description: "Where the Git host sends pushes, signed with the secret WebhookSecretArn.",
      value: url,
    });
    const collect = new AgentFunction(this, "Collect", {
      code: join(bundles, collectFolder),
      description: "Emits what services answer as metrics.",
      timeout: Duration.seconds(50),
      memorySize: 512,
    })
      .bindTable(state.records, "RECORDS_TABLE", "read-write")
      .bindValue("DATA_PLANE_URL", dataPlaneUrl.valueAsString)
      .bindSecret(state.controlSecret, "CONTROL_SECRET_ID")
      .bindValue("SLOW_MILLISECONDS", String(policyOf(policy).slow));
    // The next minute's run collects what this one's has not.
    const once = { retryAttempts: 0, maxEventAge: Duration.minutes(1) };
    collect.function.configureAsyncInvoke(once);
    this.functions.set("Collect", collect);
    new Rule(this, "EveryMinute", {
      description: "Starts Collect.",
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaTarget(collect.function, once)],
    });
    this.scaled = new Map(concurrency === undefined ? [] : this.provisionable(modelOf));
    if (concurrency !== undefined) this.scale(concurrency, { state, bundles });
    new CfnOutput(this, "Models", {
      description: "The model of each role, as JSON.",
      value: JSON.stringify(Object.fromEntries(bound)),
    });
  }

  /** Functions that somebody waits for. One whose model thinks for minutes is not worth an environment that waits for it. */
  private provisionable(modelOf: (role: Role) => ModelChoice): [string, AgentFunction][] {
    return agentNames().flatMap((name): [string, AgentFunction][] => {
      const agent: Agent = agents[name];
      const thinks = agent.role !== undefined && isDistant(printChoice(modelOf(agent.role)));
      const created = this.functions.get(name);
      return agent.provisioned && !thinks && created !== undefined ? [[name, created.publish()]] : [];
    });
  }

  private scale(
    policy: ConcurrencyPolicy,
    { state, bundles }: Pick<AgentsStackProps, "state" | "bundles">,
  ): void {
    const scale = new AgentFunction(this, "Scale", {
      code: join(bundles, scaleFolder),
      description: "Keeps environments of functions started, ahead of their load.",
      timeout: Duration.minutes(2),
      memorySize: 1024,
    })
      .bindTable(state.records, "RECORDS_TABLE", "append")
      .bindProvisioned(this.scaled, "SCALED_FUNCTIONS")
      .bindValue("SCALING_POLICY", JSON.stringify(policy));
    // The next run does what this one's has not.
    const once = { retryAttempts: 0, maxEventAge: Duration.minutes(5) };
    scale.function.configureAsyncInvoke(once);
    this.functions.set("Scale", scale);
    new Rule(this, "EveryFiveMinutes", {
      description: "Starts Scale.",
      schedule: Schedule.rate(Duration.millis(concurrencyInterval)),
      targets: [new LambdaTarget(scale.function, once)],
    });
  }
}
