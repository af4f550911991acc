/** A deploy that could not be carried out. Its message says what is live and what to do. */
export class DeployError extends Error {
  override readonly name = "DeployError";
}
