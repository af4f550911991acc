import { Template } from "aws-cdk-lib/assertions";
import { parseTemplate } from "../../../local/template/assembly.ts";
import { evaluateStacks, type Resource } from "../../../local/template/evaluate.ts";
import { stacks } from "./templates.ts";

const { state, agents, pipelines, observability } = stacks();
const resources = evaluateStacks(
  [state, agents, pipelines, observability].map((stack) => ({
    name: stack.stackName,
    template: parseTemplate(Template.fromStack(stack).toJSON(), stack.stackName),
    assets: new Map(),
  })),
).flatMap((stack) => stack.resources);
const ofType = (type: string) => resources.filter((resource) => resource.type === type);

export const alarms = ofType("AWS::CloudWatch::Alarm");
export const composites = ofType("AWS::CloudWatch::CompositeAlarm");
export const functions = ofType("AWS::Lambda::Function");
export const answeredByImprove = observability.answeredByImprove.map(({ node }) => node.id);

/** The alarm whose logical id begins so. */
export function alarmNamed(id: string): Resource {
  const [found, ...more] = [...alarms, ...composites].filter(({ logicalId }) =>
    new RegExp(`^(Services)?${id}[0-9A-F]{8}$`).test(logicalId),
  );
  if (found === undefined || more.length > 0) throw new Error(`${more.length + 1} alarms are named ${id}.`);
  return found;
}
