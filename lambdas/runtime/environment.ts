/** The value of an environment variable that the stack must set. */
export function environmentVariable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") {
    throw new Error(
      `The environment variable ${name} is not set. The stack that deploys this function must bind it.`,
    );
  }
  return value;
}
