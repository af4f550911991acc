import { CfnOutput, Fn, Stack, type StackProps } from "aws-cdk-lib";
import type { Alarm } from "aws-cdk-lib/aws-cloudwatch";
import { EventField, Rule, RuleTargetInput } from "aws-cdk-lib/aws-events";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type * as z from "zod";
import { type PolicyChoice, policyOf } from "../../../shared/delivery/policy.ts";
import type { ImproveRequest } from "../../../shared/improvement/improvement.ts";
import { calibrationAlarms } from "../constructs/calibration-alarms.ts";
import { anyOf, type ControlPlaneParts, controlPlaneAlarms } from "../constructs/control-plane-alarms.ts";
import { OperationsDashboard } from "../constructs/operations-dashboard.ts";
import { ServiceAlarms } from "../constructs/service-alarms.ts";
import { starting } from "../constructs/starting.ts";
import type { Objectives } from "../objectives.ts";

export interface ObservabilityStackProps extends StackProps, ControlPlaneParts {
  objectives: Objectives;
  /** Functions whose environments are kept started. */
  scaled: ReadonlyMap<string, { function: IFunction }>;
  /** How releases go live that ask for nothing else. */
  policy: z.infer<typeof PolicyChoice>;
}

/** Alarms on what fails, and one page to look at. Alarms reach EventBridge by themselves; who is told is yours. */
export class ObservabilityStack extends Stack {
  /** Alarms on what a change of a service's design can mend. */
  readonly answeredByImprove: readonly Alarm[];

  constructor(
    scope: Construct,
    id: string,
    { objectives, policy, scaled, ...props }: ObservabilityStackProps,
  ) {
    const { machines, functions, rules, undelivered, ...stackProps } = props;
    super(scope, id, stackProps);
    const controlPlane = controlPlaneAlarms(this, { machines, functions, rules, undelivered });
    const services = new ServiceAlarms(this, "Services", objectives);
    const { alpha } = policyOf(policy);
    const calibration = calibrationAlarms(this, { alpha });
    this.answeredByImprove = [services.requestsReadManyRows, services.answersAreSlow];
    this.answer(services.requestsReadManyRows, "rows", { machines, undelivered });
    this.answer(services.answersAreSlow, "slow", { machines, undelivered });
    const page = anyOf(this, "WakeSomebody", {
      what: "Callers are not served, or nobody knows whether they are.",
      alarms: [services.budgetBurnsFast, services.metersMissing],
    });
    const ticket = anyOf(this, "LookAtIt", {
      what: "Something is wrong that can wait for the next working hours.",
      alarms: [
        services.budgetBurnsSlowly,
        services.serviceFails,
        services.answersAreSlow,
        services.requestsReadManyRows,
        services.trafficIsUnusual,
        services.modelsCostMuch,
        ...calibration,
        controlPlane.whole,
      ],
    });
    new OperationsDashboard(this, "Operations", {
      objectives,
      alpha,
      machines: [...machines.values()],
      functions: [...functions.values()],
      scaled: [...scaled.values()].map((one) => one.function),
      alarms: [page, ticket, ...services.all, ...calibration, controlPlane.whole, ...controlPlane.parts],
    });
    new CfnOutput(this, "WakeSomebodyArn", {
      description: "The alarm that somebody is to be woken for.",
      value: page.alarmArn,
    });
    new CfnOutput(this, "LookAtItArn", {
      description: "The alarm that somebody is to look at in working hours.",
      value: ticket.alarmArn,
    });
    new CfnOutput(this, "AnsweredByImprove", {
      description: "Names of the alarms on what a change of a service's design can mend.",
      value: Fn.join(
        ",",
        this.answeredByImprove.map(({ alarmName }) => alarmName),
      ),
    });
  }

  /** Starts Improve for the service that stands out, when the alarm goes off. */
  private answer(
    alarm: Alarm,
    measure: ImproveRequest["measure"],
    { machines, undelivered }: Pick<ControlPlaneParts, "machines" | "undelivered">,
  ): void {
    const improve = machines.get("Improve");
    if (improve === undefined) throw new Error("There is no state machine Improve to answer alarms.");
    new Rule(this, `Improve${alarm.node.id}`, {
      description: `Starts Improve when the alarm ${alarm.node.id} goes off.`,
      eventPattern: {
        source: ["aws.cloudwatch"],
        detailType: ["CloudWatch Alarm State Change"],
        resources: [alarm.alarmArn],
        detail: { state: { value: ["ALARM"] } },
      },
      targets: [
        starting(improve, {
          input: RuleTargetInput.fromObject({
            service: null,
            by: "alarm",
            alarm: EventField.fromPath("$.detail.alarmName"),
            measure,
          }),
          // Imported: the queue's own policy lets in what any rule of the account could not deliver.
          undelivered: Queue.fromQueueArn(this, `Undelivered${alarm.node.id}`, undelivered.queueArn),
        }),
      ],
    });
  }
}
