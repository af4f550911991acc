import jsonata from "jsonata";
import { refuseNewerSyntax } from "./dialect.ts";
import { EvaluationFailure } from "./failure.ts";
import { hash, parse, partition, range, seededRandom } from "./functions.ts";
import { type Json, type JsonObject, parseJson } from "./json.ts";
import { type Quick, quickExpression } from "./quick-expression.ts";

/** What an expression can see: the variables, and `$states`. */
export type Bindings = JsonObject;

/** Where the functions of chance get their values. */
export interface Chance {
  random: () => number;
  uuid: () => string;
}

export type JsonType = "array" | "boolean" | "number" | "object" | "string" | "null";

/** The name of a JSON value's type, as the service says it. */
export function typeOf(value: Json): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  switch (typeof value) {
    case "boolean":
      return "boolean";
    case "number":
      return "number";
    case "string":
      return "string";
    default:
      return "object";
  }
}

/** The text between `{%` and `%}`, trimmed, of a string that is an expression; otherwise undefined. */
export function expressionText(value: string): string | undefined {
  return value.startsWith("{%") && value.endsWith("%}") && value.length >= 4
    ? value.slice(2, -2).trim()
    : undefined;
}

/** One JSONata expression, compiled once, in the dialect of Step Functions. */
export class Expression {
  readonly source: string;
  readonly field: string;
  readonly #compiled: jsonata.Expression;
  readonly #usesChance: boolean;
  readonly #quick: Quick | undefined;

  /** Throws what JSONata throws for a syntax error, and for syntax that the service does not have. `field` is the slash path that failures name. */
  constructor(source: string, field: string) {
    this.source = source;
    this.field = field;
    this.#usesChance = /\$(random|uuid)\b/.test(source);
    const compiled = jsonata(source);
    compiled.assign("eval", undefined);
    compiled.registerFunction("parse", parse, "<s-:j>");
    compiled.registerFunction("partition", partition, "<an:a>");
    compiled.registerFunction("range", range, "<nnn:a<n>>");
    compiled.registerFunction("hash", hash, "<js?:s>");
    this.#compiled = compiled;
    const tree = compiled.ast();
    refuseNewerSyntax(tree);
    this.#quick = quickExpression(tree);
  }

  /** The expression's value; rejects with an EvaluationFailure when there is none that JSON can hold. */
  evaluate(bindings: Bindings, chance: Chance): Json | Promise<Json> {
    return this.#quick?.(bindings) ?? this.evaluateFully(bindings, chance);
  }

  /** The same by JSONata alone. */
  async evaluateFully(bindings: Bindings, chance: Chance): Promise<Json> {
    let result: unknown;
    try {
      result = await this.#compiled.evaluate(
        undefined,
        this.#usesChance ? withChance(bindings, chance) : bindings,
      );
    } catch (error) {
      throw this.#failure(`threw an error during evaluation. ${describe(error)}`);
    }
    if (result === undefined) throw this.#failure("returned nothing (undefined).");
    if (isPlain(result)) return result;
    const plain = toPlain(result);
    if (plain === undefined) throw this.#failure("returned an unsupported result type.");
    return plain;
  }

  /** The value, when it has the expected type; otherwise the failure that the service gives. */
  expect(value: Json, expected: JsonType): Json {
    const actual = typeOf(value);
    if (actual === expected) return value;
    throw this.#failure(
      `returned an unexpected result type. Expected '${expected}', but was '${actual}' for value: ${JSON.stringify(value)}`,
    );
  }

  #failure(what: string): EvaluationFailure {
    return new EvaluationFailure(
      `The JSONata expression '${this.source}' specified for the field '${this.field}' ${what}`,
      this.field,
    );
  }
}

function withChance(bindings: Bindings, chance: Chance): { [name: string]: unknown } {
  return {
    ...bindings,
    random: (seed?: number) => (seed === undefined ? chance.random() : seededRandom(seed)),
    uuid: () => chance.uuid(),
  };
}

/** A copy without JSONata's marks, and with 0 for -0; undefined when a function or an infinite number is in it. */
function toPlain(value: unknown): Json | undefined {
  let unsupported = false;
  const text: string | undefined = JSON.stringify(value, (_key, item: unknown) => {
    const infinite = typeof item === "number" && !Number.isFinite(item);
    if (typeof item !== "function" && !isFunctionObject(item) && !infinite) return item;
    unsupported = true;
    return undefined;
  });
  return unsupported || text === undefined ? undefined : parseJson(text);
}

function isFunctionObject(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    ("_jsonata_lambda" in value || "_jsonata_function" in value)
  );
}

/** JSON as it is. JSONata marks its own lists; kept marked, they would be unwrapped when they are used again. */
function isPlain(value: unknown): value is Json {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value) && !Object.is(value, -0);
    case "object":
      if (value === null) return true;
      if (Array.isArray(value)) {
        return !("sequence" in value || "cons" in value || "keepSingleton" in value) && value.every(isPlain);
      }
      if (isFunctionObject(value)) return false;
      for (const key in value) if (!isPlain(Reflect.get(value, key))) return false;
      return true;
    default:
      return false;
  }
}

function describe(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  const message = "message" in error ? String(error.message) : String(error);
  return "code" in error && error.code !== undefined ? `${String(error.code)}: ${message}` : message;
}
