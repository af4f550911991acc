/**
 * What names one call of a Task for ever: the token that is sent back, or the key by which a child is found again. It
 * names its execution, so that an answer that comes too late can be told from one that was made up.
 */
export function taskTokenOf(executionArn: string, id: string): string {
  return Buffer.from(`${executionArn}\n${id}`).toString("base64url");
}

/** The execution and the id that a token was made of; undefined for a text that is no token. */
export function readTaskToken(token: string): { executionArn: string; id: string } | undefined {
  const [executionArn, id, ...rest] = Buffer.from(token, "base64url").toString("utf8").split("\n");
  if (executionArn === undefined || id === undefined || rest.length > 0) return undefined;
  return taskTokenOf(executionArn, id) === token ? { executionArn, id } : undefined;
}
