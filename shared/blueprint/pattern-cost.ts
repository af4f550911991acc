import type { Action } from "./action.ts";
import type { Blueprint } from "./blueprint.ts";
import type { Field } from "./field.ts";
import { wholePattern } from "./pattern.ts";

/** Most characters of a pattern. */
const lengthLimit = 500;

/** Most steps that matching one value may take: a few milliseconds. */
const stepLimit = 1_000_000;

/** How long the checker may think about one pattern, in milliseconds. */
const checkLimit = 10_000;

/** How the steps of a match grow with its text's length. */
type Growth = { kind: "linear" } | { kind: "power"; degree: number } | { kind: "unbounded" };

/**
 * The patterns of a blueprint that one request could freeze the service with, as sentences: those whose time to
 * match grows faster than the text, unless the field's maximum length keeps it small. Empty when there is none.
 */
export async function checkPatterns(blueprint: Blueprint): Promise<string[]> {
  const problems: string[] = [];
  for (const { path, field } of everyField(blueprint)) {
    const problem = field.pattern === undefined ? undefined : await patternProblem(field, field.pattern);
    if (problem !== undefined) problems.push(`${path}: ${problem}`);
  }
  return problems;
}

interface PlacedField {
  /** `thing.field`, `thing.action.input`, `thing.field.property`. */
  path: string;
  field: Field;
}

/** Every field that a request can give a value for, whatever it is a part of. */
function everyField({ entities, actions }: Blueprint): PlacedField[] {
  const inputsOf = (above: string, { name, inputs }: Action) => within(`${above}${name}`, inputs);
  return [
    ...entities.flatMap((entity) => [
      ...within(entity.name, entity.fields),
      ...entity.actions.flatMap((action) => inputsOf(`${entity.name}.`, action)),
    ]),
    ...actions.flatMap((action) => inputsOf("", action)),
  ];
}

function within(above: string, fields: readonly Field[]): PlacedField[] {
  return fields.flatMap((field) => {
    const path = `${above}.${field.name}`;
    const inner = [...(field.properties ?? []), ...(field.items?.properties ?? [])];
    return [{ path, field }, ...within(path, inner)];
  });
}

async function patternProblem({ maxLength }: Field, pattern: string): Promise<string | undefined> {
  if (pattern.length > lengthLimit) return `its pattern is longer than ${lengthLimit} characters`;
  const whole = wholePattern(pattern);
  if (whole === undefined) return `its pattern ${pattern} is not a regular expression of ECMAScript`;
  if (isFixed(whole.source)) return undefined;
  const growth = await growthOf(whole);
  if (growth.kind === "linear") return undefined;
  const advice = "Write it so that no part of a text can be matched in two ways";
  if (growth.kind === "unbounded") {
    return `matching its pattern ${pattern} can take for ever on a text made for it. ${advice}`;
  }
  const longest = Math.round(stepLimit ** (1 / growth.degree));
  if (maxLength !== undefined && maxLength <= longest) return undefined;
  return (
    `matching its pattern ${pattern} takes time that grows with ${powerOf(growth.degree)} of the text's length. ` +
    `${advice}, or give it a maximum length of at most ${longest}`
  );
}

function powerOf(degree: number): string {
  if (degree === 2) return "the square";
  return degree === 3 ? "the cube" : `power ${degree}`;
}

/** Whether each character is matched by one place: there is nothing to try twice, and no need to load the checker. */
function isFixed(source: string): boolean {
  return !/[*+?|]|\{\d+,|\\[1-9k]/.test(source);
}

/**
 * The pattern's counted repetitions are first taken as endless, since to the checker's proof whatever is finite is
 * fast. What that does not prove is tried out with texts made for it.
 */
async function growthOf({ source, flags }: RegExp): Promise<Growth> {
  const { default: recheck } = await import("recheck/lib/browser.js");
  const endless = source.replace(
    /\\[up]\{[^}]*\}|\\.|\[(?:[^\]\\]|\\.)*\]|\{(\d+),\d*\}/gisu,
    (whole, least: string | undefined) => (least === undefined ? whole : least === "0" ? "*" : "+"),
  );
  const proof = recheck.checkSync(endless, flags, { checker: "automaton", timeout: checkLimit });
  const proved: Growth =
    proof.status === "unknown"
      ? { kind: "unbounded" }
      : proof.complexity.type === "polynomial"
        ? { kind: "power", degree: proof.complexity.degree }
        : { kind: proof.complexity.type === "exponential" ? "unbounded" : "linear" };
  if (proved.kind === "linear" || (proof.status !== "unknown" && endless === source)) return proved;
  const trial = recheck.checkSync(source, flags, {
    checker: "fuzz",
    maxIteration: 2,
    randomSeed: 1,
    timeout: checkLimit,
  });
  return trial.status === "safe" ? { kind: "linear" } : proved;
}
