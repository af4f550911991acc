import { CfnOutput, Stack, type StackProps, Validations } from "aws-cdk-lib";
import { AttributeType, BillingMode, ProjectionType, Table } from "aws-cdk-lib/aws-dynamodb";
import { EventBus } from "aws-cdk-lib/aws-events";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { retention } from "../constructs/retention.ts";

export interface StateStackProps extends StackProps {
  ephemeral: boolean;
}

/** What lasts: the tables, the secrets shared with the data plane and the Git host, and the bus that the parts talk over. */
export class StateStack extends Stack {
  readonly records: Table;
  readonly artifacts: Table;
  readonly controlSecret: Secret;
  readonly webhookSecret: Secret;
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, { ephemeral, ...props }: StateStackProps) {
    super(scope, id, props);
    const table = {
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      ...retention(ephemeral),
    };
    this.records = new Table(this, "Records", {
      partitionKey: { name: "pk", type: AttributeType.STRING },
      sortKey: { name: "sk", type: AttributeType.STRING },
      ...table,
    });
    this.records.addGlobalSecondaryIndex({
      indexName: "byKind",
      partitionKey: { name: "kind", type: AttributeType.STRING },
      sortKey: { name: "at", type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    this.artifacts = new Table(this, "Artifacts", {
      partitionKey: { name: "digest", type: AttributeType.STRING },
      ...table,
    });
    this.controlSecret = new Secret(this, "ControlSecret", {
      description: "Signs the control plane's calls to the data plane.",
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: retention(ephemeral).removalPolicy,
    });
    Validations.of(this.controlSecret).acknowledge({
      id: "AwsSolutions-SMG4",
      reason:
        "The Worker holds the same secret: both sides change together, by the steps in docs/operations/aws.md.",
    });
    this.webhookSecret = new Secret(this, "WebhookSecret", {
      description: "Signs the webhooks of the host of the services' repositories.",
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: retention(ephemeral).removalPolicy,
    });
    Validations.of(this.webhookSecret).acknowledge({
      id: "AwsSolutions-SMG4",
      reason:
        "The Git host holds the same secret: both change together, as docs/operations/repositories.md says.",
    });
    this.bus = new EventBus(this, "Bus", { description: "Requirements, releases and what becomes of them." });

    new CfnOutput(this, "RecordsTable", { value: this.records.tableName });
    new CfnOutput(this, "ArtifactsTable", { value: this.artifacts.tableName });
    new CfnOutput(this, "ControlSecretArn", { value: this.controlSecret.secretArn });
    new CfnOutput(this, "WebhookSecretArn", { value: this.webhookSecret.secretArn });
    new CfnOutput(this, "EventBusName", { value: this.bus.eventBusName });
  }
}
