/**
 * A process that maps over many items, a few at a time, until it is killed or done, and goes on where the one before it
 * was. Each call of the function leaves a line on standard output; after so many of them it waits to be killed. For
 * kill.test.ts.
 */
import { writeSync } from "node:fs";
import { StepFunctionsService } from "../../../local/stepfunctions/service.ts";
import { branch, functionArn, machine } from "./machines.ts";

let calls = 0;
const callsUntilKilled = Number(process.argv[3]);

const service = new StepFunctionsService({
  directory: process.argv[2] ?? "",
  invoke: async ({ arguments: item }) => {
    writeSync(1, `call ${item}\n`);
    if (++calls >= callsUntilKilled) await new Promise(() => setInterval(() => undefined, 1000));
    await new Promise(setImmediate);
    return item;
  },
});
const arn = "arn:aws:states:us-east-1:000000000000:stateMachine:Count";
service.createStateMachine({
  name: "Count",
  arn,
  definition: machine({
    Each: {
      Type: "Map",
      Items: "{% [1..400] %}",
      MaxConcurrency: 4,
      ItemProcessor: branch({
        Work: { Type: "Task", Resource: functionArn, Next: "Note" },
        Note: { Type: "Pass", End: true },
      }),
      Output: "{% $sum($states.result) %}",
      End: true,
    },
  }),
});
await service.recover();
const { executionArn } = service.startExecution({ stateMachineArn: arn, name: "one" });
const { status, output } = await service.ended(executionArn);
writeSync(1, `${status} ${output}\n`);
