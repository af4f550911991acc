/**
 * The service speaks JSONata 2.0.6; the package here is newer and knows the operators `?:` and `??`, which the service
 * would refuse. Throws for an expression that uses them. The parser writes both as a condition: `??` with a call of
 * `$exists` that stands nowhere in the text, `?:` with the same place of the text as condition and as result.
 */
export function refuseNewerSyntax(node: unknown): void {
  if (typeof node !== "object" || node === null) return;
  if ("type" in node && node.type === "condition" && "condition" in node && "then" in node) {
    const { condition } = node;
    const invented =
      typeof condition === "object" &&
      condition !== null &&
      "procedure" in condition &&
      typeof condition.procedure === "object" &&
      condition.procedure !== null &&
      !("position" in condition.procedure);
    if (invented || JSON.stringify(condition) === JSON.stringify(node.then)) {
      throw new Error(
        "the operators '?:' and '??' are newer than the service's JSONata 2.0.6; use $exists(a) ? a : b",
      );
    }
  }
  for (const part of Object.values(node)) refuseNewerSyntax(part);
}
