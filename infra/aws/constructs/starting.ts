import { Duration } from "aws-cdk-lib";
import type { RuleTargetInput } from "aws-cdk-lib/aws-events";
import { SfnStateMachine } from "aws-cdk-lib/aws-events-targets";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";

/** A rule's target that starts a machine: tried for two hours, after which the event stands in the queue. */
export function starting(
  machine: StateMachine,
  { input, undelivered }: { input: RuleTargetInput; undelivered: IQueue },
): SfnStateMachine {
  return new SfnStateMachine(machine, {
    input,
    maxEventAge: Duration.hours(2),
    retryAttempts: 20,
    deadLetterQueue: undelivered,
  });
}
