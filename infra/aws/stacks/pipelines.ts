import { join } from "node:path";
import { CfnOutput, Duration, Stack, type StackProps } from "aws-cdk-lib";
import { type EventBus, Rule, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { SfnStateMachine } from "aws-cdk-lib/aws-events-targets";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { Pipeline } from "../constructs/pipeline.ts";

export interface PipelinesStackProps extends StackProps {
  /** Folder with the state machines' definitions. */
  definitions: string;
  /** Functions by the name of their state. */
  functions: ReadonlyMap<string, IFunction>;
  bus: EventBus;
}

/** The loops, and the events that start them. */
export class PipelinesStack extends Stack {
  readonly develop: StateMachine;
  readonly deliver: StateMachine;
  readonly rules: ReadonlyMap<string, Rule>;

  constructor(scope: Construct, id: string, { definitions, functions, bus, ...props }: PipelinesStackProps) {
    super(scope, id, props);
    const pipeline = (name: string, file: string, cleanUp: string) =>
      new Pipeline(this, name, { definition: join(definitions, file), cleanUp, functions }).stateMachine;
    this.develop = pipeline("Develop", "develop.asl.json", "Abandon");
    this.deliver = pipeline("Deliver", "deliver.asl.json", "Rollback");

    const start = (name: string, detailType: string, machine: StateMachine) =>
      new Rule(this, name, {
        description: `Starts a state machine for each ${detailType}.`,
        eventBus: bus,
        eventPattern: { source: ["aidevos"], detailType: [detailType] },
        targets: [
          new SfnStateMachine(machine, {
            input: RuleTargetInput.fromEventPath("$.detail"),
            maxEventAge: Duration.hours(2),
            retryAttempts: 20,
          }),
        ],
      });
    this.rules = new Map([
      ["RequirementSubmitted", start("RequirementSubmitted", "requirement.submitted", this.develop)],
      ["ReleaseReady", start("ReleaseReady", "release.ready", this.deliver)],
    ]);

    new CfnOutput(this, "DevelopArn", { value: this.develop.stateMachineArn });
    new CfnOutput(this, "DeliverArn", { value: this.deliver.stateMachineArn });
  }
}
