import type { z } from "zod";
import { parseJson } from "./json.ts";
import { type branch, machine, type Shape, state } from "./schema.ts";

/** A definition that the service would refuse at creation; the message has the service's frame. */
export class DefinitionError extends Error {
  override readonly name = "DefinitionError";

  constructor(what: string, path: string) {
    super(`Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: ${what} at ${path || "/"}'`);
  }
}

/** One state, checked, with the machines inside a Parallel or a Map checked as well. */
export type StateDefinition = { shape: Shape; branches: BranchDefinition[] };
export interface BranchDefinition {
  startAt: string;
  states: Map<string, StateDefinition>;
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
/** Fields of the distributed Map, which this interpreter does not run. */
const distributedFields = ["ItemReader", "ItemBatcher", "ResultWriter", "Label"];

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
  return { ...readBranch(parsed, "", jsonata), timeoutSeconds: parsed.TimeoutSeconds };
}

function readBranch(source: z.infer<typeof branch>, path: string, jsonata: boolean): BranchDefinition {
  const names = new Set(Object.keys(source.States));
  const states = new Map<string, StateDefinition>();
  if (!names.has(source.StartAt)) {
    throw new DefinitionError(`StartAt names the missing state '${source.StartAt}'`, `${path}/StartAt`);
  }
  for (const [name, raw] of Object.entries(source.States)) {
    const definition = readState(raw, `${path}/States/${name}`, jsonata);
    for (const [target, where] of targets(definition.shape)) {
      if (!names.has(target)) {
        throw new DefinitionError(
          `Next names the missing state '${target}'`,
          `${path}/States/${name}${where}`,
        );
      }
    }
    states.set(name, definition);
  }
  return { startAt: source.StartAt, states };
}

function readState(raw: unknown, path: string, jsonata: boolean): StateDefinition {
  if (typeof raw !== "object" || raw === null) throw new DefinitionError("A state must be an object", path);
  const declared: unknown = Reflect.get(raw, "QueryLanguage");
  if (declared === "JSONPath" && jsonata) {
    throw new DefinitionError(
      "A state machine in JSONata cannot have a state in JSONPath",
      `${path}/QueryLanguage`,
    );
  }
  if (declared !== "JSONata" && !jsonata && /"[^"]*\.\$":|"\{%/.test(JSON.stringify(raw))) {
    throw new DefinitionError(
      "JSONPath is not run here; set the QueryLanguage 'JSONata' on the state machine",
      path,
    );
  }
  for (const field of jsonPathFields) {
    if (field in raw)
      throw new DefinitionError(`The field '${field}' is not supported by JSONata`, `${path}/${field}`);
  }
  const processor = Reflect.get(raw, "ItemProcessor");
  const distributed = JSON.stringify(Reflect.get(Object(processor), "ProcessorConfig") ?? {}).includes(
    "DISTRIBUTED",
  );
  for (const field of distributedFields) {
    if (field in raw || distributed) {
      throw new DefinitionError("The distributed Map is not run here; use ProcessorConfig.Mode INLINE", path);
    }
  }
  const shape = check(state, raw, path);
  if ("Next" in shape || "End" in shape || ["Pass", "Wait", "Task", "Parallel", "Map"].includes(shape.Type)) {
    checkStep(shape, path);
  }
  if (shape.Type === "Wait" && (shape.Seconds === undefined) === (shape.Timestamp === undefined)) {
    throw new DefinitionError("A Wait needs exactly one of 'Seconds' and 'Timestamp'", path);
  }
  const inner = declared === "JSONata" || jsonata;
  if (shape.Type === "Parallel") {
    const branches = shape.Branches.map((item, index) =>
      readBranch(item, `${path}/Branches[${index}]`, item.QueryLanguage === "JSONata" || inner),
    );
    return { shape, branches };
  }
  if (shape.Type === "Map") {
    const { ItemProcessor: processor } = shape;
    const language = processor.QueryLanguage === "JSONata" || inner;
    return { shape, branches: [readBranch(processor, `${path}/ItemProcessor`, language)] };
  }
  return { shape, branches: [] };
}

function checkStep(shape: Shape, path: string): void {
  const next = "Next" in shape && shape.Next !== undefined;
  const end = "End" in shape && shape.End === true;
  if (next === end) throw new DefinitionError("A state needs exactly one of 'Next' and 'End': true", path);
}

function targets(shape: Shape): [string, string][] {
  const found: [string, string][] = [];
  if ("Next" in shape && shape.Next !== undefined) found.push([shape.Next, "/Next"]);
  if ("Catch" in shape)
    for (const [index, item] of (shape.Catch ?? []).entries())
      found.push([item.Next, `/Catch[${index}]/Next`]);
  if (shape.Type === "Choice") {
    for (const [index, item] of shape.Choices.entries()) found.push([item.Next, `/Choices[${index}]/Next`]);
    if (shape.Default !== undefined) found.push([shape.Default, "/Default"]);
  }
  return found;
}

function check<Output>(schema: z.ZodType<Output>, value: unknown, path: string): Output {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = (issue?.path ?? [])
    .map((key) => (typeof key === "number" ? `[${key}]` : `/${String(key)}`))
    .join("");
  if (where.endsWith("/RoleArn")) {
    throw new DefinitionError(
      "The field 'RoleArn' is required but was missing",
      path + where.slice(0, -"/RoleArn".length),
    );
  }
  throw new DefinitionError(issue?.message ?? "The definition is invalid", path + where);
}
