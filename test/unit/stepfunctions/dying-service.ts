/** A process that starts an execution, says so, and then does nothing until it is killed. For kill.test.ts. */
import { StepFunctionsService } from "../../../local/stepfunctions/service.ts";
import { hanging, hangingArn } from "./hanging-machine.ts";

const service = new StepFunctionsService({
  directory: process.argv[2] ?? "",
  invoke: () => {
    process.stdout.write("invoked\n");
    return new Promise(() => undefined);
  },
});
service.createStateMachine({ name: "Hang", arn: hangingArn, definition: hanging });
service.startExecution({ stateMachineArn: hangingArn, name: "one", input: '{"n":1}' });
setInterval(() => undefined, 1000);
