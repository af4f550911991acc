import { readFileSync } from "node:fs";
import { RemovalPolicy, Validations } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, LogLevel, StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { withRules } from "./definition.ts";

export interface PipelineProps {
  /** Path of the definition, in which `${Intake}` stands for the ARN of the function `Intake`. */
  definition: string;
  /** The state that whatever fails goes to. */
  cleanUp: string;
  /** Functions by the name of their state. */
  functions: ReadonlyMap<string, Pick<IFunction, "functionArn">>;
}

/** A state machine that may invoke the functions which its definition names, and no other. */
export class Pipeline extends Construct {
  readonly stateMachine: StateMachine;

  /** @throws Error when the definition names a function that there is none of */
  constructor(scope: Construct, id: string, { definition, cleanUp, functions }: PipelineProps) {
    super(scope, id);
    const text = readFileSync(definition, "utf8");
    const used = placeholders(text).map((name): [string, string] => {
      const target = functions.get(name);
      if (!target) {
        throw new Error(
          `${definition} names the function \${${name}}, and there is none. Add it to infra/aws/agents.ts.`,
        );
      }
      return [name, target.functionArn];
    });
    this.stateMachine = new StateMachine(this, "StateMachine", {
      definitionBody: DefinitionBody.fromString(JSON.stringify(withRules(text, cleanUp))),
      definitionSubstitutions: Object.fromEntries(used),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, "Log", {
          retention: RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        // States carry keys and digests; still, no requirement's text belongs in a log.
        includeExecutionData: false,
      },
    });
    this.stateMachine.addToRolePolicy(
      new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: used.map(([, arn]) => arn) }),
    );
    Validations.of(this.stateMachine.role).acknowledge({
      id: "AwsSolutions-IAM5[Resource::*]",
      reason: "The actions of log delivery and of X-Ray know no resources.",
    });
  }
}

/** Names of the placeholders in a definition, each once, in order. */
export function placeholders(definition: string): string[] {
  return [...new Set(Array.from(definition.matchAll(/\$\{(\w+)\}/g), ([, name = ""]) => name))];
}
