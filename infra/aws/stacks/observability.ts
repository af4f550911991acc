import { CfnOutput, Fn, Stack, type StackProps } from "aws-cdk-lib";
import type { Alarm } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import { anyOf, type ControlPlaneParts, controlPlaneAlarms } from "../constructs/control-plane-alarms.ts";
import { OperationsDashboard } from "../constructs/operations-dashboard.ts";
import { ServiceAlarms } from "../constructs/service-alarms.ts";
import type { Objectives } from "../objectives.ts";

export interface ObservabilityStackProps extends StackProps, ControlPlaneParts {
  objectives: Objectives;
}

/** Alarms on what fails, and one page to look at. Alarms reach EventBridge by themselves; who is told is yours. */
export class ObservabilityStack extends Stack {
  /** Alarms on what a change of a service's design can mend. */
  readonly answeredByImprove: readonly Alarm[];

  constructor(scope: Construct, id: string, { objectives, ...props }: ObservabilityStackProps) {
    const { machines, functions, rules, undelivered, ...stackProps } = props;
    super(scope, id, stackProps);
    const controlPlane = controlPlaneAlarms(this, { machines, functions, rules, undelivered });
    const services = new ServiceAlarms(this, "Services", objectives);
    this.answeredByImprove = [services.requestsReadManyRows, services.answersAreSlow];
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
        services.modelsCostMuch,
        controlPlane.whole,
      ],
    });
    new OperationsDashboard(this, "Operations", {
      objectives,
      machines: [...machines.values()],
      functions: [...functions.values()],
      alarms: [page, ticket, ...services.all, controlPlane.whole, ...controlPlane.parts],
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
}
