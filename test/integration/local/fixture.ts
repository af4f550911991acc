import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { App, CfnOutput, CfnParameter, Duration, Stack } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { AttributeType, BillingMode, Table } from "aws-cdk-lib/aws-dynamodb";
import { EventBus, EventField, Rule, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { SfnStateMachine } from "aws-cdk-lib/aws-events-targets";
import { CfnAlias, Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { DefinitionBody, StateMachine } from "aws-cdk-lib/aws-stepfunctions";

const placeholder = (name: string) => `\${${name}}`;

const handlers = `
import { setTimeout as wait } from "node:timers/promises";
let invocations = 0;
export async function handler(event, context) {
  invocations += 1;
  if (event.fail) throw new RangeError(event.fail);
  if (event.hang) await wait(60_000);
  if (event.measure !== undefined)
    console.log(JSON.stringify({
      _aws: { Timestamp: Date.now(), CloudWatchMetrics: [{ Namespace: "Fixture", Dimensions: [["kind"]], Metrics: [{ Name: "broken" }] }] },
      kind: "test",
      broken: event.measure,
    }));
  const left = context.getRemainingTimeInMillis();
  const { awsRequestId, functionName, invokedFunctionArn } = context;
  return { event, invocations, left, awsRequestId, functionName, invokedFunctionArn, environment: process.env };
}
`;

const worker = `
import { DurableObject } from "cloudflare:workers";
export class Counter extends DurableObject {
  async fetch() {
    const count = ((await this.ctx.storage.get("count")) ?? 0) + 1;
    await this.ctx.storage.put("count", count);
    return Response.json({ count });
  }
}
export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname === "/environment")
      return Response.json({ secret: env.CONTROL_SECRET, previous: env.CONTROL_SECRET_PREVIOUS, loader: typeof env.LOADER?.get });
    if (new URL(request.url).pathname === "/url") return new Response(request.url);
    return env.COUNTER.getByName("one").fetch(request);
  },
};
`;

/** Synthesizes a small control plane of two stacks and a Worker, in the shapes of the real ones. */
export function synthesizeFixture(directory: string): { assembly: string; terraform: string } {
  const code = join(directory, "code");
  mkdirSync(code, { recursive: true });
  writeFileSync(join(code, "index.mjs"), handlers);
  const definition = join(directory, "machine.asl.json");
  writeFileSync(definition, JSON.stringify(machine));

  const assembly = join(directory, "cdk.out");
  const app = new App({ outdir: assembly, analyticsReporting: false });
  const state = new Stack(app, "State");
  const table = new Table(state, "Records", {
    partitionKey: { name: "pk", type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
  });
  table.addGlobalSecondaryIndex({
    indexName: "byKind",
    partitionKey: { name: "kind", type: AttributeType.STRING },
  });
  const secret = new Secret(state, "ControlSecret", {
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
  });
  const bus = new EventBus(state, "Bus");
  new CfnOutput(state, "ControlSecretArn", { value: secret.secretArn });
  new CfnOutput(state, "RecordsTable", { value: table.tableName });
  new CfnOutput(state, "EventBusName", { value: bus.eventBusName });

  const work = new Stack(app, "Work");
  const dataPlane = new CfnParameter(work, "DataPlaneUrl");
  const remote = new CfnParameter(work, "RepositoryRemote", { default: "" });
  const worker = new LambdaFunction(work, "Worker", {
    code: Code.fromAsset(code),
    handler: "index.handler",
    runtime: Runtime.NODEJS_24_X,
    timeout: Duration.seconds(1),
    memorySize: 256,
    environment: {
      RECORDS_TABLE: table.tableName,
      DATA_PLANE_URL: dataPlane.valueAsString,
      REPOSITORY_REMOTE: remote.valueAsString,
    },
  });
  new CfnAlias(work, "Live", {
    name: "live",
    functionName: worker.functionName,
    functionVersion: worker.currentVersion.version,
  });
  table.grantReadWriteData(worker);
  const stateMachine = new StateMachine(work, "Machine", {
    definitionBody: DefinitionBody.fromFile(definition),
    definitionSubstitutions: { Work: `${worker.functionArn}:live` },
  });
  worker.grantInvoke(stateMachine);
  new Rule(work, "Requested", {
    eventBus: bus,
    eventPattern: { source: ["fixture"], detailType: ["requested"] },
    targets: [new SfnStateMachine(stateMachine, { input: RuleTargetInput.fromEventPath("$.detail") })],
  });
  const alarm = new Alarm(work, "Broken", {
    metric: new Metric({
      namespace: "Fixture",
      metricName: "broken",
      dimensionsMap: { kind: "test" },
      statistic: "Sum",
      period: Duration.minutes(1),
    }),
    threshold: 3,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
  new Rule(work, "Alarmed", {
    eventPattern: {
      source: ["aws.cloudwatch"],
      detailType: ["CloudWatch Alarm State Change"],
      detail: { state: { value: ["ALARM"] } },
    },
    targets: [
      new SfnStateMachine(stateMachine, {
        input: RuleTargetInput.fromObject({ alarm: EventField.fromPath("$.detail.alarmName") }),
      }),
    ],
  });
  new CfnOutput(work, "MachineArn", { value: stateMachine.stateMachineArn });
  new CfnOutput(work, "AlarmName", { value: alarm.alarmName });
  new CfnOutput(work, "WorkerName", { value: worker.functionName });
  app.synth();
  return { assembly, terraform: writeTerraform(directory) };
}

const machine = {
  QueryLanguage: "JSONata",
  StartAt: "Pause",
  States: {
    Pause: {
      Type: "Wait",
      Seconds: "{% $exists($states.input.wait) ? $states.input.wait : 0 %}",
      Next: "Work",
    },
    Work: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: { FunctionName: placeholder("Work"), Payload: "{% $states.input %}" },
      Output: "{% $states.result.Payload.event %}",
      End: true,
    },
  },
};

function writeTerraform(directory: string): string {
  const terraform = join(directory, "cdktf.out");
  const stack = join(terraform, "stacks", "data-plane");
  mkdirSync(stack, { recursive: true });
  writeFileSync(join(stack, "worker.mjs"), worker);
  const configuration = {
    variable: { control_secret: { sensitive: true }, control_secret_previous: { default: "" } },
    resource: {
      cloudflare_workers_script: {
        worker: {
          account_id: placeholder("var.account_id"),
          script_name: "fixture",
          content_file: "worker.mjs",
          main_module: "worker.mjs",
          compatibility_date: "2026-07-01",
          bindings: [
            { type: "durable_object_namespace", name: "COUNTER", class_name: "Counter" },
            { type: "secret_text", name: "CONTROL_SECRET", text: placeholder("var.control_secret") },
            {
              type: "secret_text",
              name: "CONTROL_SECRET_PREVIOUS",
              text: placeholder("var.control_secret_previous"),
            },
          ],
          keep_bindings: ["worker_loader"],
          migrations: { new_tag: "v1", new_sqlite_classes: ["Counter"] },
        },
      },
      cloudflare_workers_script_subdomain: {
        subdomain: { script_name: placeholder("cloudflare_workers_script.worker.script_name") },
      },
    },
    output: { loader_binding: { value: "LOADER" } },
  };
  writeFileSync(join(stack, "cdk.tf.json"), JSON.stringify(configuration));
  return terraform;
}
