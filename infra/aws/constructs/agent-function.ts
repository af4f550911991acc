import { type CfnParameter, type Duration, RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import type { IEventBus } from "aws-cdk-lib/aws-events";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Architecture,
  CfnAlias,
  Code,
  type IFunction,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";
import { type ModelChoice, printChoice } from "../../../shared/models/choice.ts";
import { provisionedAlias } from "../../../shared/telemetry/concurrency.ts";
import { inferenceProfile } from "../models.ts";

/** All by key. `append` is for items that are named by their content, and never change. */
export type TableAccess = "read" | "append" | "read-write" | "read-write-delete";

const tableActions: Record<TableAccess, string[]> = {
  read: ["dynamodb:GetItem"],
  append: ["dynamodb:GetItem", "dynamodb:PutItem"],
  "read-write": ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
  "read-write-delete": ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
};

export interface AgentFunctionProps {
  /** Folder with `index.mjs`, which exports `handler`. */
  code: string;
  description: string;
  timeout: Duration;
  /** Mebibytes. */
  memorySize: number;
  /** Parameters of the stack that its variables hold. A version is published when they change: CDK sees a changed template only. */
  parameters?: readonly CfnParameter[];
}

/**
 * The function of one state. It may write its own log and traces; each `bind` method gives it one thing more: the
 * environment variable that names the thing and the permission to use it, together.
 */
export class AgentFunction extends Construct {
  readonly function: LambdaFunction;
  private isPublished = false;

  constructor(scope: Construct, id: string, props: AgentFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, "Log", {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    logGroup.grantWrite(role);
    this.function = new LambdaFunction(this, "Function", {
      code: Code.fromAsset(props.code),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      description: props.description,
      timeout: props.timeout,
      memorySize: props.memorySize,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      currentVersionOptions: {
        description: (props.parameters ?? []).map(({ valueAsString }) => valueAsString).join(" "),
      },
      environment: {
        NODE_OPTIONS: "--enable-source-maps",
        POWERTOOLS_SERVICE_NAME: id,
        POWERTOOLS_METRICS_NAMESPACE: "AIDevOS",
        POWERTOOLS_LOG_LEVEL: "INFO",
      },
    });
    this.acknowledge(
      "AwsSolutions-IAM5[Resource::*]",
      "The actions of X-Ray, and of reading metrics, know no resources.",
    );
  }

  /** What state machines call. The alias is named, not referred to: no stack then keeps another from leaving it away. */
  get invoked(): Pick<IFunction, "functionArn"> {
    if (!this.isPublished) return this.function;
    return { functionArn: `${this.function.functionArn}:${provisionedAlias}` };
  }

  /** Has state machines call what is published of the function under an alias, whose environments can be kept started. */
  publish(): this {
    this.isPublished = true;
    new CfnAlias(this, "Alias", {
      name: provisionedAlias,
      functionName: this.function.functionName,
      functionVersion: this.function.currentVersion.version,
    });
    return this;
  }

  /** Names published functions by their states, and lets the function see their load and keep their environments started. */
  bindProvisioned(functions: ReadonlyMap<string, AgentFunction>, variable: string): this {
    const names = [...functions].map(([name, { function: target }]) => [name, target.functionName]);
    this.function.addToRolePolicy(
      new PolicyStatement({ actions: ["cloudwatch:GetMetricData"], resources: ["*"] }),
    );
    const actions = ["Get", "Put", "Delete"].map((verb) => `lambda:${verb}ProvisionedConcurrencyConfig`);
    const aliases = [...functions.values()].map(({ invoked }) => invoked.functionArn);
    return this.bind(variable, Stack.of(this).toJsonString(Object.fromEntries(names)), actions, aliases);
  }

  /** Names a table and lets the function use its items, by key only. */
  bindTable(table: Pick<ITable, "tableName" | "tableArn">, variable: string, access: TableAccess): this {
    return this.bind(variable, table.tableName, tableActions[access], [table.tableArn]);
  }

  /** Names a secret and lets the function read its value. */
  bindSecret(secret: Pick<ISecret, "secretArn">, variable: string): this {
    return this.bind(variable, secret.secretArn, ["secretsmanager:GetSecretValue"], [secret.secretArn]);
  }

  /** Names a bus and lets the function put events on it. */
  bindBus(bus: Pick<IEventBus, "eventBusName" | "eventBusArn">, variable: string): this {
    return this.bind(variable, bus.eventBusName, ["events:PutEvents"], [bus.eventBusArn]);
  }

  /** Sets a variable that needs no permission. */
  bindValue(variable: string, value: string): this {
    this.function.addEnvironment(variable, value);
    return this;
  }

  /** Names the model and, on Bedrock, lets the function invoke that one. */
  bindModel(choice: ModelChoice): this {
    const text = printChoice(choice);
    if (choice.provider !== "bedrock") return this.bindValue("MODEL_CHOICE", text);
    const actions = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"];
    return this.bind("MODEL_CHOICE", text, actions, this.modelArns(choice.id));
  }

  private modelArns(id: string): string[] {
    if (id.startsWith("arn:")) return [id];
    const stack = Stack.of(this);
    const model = (name: string, region: string) =>
      stack.formatArn({
        service: "bedrock",
        region,
        account: "",
        resource: "foundation-model",
        resourceName: name,
      });
    const profile = inferenceProfile(id);
    if (!profile) return [model(id, stack.region)];
    const resource = `arn:<AWS::Partition>:bedrock:*::foundation-model/${profile.model}`;
    this.acknowledge(
      `AwsSolutions-IAM5[Resource::${resource}]`,
      "The inference profile chooses the region of each call.",
    );
    return [
      stack.formatArn({ service: "bedrock", resource: "inference-profile", resourceName: id }),
      model(profile.model, "*"),
    ];
  }

  private bind(variable: string, value: string, actions: string[], resources: string[]): this {
    this.function.addToRolePolicy(new PolicyStatement({ actions, resources }));
    return this.bindValue(variable, value);
  }

  private acknowledge(id: string, reason: string): void {
    Validations.of(this.function.role ?? this.function).acknowledge({ id, reason });
  }
}
