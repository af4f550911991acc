/** A service whose files can't grow beyond a few KiB, for durability.test.ts: what it is left with, as JSON. */
import { StepFunctionsService } from "../../../local/stepfunctions/service.ts";
import { functionArn, machine } from "./machines.ts";

const problems: string[] = [];
const service = new StepFunctionsService({
  directory: process.argv[2] ?? "",
  invoke: async () => "done",
  onProblem: (message) => problems.push(message),
});
const stateMachineArn = "arn:aws:states:us-east-1:000000000000:stateMachine:Work";
const definition = machine({ Work: { Type: "Task", Resource: functionArn, End: true } });
service.createStateMachine({ name: "Work", arn: stateMachineArn, definition });

const start = (name: string, length: number) =>
  service.startExecution({ stateMachineArn, name, input: JSON.stringify("x".repeat(length)) }).executionArn;
const large = start("large", 6_000);
const small = start("small", 10);
let refused = "";
try {
  start("refused", 100_000);
} catch (error) {
  refused = String(error);
}
await service.ended(large);
const state = {
  large: service.describeExecution(large),
  small: await service.ended(small),
  refused,
  problems,
};
process.stdout.write(JSON.stringify(state));
