import * as z from "zod";
import { type ConverseAnswer, type Json, textsOf } from "../models/model.ts";
import { type AnswerSchema, unwrapAnswer } from "./answer-schema.ts";
import { jsonInText, withoutFence } from "./answer-text.ts";
import type { Task } from "./task.ts";

export type ReadAnswer<Output> =
  | { outcome: "valid"; output: Output }
  /** `given` is what the model gave, to be compared with what it gives next. */
  | { outcome: "invalid"; problems: string; given: string };

/**
 * Reads what a model has answered to a task, in whichever way it has answered: by the tool, with its input as JSON, as
 * JSON in a string, or as an imitated call; by a call of another name whose input fits; by JSON in a text, with or without
 * a fence and talk around it; or by a text where the task reads texts. Reasoning is no part of it.
 */
export function readAnswer<Input extends z.ZodType, Output extends z.ZodType>(
  task: Task<Input, Output>,
  answer: ConverseAnswer,
  schema: AnswerSchema,
): ReadAnswer<z.output<Output>> {
  const { content } = answer.output.message;
  const calls = content.flatMap((block) => ("toolUse" in block ? [block.toolUse] : []));
  const call = calls.find(({ name }) => name === task.name)?.input;
  // Only one tool is offered: a call by another name can mean no other, if what it is called with fits.
  const misnamed = call === undefined ? calls : [];
  const text = textsOf(content).join("\n");
  const candidates =
    call === undefined ? jsonInText(text) : typeof call === "string" ? jsonInText(call) : [call];

  let problems: string | undefined;
  for (const candidate of candidates) {
    const read = readJson(task, candidate, schema);
    if (read.outcome === "valid") return read;
    problems ??= read.problems;
  }
  for (const { input } of misnamed) {
    for (const candidate of typeof input === "string" ? jsonInText(input) : [input]) {
      const read = readJson(task, candidate, schema);
      if (read.outcome === "valid") return read;
    }
  }
  const said = typeof call === "string" ? call : text;
  const output = said.trim() === "" ? undefined : task.fromText?.(withoutFence(said));
  if (output !== undefined) {
    const parsed = task.output.safeParse(output);
    if (parsed.success) return { outcome: "valid", output: parsed.data };
    problems ??= z.prettifyError(parsed.error);
  }
  return {
    outcome: "invalid",
    problems: problems ?? withoutCandidate(task.name, { text, call, other: misnamed[0]?.name }),
    given: JSON.stringify(call ?? misnamed[0]?.input ?? text),
  };
}

function readJson<Output extends z.ZodType>(
  task: Pick<Task<z.ZodType, Output>, "name" | "output">,
  value: Json,
  schema: AnswerSchema,
): { outcome: "valid"; output: z.output<Output> } | { outcome: "invalid"; problems: string } {
  const plain = unwrapAnswer(value, schema);
  const first = task.output.safeParse(plain);
  if (first.success) return { outcome: "valid", output: first.data };
  for (const other of [imitated(task.name, plain), unquoted(plain)]) {
    if (other === undefined) continue;
    const parsed = task.output.safeParse(unwrapAnswer(other, schema));
    if (parsed.success) return { outcome: "valid", output: parsed.data };
  }
  return { outcome: "invalid", problems: z.prettifyError(first.error) };
}

/** The input in a text that imitates a call: `{ "name": ..., "arguments": { ... } }`. */
function imitated(name: string, value: Json): Json | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  if (value.name !== name && value.tool !== name) return undefined;
  const input = value.arguments ?? value.input ?? value.parameters;
  return typeof input === "string" ? jsonInText(input)[0] : input;
}

/** The object with those properties read whose text is an object or a list itself. */
function unquoted(value: Json): Json | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  let changed = false;
  const entries = Object.entries(value).map(([key, property]): [string, Json] => {
    if (typeof property !== "string" || !/^\s*[{[]/.test(property)) return [key, property];
    const [read] = jsonInText(property);
    changed ||= read !== undefined;
    return [key, read ?? property];
  });
  return changed ? Object.fromEntries(entries) : undefined;
}

function withoutCandidate(
  name: string,
  { text, call, other }: { text: string; call: Json | undefined; other: string | undefined },
): string {
  if (call !== undefined) return `what the tool ${name} was called with is no JSON`;
  if (other !== undefined) return `there is no tool ${other}: only ${name}`;
  if (text.trim() === "") return "the answer is empty";
  return `the answer does not call the tool ${name}, and holds no JSON for it`;
}
