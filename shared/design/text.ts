import * as z from "zod";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { readExpression } from "../spec/expressions/alone.ts";
import { printExpression } from "../spec/expressions/print.ts";
import { entityScope } from "../spec/scopes.ts";
import { Cache, Design, Index, StoredValue } from "./design.ts";
import { designProblems } from "./fit.ts";

/** A design as `design.json` has it: what is stored is said in the words of the spec. */
const Written = z.strictObject({
  indexes: z.array(Index).max(200).default([]),
  stored: z
    .array(StoredValue.extend({ value: z.string().max(2000) }))
    .max(200)
    .default([]),
  caches: z.array(Cache).max(200).default([]),
});

/** A text that is no design for the blueprint. The message says everything that is wrong, a line each. */
export class DesignError extends Error {
  override readonly name = "DesignError";

  constructor(problems: readonly string[]) {
    super(`The design does not fit the spec:\n${problems.map((problem) => `- ${problem}`).join("\n")}`);
  }
}

/**
 * Reads the text of a `design.json`.
 *
 * @throws DesignError when it is none, or names what the blueprint does not have
 */
export function parseDesign(text: string, blueprint: Blueprint): Design {
  try {
    return readDesign(JSON.parse(text), blueprint);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new DesignError([`design.json: it is no JSON: ${error.message}`]);
  }
}

/**
 * Reads what a `design.json` holds.
 *
 * @throws DesignError when it is no design, or names what the blueprint does not have
 */
export function readDesign(value: unknown, blueprint: Blueprint): Design {
  const written = Written.safeParse(value);
  if (!written.success) {
    throw new DesignError(
      written.error.issues.map(
        ({ path, message }) => `${z.core.toDotPath(path) || "design.json"}: ${message}`,
      ),
    );
  }
  const problems: string[] = [];
  const stored = written.data.stored.flatMap(({ entity, value }, at) => {
    const reading = readExpression(value, blueprint, entity);
    if ("expression" in reading) return [{ entity, value: reading.expression }];
    problems.push(`stored[${at}]: ${reading.problem}`);
    return [];
  });
  if (problems.length > 0) throw new DesignError(problems);
  return checkedDesign({ indexes: written.data.indexes, stored, caches: written.data.caches }, blueprint);
}

/** @throws DesignError when the design names what the blueprint does not have */
export function checkedDesign(design: Design, blueprint: Blueprint): Design {
  const problems = designProblems(design, blueprint);
  if (problems.length > 0) throw new DesignError(problems);
  return Design.parse(design);
}

/** The text of a `design.json`. Reading it gives the same design. */
export function printDesign({ indexes, stored, caches }: Design, blueprint: Blueprint): string {
  const written = {
    indexes,
    stored: stored.map(({ entity, value }) => {
      const own = blueprint.entities.find(({ name }) => name === entity);
      return { entity, value: printExpression(value, entityScope(blueprint, own)) };
    }),
    ...(caches.length > 0 && { caches }),
  };
  const lines = Object.entries(written).map(
    ([name, choices]) =>
      `  ${JSON.stringify(name)}: ${choices.length === 0 ? "[]" : `[\n${choices.map((choice) => `    ${oneLine(choice)}`).join(",\n")}\n  ]`}`,
  );
  return `{\n${lines.join(",\n")}\n}\n`;
}

/** A choice in one line, spaced as people write it. */
function oneLine(choice: unknown): string {
  return JSON.stringify(choice, null, 1).replace(/\n\s*/g, " ");
}
