import { join } from "node:path";
import { CfnOutput, Duration, Stack, type StackProps, Validations } from "aws-cdk-lib";
import {
  type EventBus,
  EventField,
  type EventPattern,
  Rule,
  RuleTargetInput,
  Schedule,
} from "aws-cdk-lib/aws-events";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { CfnPipe } from "aws-cdk-lib/aws-pipes";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { type CalibrationChoice, calibrationPolicyOf } from "../../../shared/calibration/policy.ts";
import { Push, pushEvent } from "../../../shared/delivery/push.ts";
import { type ImprovementChoice, improvementPolicyOf } from "../../../shared/improvement/policy.ts";
import { Pipeline } from "../constructs/pipeline.ts";
import { starting } from "../constructs/starting.ts";

export interface PipelinesStackProps extends StackProps {
  /** Folder with the state machines' definitions. */
  definitions: string;
  /** Functions by the name of their state. */
  functions: ReadonlyMap<string, Pick<IFunction, "functionArn">>;
  bus: EventBus;
  /** How the judges are tried. */
  calibration: CalibrationChoice;
  /** How services are improved. */
  improvement: ImprovementChoice;
}

/** A rule, and the bus that it listens to when it is not the account's own. */
export interface BusRule {
  rule: Rule;
  bus?: EventBus;
}

/** The loops, and the events that start them. */
export class PipelinesStack extends Stack {
  /** State machines by name. */
  readonly machines: ReadonlyMap<string, StateMachine>;
  readonly rules: ReadonlyMap<string, BusRule>;
  /** Events that reached no state machine. */
  readonly undelivered: Queue;

  constructor(
    scope: Construct,
    id: string,
    { definitions, functions, bus, calibration, improvement, ...props }: PipelinesStackProps,
  ) {
    super(scope, id, props);
    const pipeline = (name: string, file: string, cleanUp: string) =>
      new Pipeline(this, name, { definition: join(definitions, file), cleanUp, functions }).stateMachine;
    const develop = pipeline("Develop", "develop.asl.json", "Abandon");
    const deliver = pipeline("Deliver", "deliver.asl.json", "Rollback");
    const improve = pipeline("Improve", "improve.asl.json", "Learn");
    const recover = pipeline("Recover", "recover.asl.json", "Abandon");
    const calibrate = pipeline("Calibrate", "calibrate.asl.json", "Tally");
    this.machines = new Map([
      ["Develop", develop],
      ["Deliver", deliver],
      ["Improve", improve],
      ["Recover", recover],
      ["Calibrate", calibrate],
    ]);

    this.undelivered = this.queue();
    this.recoverUndelivered(recover);
    const submitted = { source: ["aidevos"], detailType: ["requirement.submitted"] };
    const pushed = { source: ["aidevos"], detailType: [pushEvent] };
    const ready = { source: ["aidevos"], detailType: ["release.ready"] };
    const withdrawn = { source: ["aidevos"], detailType: ["rollback.requested"] };
    const ended = {
      source: ["aws.states"],
      detailType: ["Step Functions Execution Status Change"],
      detail: {
        stateMachineArn: [develop.stateMachineArn, deliver.stateMachineArn],
        status: ["FAILED", "TIMED_OUT", "ABORTED"],
      },
    };
    const improvementEnded = {
      ...ended,
      detail: { ...ended.detail, stateMachineArn: [improve.stateMachineArn] },
    };
    const lost = {
      improvement: EventField.fromPath("$.detail.name"),
      status: EventField.fromPath("$.detail.status"),
    };
    const push = Object.fromEntries(
      Object.keys(Push.shape).map((property) => [property, EventField.fromPath(`$.detail.${property}`)]),
    );
    this.rules = new Map<string, BusRule>([
      ["RequirementSubmitted", { rule: this.start("RequirementSubmitted", submitted, develop, bus), bus }],
      [
        "RepositoryPush",
        {
          rule: this.start("RepositoryPush", pushed, develop, bus, RuleTargetInput.fromObject({ push })),
          bus,
        },
      ],
      ["ReleaseReady", { rule: this.start("ReleaseReady", ready, deliver, bus), bus }],
      ["RollbackRequested", { rule: this.start("RollbackRequested", withdrawn, deliver, bus), bus }],
      ["ExecutionEnded", { rule: this.start("ExecutionEnded", ended, recover) }],
      [
        "ImprovementEnded",
        {
          rule: this.start(
            "ImprovementEnded",
            improvementEnded,
            recover,
            undefined,
            RuleTargetInput.fromObject(lost),
          ),
        },
      ],
      [
        "CalibrationDue",
        { rule: this.schedule("CalibrationDue", calibrationPolicyOf(calibration).schedule, calibrate) },
      ],
      [
        "ImprovementDue",
        { rule: this.schedule("ImprovementDue", improvementPolicyOf(improvement).schedule, improve) },
      ],
    ]);

    new CfnOutput(this, "DevelopArn", { value: develop.stateMachineArn });
    new CfnOutput(this, "DeliverArn", { value: deliver.stateMachineArn });
    new CfnOutput(this, "ImproveArn", { value: improve.stateMachineArn });
    new CfnOutput(this, "CalibrateArn", { value: calibrate.stateMachineArn });
  }

  private schedule(name: string, expression: string, machine: StateMachine): Rule {
    return new Rule(this, name, {
      description: `Starts ${machine.node.scope?.node.id}.`,
      schedule: Schedule.expression(expression),
      targets: [
        starting(machine, {
          input: RuleTargetInput.fromObject({ by: "schedule" }),
          undelivered: this.undelivered,
        }),
      ],
    });
  }

  private start(
    name: string,
    eventPattern: EventPattern,
    machine: StateMachine,
    bus?: EventBus,
    input = RuleTargetInput.fromEventPath("$.detail"),
  ): Rule {
    return new Rule(this, name, {
      description: `Starts ${machine.node.scope?.node.id} for each ${eventPattern.detailType}.`,
      ...(bus === undefined ? {} : { eventBus: bus }),
      eventPattern,
      targets: [starting(machine, { input, undelivered: this.undelivered })],
    });
  }

  private queue(): Queue {
    const queue = new Queue(this, "Undelivered", {
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    Validations.of(queue).acknowledge({
      id: "AwsSolutions-SQS3",
      reason: "It is the dead-letter queue of the rules; an alarm stands on what stays in it.",
    });
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("events.amazonaws.com")],
        actions: ["sqs:SendMessage"],
        resources: [queue.queueArn],
        conditions: {
          ArnLike: {
            "aws:SourceArn": this.formatArn({ service: "events", resource: "rule", resourceName: "*" }),
          },
        },
      }),
    );
    return queue;
  }

  /** Hands what stands in the queue to the machine, which ends the runs that wait for it. */
  private recoverUndelivered(machine: StateMachine): void {
    const role = new Role(this, "UndeliveredRole", {
      assumedBy: new ServicePrincipal("pipes.amazonaws.com"),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
        resources: [this.undelivered.queueArn],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({ actions: ["states:StartExecution"], resources: [machine.stateMachineArn] }),
    );
    const pipe = new CfnPipe(this, "UndeliveredPipe", {
      roleArn: role.roleArn,
      source: this.undelivered.queueArn,
      sourceParameters: { sqsQueueParameters: { batchSize: 1 } },
      target: machine.stateMachineArn,
      targetParameters: { stepFunctionStateMachineParameters: { invocationType: "FIRE_AND_FORGET" } },
    });
    pipe.node.addDependency(role);
  }
}
