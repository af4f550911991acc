import { createHash } from "node:crypto";
import type { Json } from "../stepfunctions/json.ts";

export const account = "000000000000";
export const region = "us-east-1";

/** Where function URLs stand. */
export const functionUrls = "/function-urls/";

/** The names that a resource goes by. */
export interface Identity {
  name: string;
  arn: string;
}

interface ResourceType {
  /** The property that may give the name. */
  nameProperty?: string;
  /** The longest name that the service takes. */
  nameLimit: number;
  arn: (name: string) => string;
  /** What `Ref` gives. */
  ref: "name" | "arn";
  attributes?: (identity: Identity) => Record<string, Json>;
  /** True for types that need nothing to run locally: their properties are not even read. */
  inert?: true;
}

const inert = (service: string, kind: string): ResourceType => ({
  nameLimit: 64,
  arn: (name) => `arn:aws:${service}:${region}:${account}:${kind}/${name}`,
  ref: "name",
  inert: true,
});

const table: ResourceType = {
  nameProperty: "TableName",
  nameLimit: 255,
  arn: (name) => `arn:aws:dynamodb:${region}:${account}:table/${name}`,
  ref: "name",
};

/** Every resource type that the local cloud knows. One that is not here is an error, never silently left out. */
export const resourceTypes: Partial<Record<string, ResourceType>> = {
  "AWS::DynamoDB::Table": table,
  "AWS::DynamoDB::GlobalTable": table,
  "AWS::Lambda::Function": {
    nameProperty: "FunctionName",
    nameLimit: 64,
    arn: (name) => `arn:aws:lambda:${region}:${account}:function:${name}`,
    ref: "name",
  },
  "AWS::Lambda::Alias": {
    nameLimit: 128,
    arn: (name) => `arn:aws:lambda:${region}:${account}:alias:${name}`,
    ref: "arn",
  },
  "AWS::Lambda::Url": {
    nameLimit: 64,
    arn: (name) => `arn:aws:lambda:${region}:${account}:url:${name}`,
    ref: "arn",
    // The path at the local cloud's own address.
    attributes: ({ name }) => ({ FunctionUrl: `${functionUrls}${name}/` }),
  },
  "AWS::StepFunctions::StateMachine": {
    nameProperty: "StateMachineName",
    nameLimit: 80,
    arn: (name) => `arn:aws:states:${region}:${account}:stateMachine:${name}`,
    ref: "arn",
    attributes: ({ name }) => ({ Name: name }),
  },
  "AWS::Events::EventBus": {
    nameProperty: "Name",
    nameLimit: 256,
    arn: (name) => `arn:aws:events:${region}:${account}:event-bus/${name}`,
    ref: "name",
    attributes: ({ name }) => ({ Name: name }),
  },
  "AWS::Events::Rule": {
    nameProperty: "Name",
    nameLimit: 64,
    arn: (name) => `arn:aws:events:${region}:${account}:rule/${name}`,
    ref: "name",
  },
  "AWS::Pipes::Pipe": {
    nameProperty: "Name",
    nameLimit: 64,
    arn: (name) => `arn:aws:pipes:${region}:${account}:pipe/${name}`,
    ref: "name",
  },
  "AWS::SecretsManager::Secret": {
    nameProperty: "Name",
    nameLimit: 256,
    arn: (name) => `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${hash(name).slice(0, 6)}`,
    ref: "arn",
    attributes: ({ arn }) => ({ Id: arn }),
  },
  "AWS::CloudWatch::Alarm": {
    nameProperty: "AlarmName",
    nameLimit: 255,
    arn: (name) => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
    ref: "name",
  },
  "AWS::CloudWatch::CompositeAlarm": {
    nameProperty: "AlarmName",
    nameLimit: 255,
    arn: (name) => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
    ref: "name",
  },

  // Nothing checks permissions, keeps logs apart or draws dashboards here.
  "AWS::IAM::Role": inert("iam", "role"),
  "AWS::IAM::Policy": inert("iam", "policy"),
  "AWS::IAM::ManagedPolicy": inert("iam", "policy"),
  "AWS::Lambda::Permission": inert("lambda", "permission"),
  "AWS::Lambda::EventInvokeConfig": inert("lambda", "event-invoke-config"),
  // A function has the one version here that the assembly holds.
  "AWS::Lambda::Version": { ...inert("lambda", "version"), attributes: () => ({ Version: "1" }) },
  "AWS::Events::EventBusPolicy": inert("events", "event-bus-policy"),
  "AWS::SecretsManager::ResourcePolicy": inert("secretsmanager", "resource-policy"),
  "AWS::Logs::LogGroup": inert("logs", "log-group"),
  "AWS::Logs::ResourcePolicy": inert("logs", "resource-policy"),
  "AWS::CloudWatch::Dashboard": inert("cloudwatch", "dashboard"),
  "AWS::CDK::Metadata": inert("cdk", "metadata"),
  // An event that can't be delivered stays in the journal, which is its dead-letter queue here, until a pipe takes it.
  "AWS::SQS::Queue": {
    ...inert("sqs", "queue"),
    nameProperty: "QueueName",
    nameLimit: 80,
    arn: (name) => `arn:aws:sqs:${region}:${account}:${name}`,
    attributes: ({ name }) => ({ QueueName: name }),
  },
  "AWS::SQS::QueuePolicy": inert("sqs", "queue-policy"),
};

/** A name as CloudFormation would generate it, but the same at every start, so that data is found again. */
export function generatedName(stack: string, logicalId: string, limit: number): string {
  const name = `${stack}-${logicalId}`;
  return name.length <= limit ? name : `${name.slice(0, limit - 9)}-${hash(name).slice(0, 8)}`;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
