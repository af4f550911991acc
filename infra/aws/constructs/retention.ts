import { RemovalPolicy } from "aws-cdk-lib";

/**
 * How a stateful resource outlives its stack. `ephemeral` is for tests and trials: everything goes with the stack.
 * Otherwise it is kept when the stack goes, and cannot be deleted by accident.
 */
export function retention(ephemeral: boolean) {
  return {
    removalPolicy: ephemeral ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    deletionProtection: !ephemeral,
  };
}
