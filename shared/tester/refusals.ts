import type { Blueprint, RefusalBody } from "../blueprint/blueprint.ts";
import { Code, type Entries, objectLiteral } from "./source/code.ts";
import type { Subject } from "./subject.ts";

export type Refusal = Exclude<keyof Blueprint["refusals"], "body" | "codes" | "order">;

/** The statements that expect a refusal, and its code where the spec says it. */
export function expectRefusal(subject: Subject, refusal: Refusal, answer = "answer"): string {
  const { refusals } = subject.blueprint;
  const status = `expect(${answer}.status, ${answer}.text).toBe(${refusals[refusal]});`;
  const code = refusals.codes?.[refusal];
  const shown = code === undefined ? [] : codeIn(refusals.body, code);
  return shown.length === 0
    ? status
    : `${status}\nexpect(${answer}.body).toMatchObject(${objectLiteral(shown)});`;
}

/** Where a refusal's body has its code, as the entries of an object; beside it is what the refusal carries. */
export function codeIn(
  body: RefusalBody | undefined,
  code: string | undefined,
  carried: Entries = [],
): Entries[number][] {
  if (body === undefined || !("properties" in body)) return [];
  return body.properties.flatMap(({ name, value }): Entries[number][] => {
    if ("is" in value)
      return value.is === "code" ? [...(code === undefined ? [] : [[name, code] as const]), ...carried] : [];
    const inner = codeIn(value, code, carried);
    return inner.length === 0 ? [] : [[name, new Code(objectLiteral(inner))]];
  });
}
