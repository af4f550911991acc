import jsonata from "jsonata";
import { brokenBound, canRunAway, Guards, measureValue } from "./bounds.ts";
import { refuseNewerSyntax } from "./dialect.ts";
import { hash, parse, partition, range, seededRandom } from "./functions.ts";
import { type Json, type JsonObject, parseJson } from "./json.ts";
import { isSyntaxNode, type SyntaxNode } from "./syntax.ts";

/** Where the functions of chance get their values. */
export interface Chance {
  random: () => number;
  uuid: () => string;
}

/** What an evaluation came to: a value, or why there is none, in the service's words; too late is told apart. */
export type Evaluated = { value: Json } | { failure: string; late: boolean };

/** What JSONata calls with each value that it has worked out. */
const valueHook = Symbol.for("jsonata.__evaluate_exit");

/** An expression in the dialect of Step Functions, evaluated by JSONata itself within bounds. */
export class CompiledExpression {
  readonly tree: SyntaxNode;
  /** Whether it is to be evaluated where it can be ended from outside. */
  readonly canRunAway: boolean;
  readonly #compiled: jsonata.Expression;
  readonly #usesChance: boolean;

  /**
   * `milliseconds` bound its time as far as guards between the nodes can; a `watched` one has each value measured as
   * well, which costs time. Throws what JSONata throws for a syntax error, and for syntax that the service lacks.
   */
  constructor(source: string, milliseconds: number, watched: boolean) {
    this.#usesChance = /\$(random|uuid)\b/.test(source);
    const guards = new Guards(milliseconds);
    const compiled = jsonata(source, guards);
    const tree: unknown = compiled.ast();
    this.tree = isSyntaxNode(tree) ? tree : {};
    refuseNewerSyntax(tree);
    guards.fit(this.tree, watched);
    this.canRunAway = canRunAway(this.tree);
    if (watched) Reflect.apply(compiled.assign, compiled, [valueHook, measureValue]);
    compiled.assign("eval", undefined);
    compiled.registerFunction("parse", parse, "<s-:j>");
    compiled.registerFunction("partition", partition, "<an:a>");
    compiled.registerFunction("range", range, "<nnn:a<n>>");
    compiled.registerFunction("hash", hash, "<js?:s>");
    this.#compiled = compiled;
  }

  /** Evaluates it; never rejects. */
  async evaluate(bindings: JsonObject, chance: Chance): Promise<Evaluated> {
    let result: unknown;
    try {
      result = await this.#compiled.evaluate(
        undefined,
        this.#usesChance ? withChance(bindings, chance) : bindings,
      );
    } catch (error) {
      return failedBy(error);
    }
    if (result === undefined) return failed("returned nothing (undefined).");
    if (isPlain(result)) return { value: result };
    const plain = toPlain(result);
    return plain === undefined ? failed("returned an unsupported result type.") : { value: plain };
  }
}

/** No value, for a reason in the service's words. */
export function failed(failure: string, late = false): Evaluated {
  return { failure, late };
}

/** No value, since an error was thrown: one that tells of a bound, or any other. */
export function failedBy(error: unknown): Evaluated {
  const broken = brokenBound(error);
  if (broken === undefined) return failed(`threw an error during evaluation. ${describe(error)}`);
  return failed(`threw an error during evaluation: ${broken.cause}`, broken.bound === "time");
}

function withChance(bindings: JsonObject, chance: Chance): { [name: string]: unknown } {
  return {
    ...bindings,
    random: (seed?: number) => (seed === undefined ? chance.random() : seededRandom(seed)),
    uuid: () => chance.uuid(),
  };
}

/** A copy without JSONata's marks, with 0 for -0 and the name of an infinite number; undefined when a function is in it. */
function toPlain(value: unknown): Json | undefined {
  let unsupported = false;
  const text: string | undefined = JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === "number" && !Number.isFinite(item)) return String(item);
    if (typeof item !== "function" && !isFunctionObject(item)) return item;
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
