import { bounds, depthOf } from "./bounds.ts";
import { type Chance, CompiledExpression } from "./compiled-expression.ts";
import { EvaluationThreads } from "./evaluation-threads.ts";
import { EvaluationFailure } from "./failure.ts";
import type { Json, JsonObject } from "./json.ts";
import { type Quick, quickExpression } from "./quick-expression.ts";
import { wrongReference } from "./references.ts";

export type { Chance } from "./compiled-expression.ts";

/** What an evaluation needs of where it happens; the signal tells that nobody waits for it any more. */
export interface Surroundings {
  readonly chance: Chance;
  readonly signal: AbortSignal;
}

/** What an expression can see: the variables, and `$states`. */
export type Bindings = JsonObject;

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

/** An expression that the service refuses when the machine is made; `field` is the slash path inside its state. */
export class InvalidExpression extends Error {
  override readonly name = "InvalidExpression";
  readonly field: string;
  readonly code: "INVALID_JSONATA_EXPRESSION" | "UNSUPPORTED_JSONATA_EXPRESSION";

  constructor(message: string, field: string, code: InvalidExpression["code"]) {
    super(message);
    this.field = field;
    this.code = code;
  }
}

/** How long an expression may hold up everything else before it is evaluated anew in a thread of its own. */
const patienceInMilliseconds = 100;
const threads = new EvaluationThreads(bounds.milliseconds);

/** One JSONata expression, compiled once, in the dialect of Step Functions. */
export class Expression {
  readonly source: string;
  readonly field: string;
  readonly #compiled: CompiledExpression;
  readonly #quick: Quick | undefined;

  /** Throws an InvalidExpression for what the service refuses. `field` is the slash path that failures name. */
  constructor(source: string, field: string) {
    this.source = source;
    this.field = field;
    this.#compiled = compile(source, field);
    const { tree } = this.#compiled;
    const wrong = wrongReference(tree, field.startsWith("Catch["));
    if (wrong !== undefined) throw new InvalidExpression(wrong, field, "UNSUPPORTED_JSONATA_EXPRESSION");
    this.#quick = depthOf(tree) > bounds.depth ? undefined : quickExpression(tree);
  }

  /** The expression's value; rejects with an EvaluationFailure when there is none that JSON can hold. */
  evaluate(bindings: Bindings, around: Surroundings): Json | Promise<Json> {
    return this.#quick?.(bindings) ?? this.evaluateFully(bindings, around);
  }

  /** The same by JSONata alone: at once where that cannot take long, else in a thread, until the signal aborts. */
  async evaluateFully(bindings: Bindings, { chance, signal }: Surroundings): Promise<Json> {
    const first = this.#compiled.canRunAway ? undefined : await this.#compiled.evaluate(bindings, chance);
    const evaluated =
      first === undefined || ("failure" in first && first.late)
        ? await threads.evaluate({ source: this.source, bindings }, signal)
        : first;
    if ("value" in evaluated) return evaluated.value;
    throw this.#failure(evaluated.failure);
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

function compile(source: string, field: string): CompiledExpression {
  try {
    return new CompiledExpression(source, patienceInMilliseconds, false);
  } catch (error) {
    const said = typeof error === "object" && error !== null && "message" in error ? error.message : error;
    throw new InvalidExpression(String(said), field, "INVALID_JSONATA_EXPRESSION");
  }
}
