import type { z } from "zod";
import { DefinitionError } from "./definition-error.ts";
import { parseJson } from "./json.ts";
import { type branch, machine, type Shape, state } from "./schema.ts";
import { argumentsCheck } from "./task-arguments.ts";
import { checkTransitions } from "./transitions.ts";

export { DefinitionError } from "./definition-error.ts";

/** One state, checked, with the machines inside a Parallel or a Map checked as well; `path` is where it stands. */
export type StateDefinition = { shape: Shape; branches: BranchDefinition[]; path: string };
export interface BranchDefinition {
  startAt: string;
  states: Map<string, StateDefinition>;
  path: string;
}
/** A whole machine, checked. */
export interface StateMachineDefinition extends BranchDefinition {
  timeoutSeconds: number | undefined;
}

/** Fields of JSONPath, which a JSONata state may not have. */
const jsonPathFields = [
  "InputPath",
  "OutputPath",
  "ResultPath",
  "ResultSelector",
  "Parameters",
  "Result",
  "ItemsPath",
  "SecondsPath",
  "TimestampPath",
  "TimeoutSecondsPath",
  "HeartbeatSecondsPath",
  "ErrorPath",
  "CausePath",
  "MaxConcurrencyPath",
  "ToleratedFailureCountPath",
  "ToleratedFailurePercentagePath",
  "Variable",
];
/** Fields of JSONata, which a JSONPath state may not have. */
const jsonataFields = ["Arguments", "Output", "Items"];
/** Fields of the distributed Map, which this interpreter does not run. */
const distributedFields = [
  "ItemReader",
  "ItemBatcher",
  "ResultWriter",
  "Label",
  "ToleratedFailureCount",
  "ToleratedFailurePercentage",
];
const longestName = 80;

/**
 * Reads and checks a definition in Amazon States Language, given as text or as its JSON value.
 * Throws a DefinitionError that says what is wrong and where. The distributed Map is refused, and JSONPath, except
 * for states that mean the same in both languages.
 */
export function parseDefinition(definition: unknown): StateMachineDefinition {
  let value = definition;
  if (typeof definition === "string") {
    try {
      value = parseJson(definition);
    } catch (error) {
      throw new DefinitionError(`The definition is not JSON (${String(error)})`, "");
    }
  }
  const parsed = check(machine, value, "");
  const jsonata = parsed.QueryLanguage === "JSONata";
  const whole = readBranch(parsed, "", jsonata);
  checkTransitions(whole);
  return { ...whole, timeoutSeconds: parsed.TimeoutSeconds };
}

function readBranch(source: z.infer<typeof branch>, path: string, jsonata: boolean): BranchDefinition {
  const states = new Map<string, StateDefinition>();
  for (const [name, raw] of Object.entries(source.States)) {
    const place = `${path}/States/${name}`;
    if (name.length > longestName) {
      throw new DefinitionError(`A state's name has at most ${longestName} characters`, place);
    }
    states.set(name, readState(raw, place, jsonata));
  }
  return { startAt: source.StartAt, states, path };
}

/** `jsonata` is the language of the whole machine: the states of an inner machine have that one as well. */
function readState(raw: unknown, path: string, jsonata: boolean): StateDefinition {
  if (typeof raw !== "object" || raw === null) throw new DefinitionError("A state must be an object", path);
  checkLanguage(raw, path, jsonata);
  const config: unknown = Reflect.get(Object(Reflect.get(raw, "ItemProcessor")), "ProcessorConfig");
  const distributed = JSON.stringify(config ?? {}).includes("DISTRIBUTED");
  if (distributed || distributedFields.some((field) => field in raw)) {
    throw new DefinitionError("The distributed Map is not run here; use ProcessorConfig.Mode INLINE", path);
  }
  const shape = check(state, raw, path);
  if (shape.Type === "Task" && shape.Arguments !== undefined) {
    const wrong = argumentsCheck(shape.Resource)(shape.Arguments);
    if (wrong !== undefined) throw new DefinitionError(wrong, `${path}/Arguments`);
  }
  const inner: [z.infer<typeof branch>, string][] = [];
  if (shape.Type === "Parallel") {
    for (const [index, item] of shape.Branches.entries()) inner.push([item, `${path}/Branches[${index}]`]);
  }
  if (shape.Type === "Map") inner.push([shape.ItemProcessor, `${path}/ItemProcessor`]);
  return { shape, branches: inner.map(([source, place]) => readBranch(source, place, jsonata)), path };
}

function checkLanguage(raw: object, path: string, jsonata: boolean): void {
  const declared: unknown = Reflect.get(raw, "QueryLanguage");
  if (declared === "JSONPath" && jsonata) {
    throw new DefinitionError(
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
      path,
    );
  }
  const own = declared === "JSONata" || jsonata ? "JSONata" : "JSONPath";
  const [foreign, other] = own === "JSONata" ? [jsonPathFields, "JSONPath"] : [jsonataFields, "JSONata"];
  for (const field of foreign) {
    if (!(field in raw)) continue;
    throw new DefinitionError(
      `The QueryLanguage is set to '${own}', but field '${field}' is only supported for the '${other}' QueryLanguage`,
      path,
    );
  }
  const inner = { Branches: undefined, ItemProcessor: undefined };
  const uses =
    jsonPathFields.some((field) => field in raw) ||
    /"[^"]*\.\$":|"\{%/.test(JSON.stringify({ ...raw, ...inner }));
  if (own === "JSONPath" && uses) {
    throw new DefinitionError(
      "JSONPath is not run here; set the QueryLanguage 'JSONata' on the state machine",
      path,
    );
  }
}

function check<Output>(schema: z.ZodType<Output>, value: unknown, path: string): Output {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const keys = issue?.path ?? [];
  const place = (depth: number) =>
    path +
    keys
      .slice(0, depth)
      .map((key) => (typeof key === "number" ? `[${key}]` : `/${String(key)}`))
      .join("");
  if (issue?.code === "unrecognized_keys") {
    throw new DefinitionError(`Field '${issue.keys[0]}' is not supported`, place(keys.length));
  }
  const found = keys.reduce((inside: unknown, key) => Reflect.get(Object(inside), key), value);
  if (issue?.code === "invalid_type" && found === undefined) {
    throw new DefinitionError(
      `The field '${String(keys.at(-1))}' is required but was missing`,
      place(keys.length - 1),
    );
  }
  const { message } = (issue?.code === "invalid_key" ? issue.issues[0] : issue) ?? {};
  throw new DefinitionError(message ?? "The definition is invalid", place(keys.length));
}
