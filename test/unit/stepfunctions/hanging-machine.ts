import { functionArn, machine } from "./machines.ts";

export const hangingArn = "arn:aws:states:us-east-1:000000000000:stateMachine:Hang";

/** A Pass, then a Task whose function does not answer in the process that is killed. */
export const hanging = machine({
  Count: { Type: "Pass", Output: { n: "{% $states.input.n + 1 %}" }, Assign: { kept: true }, Next: "Hang" },
  Hang: { Type: "Task", Resource: functionArn, Output: ["{% $states.result %}", "{% $kept %}"], End: true },
});
