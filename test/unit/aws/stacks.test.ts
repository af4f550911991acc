import { readFileSync } from "node:fs";
import type { Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { agentNames } from "../../../infra/aws/agents.ts";
import { concurrencyPolicies } from "../../../shared/telemetry/concurrency.ts";
import { policiesOf, type Statement, stacks } from "./templates.ts";

const { state, agents, pipelines, observability } = stacks();

describe("state", () => {
  const template = Template.fromStack(state);
  const stateful = { ...template.findResources("AWS::DynamoDB::Table") };
  const secrets = template.findResources("AWS::SecretsManager::Secret");

  test("keeps its logical ids, without which a deployment would replace the data", () => {
    expect(Object.keys(stateful)).toEqual(["Records091F6ECA", "Artifacts82DD59A1"]);
    expect(Object.keys(secrets)).toEqual(["ControlSecretF9314D76", expect.stringMatching(/^WebhookSecret/)]);
    expect(Object.keys(template.findResources("AWS::Events::EventBus"))).toEqual(["BusEA82B648"]);
  });

  test("outlives its stack and can be restored to any second", () => {
    for (const table of Object.values(stateful)) {
      expect(table).toMatchObject({
        DeletionPolicy: "Retain",
        UpdateReplacePolicy: "Retain",
        Properties: {
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      });
    }
    for (const kept of Object.values(secrets)) expect(kept).toMatchObject({ DeletionPolicy: "Retain" });
  });

  test("goes with its stack when it is ephemeral", () => {
    const ephemeral = Template.fromStack(stacks({ ephemeral: true }).state);
    for (const table of Object.values(ephemeral.findResources("AWS::DynamoDB::Table"))) {
      expect(table).toMatchObject({
        DeletionPolicy: "Delete",
        Properties: { DeletionProtectionEnabled: false },
      });
    }
  });

  test("lists records by kind and time", () => {
    template.hasResourceProperties("AWS::DynamoDB::Table", {
      GlobalSecondaryIndexes: [
        {
          IndexName: "byKind",
          KeySchema: [
            { AttributeName: "kind", KeyType: "HASH" },
            { AttributeName: "at", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "ALL" },
        },
      ],
    });
  });

  test("says where its parts are", () => {
    for (const output of [
      "RecordsTable",
      "ArtifactsTable",
      "ControlSecretArn",
      "WebhookSecretArn",
      "EventBusName",
    ]) {
      template.hasOutput(output, {});
    }
  });
});

describe("permissions", () => {
  const change = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"];
  const records = { actions: change, resources: ["Records"] };
  const appended = { actions: ["dynamodb:GetItem", "dynamodb:PutItem"], resources: ["Records"] };
  const artifacts = { actions: ["dynamodb:GetItem", "dynamodb:PutItem"], resources: ["Artifacts"] };
  const readArtifacts = { actions: ["dynamodb:GetItem"], resources: ["Artifacts"] };
  const secret = { actions: ["secretsmanager:GetSecretValue"], resources: ["ControlSecret"] };
  const events = { actions: ["events:PutEvents"], resources: ["Bus"] };
  const expected: Record<string, Statement[]> = {
    Intake: [records, artifacts],
    Adopt: [records, artifacts],
    Architect: [records, artifacts],
    Implement: [records, artifacts, secret],
    WriteTests: [records, artifacts],
    Merge: [records, artifacts],
    Verify: [records, artifacts, secret],
    Arbitrate: [records, artifacts],
    Commit: [records, artifacts],
    Announce: [records, events],
    Abandon: [{ actions: [...change, "dynamodb:DeleteItem"], resources: ["Records"] }],
    Find: [appended],
    Register: [records, artifacts, secret],
    Smoke: [appended, secret],
    Shadow: [records, readArtifacts, secret],
    Judge: [records, artifacts, secret],
    Canary: [records, secret],
    Ask: [records, readArtifacts],
    Promote: [records, secret],
    Settle: [appended, secret],
    Rollback: [records, secret],
    Observe: [records, secret],
    Withdraw: [appended, events],
    Record: [appended, secret],
    Diagnose: [records, artifacts, secret],
    Trial: [records, artifacts, secret],
    Confirm: [records, artifacts, secret],
    Submit: [records, readArtifacts, events],
    Follow: [appended],
    Learn: [records, artifacts, secret],
    Prepare: [records, secret],
    Placebo: [appended, secret],
    Inject: [appended, secret],
    Inspect: [appended, secret],
    Tally: [records, secret],
    Collect: [records, secret],
    Webhook: [appended, { actions: ["secretsmanager:GetSecretValue"], resources: ["WebhookSecret"] }, events],
  };
  const policies = policiesOf(agents);

  test.each([...agentNames(), "Webhook", "Collect"])(
    "%s may do what its work needs, and nothing else",
    (name) => {
      expect(policies.get(name)).toEqual([
        { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [`${name}Log`] },
        { actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], resources: ["*"] },
        ...(expected[name] ?? []),
      ]);
    },
  );

  test("Scale may see the load of the functions that somebody waits for, and keep their environments started", () => {
    const concurrency = concurrencyPolicies.production;
    const scaling = stacks({
      concurrency,
      models: { default: "offline", tester: "bedrock:amazon.nova-pro-v1:0" },
    });
    const waited = ["Intake", "Architect", "Implement", "Merge", "Verify", "Commit"];
    expect([...scaling.agents.scaled.keys()]).toEqual(waited);
    const granted = policiesOf(scaling.agents).get("Scale") ?? [];
    expect(granted.slice(2)).toEqual([
      appended,
      { actions: ["cloudwatch:GetMetricData"], resources: ["*"] },
      {
        actions: ["Get", "Put", "Delete"].map((verb) => `lambda:${verb}ProvisionedConcurrencyConfig`),
        resources: waited.map(() => "<>:live"),
      },
    ]);
    const granting = JSON.stringify(Template.fromStack(scaling.pipelines).findResources("AWS::IAM::Policy"));
    expect(granting.match(/":live"/g)).toHaveLength(waited.length);
    Template.fromStack(scaling.agents).resourceCountIs("AWS::Lambda::Alias", waited.length);
    // The same template with another value of a parameter is another version, or the alias would stand on the former value.
    Template.fromStack(scaling.agents).allResourcesProperties("AWS::Lambda::Version", {
      Description: { "Fn::Join": ["", [{ Ref: "DataPlaneUrl" }, " ", { Ref: "RepositoryRemote" }]] },
    });
    const widgets = JSON.stringify(
      Template.fromStack(scaling.observability).findResources("AWS::CloudWatch::Dashboard"),
    );
    for (const metric of ["ConcurrencyForecast", "ConcurrencyNeeded", "ConcurrencyProvisioned"])
      expect(widgets).toContain(metric);
  });

  test("nothing is published, and nothing scales, unless it is asked for", () => {
    expect([...agents.scaled.keys()]).toEqual([]);
    expect(agents.functions.has("Scale")).toBe(false);
    Template.fromStack(agents).resourceCountIs("AWS::Lambda::Alias", 0);
  });

  test("a role on Bedrock may invoke its own model and no other", () => {
    const models = {
      default: "offline",
      tester: "bedrock:amazon.nova-pro-v1:0",
      architect: "bedrock:eu.anthropic.claude-sonnet-4-20250514-v1:0",
    };
    const granted = policiesOf(stacks({ models }).agents);
    const bedrock = (name: string) =>
      (granted.get(name) ?? []).filter(({ actions }) =>
        actions.some((action) => action.startsWith("bedrock:")),
      );
    expect(bedrock("WriteTests")).toEqual([
      {
        actions: ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
        resources: ["arn:<>:bedrock:<>::foundation-model/amazon.nova-pro-v1:0"],
      },
    ]);
    expect(bedrock("Architect")).toEqual([
      {
        actions: ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
        resources: [
          "arn:<>:bedrock:<>:<>:inference-profile/eu.anthropic.claude-sonnet-4-20250514-v1:0",
          "arn:<>:bedrock:*::foundation-model/anthropic.claude-sonnet-4-20250514-v1:0",
        ],
      },
    ]);
    expect(bedrock("Implement")).toEqual([]);
  });

  test("a role whose model wants a key may read that secret and no other", () => {
    const secret = (name: string) => `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-AbCdEf`;
    const granted = policiesOf(
      stacks({
        models: { default: "openai:large@https://api.example.com/v1", tester: "offline" },
        modelKeys: { default: secret("usual"), architect: secret("other") },
      }).agents,
    );
    const secrets = (name: string) =>
      (granted.get(name) ?? [])
        .filter(({ actions }) => actions.includes("secretsmanager:GetSecretValue"))
        .flatMap(({ resources }) => resources);
    expect(secrets("Architect")).toEqual([secret("other")]);
    // It also asks the Library, by the control secret.
    expect(secrets("Implement").sort()).toEqual(["ControlSecret", secret("usual")].sort());
    expect(secrets("WriteTests")).toEqual([]);
  });

  test("a function that asks a model has as long as functions can have, and its state waits for it", () => {
    const { agents: stack, pipelines } = stacks();
    const timeouts = Object.values(Template.fromStack(stack).findResources("AWS::Lambda::Function")).map(
      ({ Properties }) => [Properties.Description, Properties.Timeout],
    );
    expect(Object.fromEntries(timeouts)).toMatchObject({
      "Performs the state Architect.": 900,
      "Performs the state WriteTests.": 900,
      "Performs the state Verify.": 300,
    });
    const machines = Object.values(
      Template.fromStack(pipelines).findResources("AWS::StepFunctions::StateMachine"),
    ).map(({ Properties }) => JSON.stringify(Properties.DefinitionString));
    const waits = machines.flatMap((text) =>
      Array.from(
        text.matchAll(
          /Resource\\":\\"\$\{(Intake|Architect|Implement|WriteTests)\}.*?TimeoutSeconds\\":(\d+)/g,
        ),
        ([, name, seconds]) => [name, Number(seconds)],
      ),
    );
    expect(waits).toHaveLength(4);
    for (const [name, seconds] of waits) expect(seconds, String(name)).toBeGreaterThan(900);
  });

  test.each([
    [
      "Develop",
      [
        "Adopt",
        "Intake",
        "Architect",
        "Implement",
        "WriteTests",
        "Merge",
        "Verify",
        "Arbitrate",
        "Commit",
        "Announce",
        "Abandon",
      ],
    ],
    [
      "Deliver",
      [
        "Find",
        "Register",
        "Smoke",
        "Shadow",
        "Judge",
        "Canary",
        "Ask",
        "Promote",
        "Settle",
        "Rollback",
        "Abandon",
      ],
    ],
    [
      "Improve",
      ["Observe", "Withdraw", "Record", "Diagnose", "Trial", "Confirm", "Submit", "Follow", "Learn"],
    ],
    ["Recover", ["Learn", "Find", "Rollback", "Settle", "Abandon"]],
    ["Calibrate", ["Prepare", "Placebo", "Inject", "Inspect", "Tally"]],
  ])("%s may invoke the functions of its states only", (machine, names) => {
    const statements = policiesOf(pipelines).get(`${machine}StateMachine`) ?? [];
    expect(statements.filter(({ actions }) => actions.includes("lambda:InvokeFunction"))).toEqual([
      { actions: ["lambda:InvokeFunction"], resources: names.map((name) => `${name}Function`) },
    ]);
  });

  test("no action is a wildcard", () => {
    const actions = [agents, pipelines].flatMap((stack) =>
      [...policiesOf(stack).values()].flat().flatMap((statement) => statement.actions),
    );
    expect(actions.filter((action) => action.includes("*"))).toEqual([]);
  });
});

describe("pipelines", () => {
  const template = Template.fromStack(pipelines);

  test.each([
    ["requirement.submitted", "Develop"],
    ["release.ready", "Deliver"],
    ["rollback.requested", "Deliver"],
  ])("an event %s starts %s with its detail", (detailType, machine) => {
    template.hasResourceProperties("AWS::Events::Rule", {
      EventPattern: { source: ["aidevos"], "detail-type": [detailType] },
      Targets: [
        Match.objectLike({
          InputPath: "$.detail",
          Arn: { Ref: Match.stringLikeRegexp(`^${machine}StateMachine`) },
          RetryPolicy: { MaximumEventAgeInSeconds: 7200, MaximumRetryAttempts: 20 },
        }),
      ],
    });
  });

  test("a person's push starts Develop with who pushed what", () => {
    template.hasResourceProperties("AWS::Events::Rule", {
      EventPattern: { source: ["aidevos"], "detail-type": ["repository.push"] },
      Targets: [
        Match.objectLike({
          Arn: { Ref: Match.stringLikeRegexp("^DevelopStateMachine") },
          InputTransformer: {
            InputPathsMap: {
              "detail-service": "$.detail.service",
              "detail-commit": "$.detail.commit",
              "detail-by": "$.detail.by",
            },
            InputTemplate: '{"push":{"service":<detail-service>,"commit":<detail-commit>,"by":<detail-by>}}',
          },
        }),
      ],
    });
  });

  test("Calibrate starts by itself each night", () => {
    template.hasResourceProperties("AWS::Events::Rule", {
      ScheduleExpression: "cron(0 3 * * ? *)",
      State: "ENABLED",
      Targets: [
        Match.objectLike({
          Arn: { Ref: Match.stringLikeRegexp("^CalibrateStateMachine") },
          Input: '{"by":"schedule"}',
        }),
      ],
    });
  });

  test("an execution that ended without success starts Recover with what it was", () => {
    template.hasResourceProperties("AWS::Events::Rule", {
      EventBusName: Match.absent(),
      EventPattern: {
        source: ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        detail: {
          status: ["FAILED", "TIMED_OUT", "ABORTED"],
          stateMachineArn: [
            { Ref: Match.stringLikeRegexp("^DevelopStateMachine") },
            { Ref: Match.stringLikeRegexp("^DeliverStateMachine") },
          ],
        },
      },
      Targets: [
        Match.objectLike({
          InputPath: "$.detail",
          Arn: { Ref: Match.stringLikeRegexp("^RecoverStateMachine") },
        }),
      ],
    });
  });

  test("an improvement that ended without success is handed to Recover by its name", () => {
    template.hasResourceProperties("AWS::Events::Rule", {
      EventPattern: {
        source: ["aws.states"],
        "detail-type": ["Step Functions Execution Status Change"],
        detail: {
          status: ["FAILED", "TIMED_OUT", "ABORTED"],
          stateMachineArn: [{ Ref: Match.stringLikeRegexp("^ImproveStateMachine") }],
        },
      },
      Targets: [
        Match.objectLike({
          Arn: { Ref: Match.stringLikeRegexp("^RecoverStateMachine") },
          InputTransformer: {
            InputPathsMap: { "detail-name": "$.detail.name", "detail-status": "$.detail.status" },
            InputTemplate: '{"improvement":<detail-name>,"status":<detail-status>}',
          },
        }),
      ],
    });
  });

  test("an event that reaches no state machine is kept, and handed to Recover", () => {
    const queue = { "Fn::GetAtt": [Match.stringLikeRegexp("^Undelivered"), "Arn"] };
    for (const rule of Object.values(template.findResources("AWS::Events::Rule"))) {
      const target = {
        DeadLetterConfig: { Arn: { "Fn::GetAtt": [expect.stringMatching(/^Undelivered/), "Arn"] } },
      };
      expect(rule.Properties.Targets).toEqual([expect.objectContaining(target)]);
    }
    template.hasResourceProperties("AWS::Pipes::Pipe", {
      Source: queue,
      Target: { Ref: Match.stringLikeRegexp("^RecoverStateMachine") },
    });
  });

  test("executions are logged without their data, and traced", () => {
    template.allResourcesProperties("AWS::StepFunctions::StateMachine", {
      LoggingConfiguration: Match.objectLike({ Level: "ALL", IncludeExecutionData: false }),
      TracingConfiguration: { Enabled: true },
    });
  });

  test("says which state machines there are", () => {
    template.hasOutput("DevelopArn", {});
    template.hasOutput("DeliverArn", {});
    template.hasOutput("ImproveArn", {});
  });
});

test("the operations page counts functions, rules, alarms and outputs as they are", () => {
  const page = readFileSync(new URL("../../../docs/operations/aws.md", import.meta.url), "utf8");
  const count = (stack: Stack, type: string) =>
    Object.keys(Template.fromStack(stack).findResources(type)).length;
  const functions = count(agents, "AWS::Lambda::Function");
  expect(page).toContain(`${functions - 2} functions, one for each state that works, one for webhooks`);
  expect(page).toContain(`alarms (${count(observability, "AWS::CloudWatch::Alarm")},`);
  expect(page).toContain(`composite ones (${count(observability, "AWS::CloudWatch::CompositeAlarm")},`);
  expect(count(pipelines, "AWS::Events::Rule")).toBe(8);
  expect(count(observability, "AWS::Events::Rule")).toBe(2);
  const outputs = [state, agents, pipelines, observability].flatMap((stack) =>
    Object.keys(Template.fromStack(stack).findOutputs("*")).filter((name) => !name.startsWith("Export")),
  );
  expect(outputs.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test("every alarm says what missing data means", () => {
  const alarms = Object.values(Template.fromStack(observability).findResources("AWS::CloudWatch::Alarm"));
  expect(alarms).not.toHaveLength(0);
  // What is known of services is itself watched: there, nothing is not well.
  const breaching = alarms.filter(({ Properties }) => Properties.TreatMissingData === "breaching");
  expect(breaching.map(({ Properties }) => Properties.Statistic)).toEqual(["SampleCount"]);
  for (const alarm of alarms.filter((one) => !breaching.includes(one)))
    expect(alarm.Properties.TreatMissingData).toBe("notBreaching");
});

test.each([
  ["RequestsReadManyRows", "rows"],
  ["AnswersAreSlow", "slow"],
])(
  "the alarm %s starts Improve for what stands out by %s, and what reaches nobody is kept",
  (alarm, measure) => {
    const rules = Object.values(Template.fromStack(observability).findResources("AWS::Events::Rule"));
    const isOf = ({ Properties }: { Properties?: unknown }) =>
      JSON.stringify(Properties).includes(`Services${alarm}`);
    expect(rules.filter(isOf).map(({ Properties }) => Properties)).toMatchObject([
      {
        EventPattern: {
          source: ["aws.cloudwatch"],
          "detail-type": ["CloudWatch Alarm State Change"],
          detail: { state: { value: ["ALARM"] } },
        },
        Targets: [
          {
            InputTransformer: {
              InputPathsMap: { "detail-alarmName": "$.detail.alarmName" },
              InputTemplate: `{"service":null,"by":"alarm","alarm":<detail-alarmName>,"measure":"${measure}"}`,
            },
            DeadLetterConfig: { Arn: expect.anything() },
            RetryPolicy: { MaximumEventAgeInSeconds: 7200, MaximumRetryAttempts: 20 },
          },
        ],
      },
    ]);
  },
);

test("no function may change what it is told of policies: they stand in the functions' own settings", () => {
  const changing =
    /^(lambda:(Update|Create|Delete|Put|Publish)|iam:|cloudformation:|states:(Update|Create|Delete)|cloudwatch:(Put|Delete|Disable|Set)|events:(Put(?!Events)|Delete|Disable|Remove))/;
  const actions = [agents, pipelines, observability].flatMap((stack) =>
    [...policiesOf(stack).values()].flat().flatMap((statement) => statement.actions),
  );
  expect(actions).toContain("events:PutEvents");
  expect(actions.filter((action) => changing.test(action))).toEqual([]);
});

test("the alarm on a rule of a bus of one's own names the bus as well, as its metrics do", () => {
  const alarms = Object.entries(Template.fromStack(observability).findResources("AWS::CloudWatch::Alarm"));
  const dimensions = (id: string) => {
    const [, alarm] = alarms.find(([name]) => name.startsWith(id)) ?? [];
    return alarm?.Properties.Dimensions.map(({ Name }: { Name: string }) => Name);
  };
  expect(dimensions("ReleaseReadyUndelivered")).toEqual(["EventBusName", "RuleName"]);
  expect(dimensions("RequirementSubmittedUndelivered")).toEqual(["EventBusName", "RuleName"]);
  expect(dimensions("ExecutionEndedUndelivered")).toEqual(["RuleName"]);
});

test("what services answer is collected each minute, and not made up for later", () => {
  Template.fromStack(agents).hasResourceProperties("AWS::Events::Rule", {
    ScheduleExpression: "rate(1 minute)",
    Targets: [
      Match.objectLike({
        Arn: { "Fn::GetAtt": [Match.stringLikeRegexp("^CollectFunction"), "Arn"] },
        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 },
      }),
    ],
  });
});

test.each([
  ["Calibrate", "cron(0 3 * * ? *)"],
  ["Improve", "cron(0 5 * * ? *)"],
])("%s is started by a schedule, which asks nobody", (machine, expression) => {
  Template.fromStack(pipelines).hasResourceProperties("AWS::Events::Rule", {
    ScheduleExpression: expression,
    Targets: [
      Match.objectLike({
        Arn: { Ref: Match.stringLikeRegexp(`^${machine}`) },
        Input: JSON.stringify({ by: "schedule" }),
        DeadLetterConfig: Match.anyValue(),
      }),
    ],
  });
});

test("no resource has a name of its own choosing", () => {
  const named = [state, agents, pipelines]
    .flatMap((stack) =>
      Object.entries<{ Type: string; Properties?: object }>(Template.fromStack(stack).toJSON().Resources),
    )
    // These name the function that they are about.
    .filter(([, { Type }]) => !["AWS::Lambda::Permission", "AWS::Lambda::EventInvokeConfig"].includes(Type))
    .filter(([, { Properties = {} }]) =>
      Object.keys(Properties).some((key) =>
        ["TableName", "FunctionName", "StateMachineName", "RoleName", "LogGroupName"].includes(key),
      ),
    );
  expect(named).toEqual([]);
});
