import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import type { Versions } from "../blueprint/versions.ts";
import { propertyKey } from "../code/literal.ts";
import type { FrameFunction } from "./frame.ts";
import { expectRefused } from "./refusals.ts";

/** The headers in which calls say of which version they are. */
export function versionHeaders({ entities }: Pick<Blueprint, "entities">): string[] {
  return [...new Set(entities.flatMap(({ versions }) => versions?.header ?? []))];
}

/** Name of the function that sends what needs a thing's last version. */
export function versionedName({ name }: Entity): string {
  return `versioned${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Functions that send what needs a version, first without one and of another; `send` sends a request. */
export function versionFunctions(blueprint: Blueprint, send: string): FrameFunction[] {
  return blueprint.entities.flatMap((entity): FrameFunction[] => {
    const { versions } = entity;
    if (versions === undefined) return [];
    const key = propertyKey(versions.header);
    const name = versionedName(entity);
    const refusedWith = (variable: string, value: string, refusal: Versions["stale"]) => [
      `const ${variable} = await ${send}(method, target, body, { ...headers, ${key}: ${value} });`,
      ...expectRefused(blueprint, variable, refusal),
    ];
    const lines = [
      ...refusedWith("missing", '""', versions.missing),
      ...refusedWith("other", `'"of no version"'`, versions.stale),
      `const answer = await ${send}(method, target, body, { ...headers, ${key}: "*" });`,
      "expect(answer.status, answer.text).toBe(status);",
      "return answer;",
    ];
    return [
      {
        name,
        lines: [
          "/** Sends a request of any version, after it was refused without one and of another. */",
          `async function ${name}(status: number, method: string, target: string, body?: unknown, headers: Record<string, string> = {}) {`,
          ...lines.map((line) => `  ${line}`),
          "}",
        ],
      },
    ];
  });
}
