import type * as z from "zod";
import {
  type ContentBlock,
  type ConverseAnswer,
  type ConverseRequest,
  type Message,
  type Model,
  textsOf,
} from "../models/model.ts";
import { readAnswer } from "./answer.ts";
import { answerSchema } from "./answer-schema.ts";
import { wholeAnswer } from "./continuation.ts";
import { AnswerRefusedError, InvalidAnswerError } from "./errors.ts";
import { roles } from "./role.ts";
import type { Task } from "./task.ts";

export interface PerformOptions {
  model: Model;
  modelId: string;
  /** Answers asked for before giving up, the first included. The parts of one that is cut off count as one. */
  tries?: number;
  /** Most tokens of one answer. */
  maxTokens?: number;
  signal?: AbortSignal;
}

const refusals: Record<string, string> = {
  refusal: "by itself",
  content_filtered: "its service filtered the answer",
  guardrail_intervened: "a guardrail stepped in",
};

/**
 * Performs a task by Converse requests that force a tool with the task's output schema. An answer that can't be used is
 * sent back with what is wrong with it, until `tries` is used up or the same wrong answer comes twice; one that is cut
 * off is gone on with. The prompt's first part is the same for all of a task's requests and ends with a cache point.
 *
 * @throws InvalidAnswerError when no try was valid
 * @throws AnswerRefusedError when the model or its service says that it refuses
 * @throws ModelError when the model's service failed, or the signal ended the call
 */
export async function perform<Input extends z.ZodType, Output extends z.ZodType>(
  task: Task<Input, Output>,
  input: z.input<Input>,
  { model, modelId, tries = task.tries ?? 3, maxTokens = 32_000, signal }: PerformOptions,
): Promise<z.output<Output>> {
  const schema = answerSchema(task);
  const asked = JSON.stringify({ task: task.name, input: task.input.parse(input) });
  const messages: Message[] = [{ role: "user", content: [{ text: asked }] }];
  const toolSpec = {
    name: task.name,
    description: `Hands in the answer to ${task.name}.`,
    inputSchema: { json: schema.schema },
  };
  const request = (): ConverseRequest => ({
    modelId,
    system: [{ text: systemPrompt(task) }, { cachePoint: { type: "default" } }],
    messages: [...messages],
    toolConfig: { tools: [{ toolSpec }], toolChoice: { tool: { name: task.name } } },
    inferenceConfig: { maxTokens },
  });

  let problems = "";
  let last: string | undefined;
  for (let attempt = 1; attempt <= tries; attempt++) {
    const answer = await wholeAnswer(model, request(), signal === undefined ? {} : { signal });
    const read = readAnswer(task, answer, schema);
    if (read.outcome === "valid") return read.output;
    refuseIfRefused(task.name, answer);
    const cutOff = answer.stopReason === "max_tokens";
    problems = cutOff ? `it was cut off after ${maxTokens} tokens; ${read.problems}` : read.problems;
    if (read.given === last)
      throw new InvalidAnswerError(task.name, "but the same wrong one twice", problems);
    last = read.given;
    messages.push(...mending(answer, problems, { cutOff, toolName: task.name }));
  }
  throw new InvalidAnswerError(task.name, `in ${tries} tries`, problems);
}

function systemPrompt(task: Task<z.ZodType, z.ZodType>): string {
  const asText = "If you can't call the tool, answer with the text of it alone, as plain text.";
  return [
    roles[task.role],
    task.instructions,
    ...(task.fromText === undefined ? [] : [asText]),
    ...(task.guide === undefined ? [] : [task.guide()]),
  ].join("\n\n");
}

function refuseIfRefused(taskName: string, { stopReason, output }: ConverseAnswer): void {
  const reason = refusals[stopReason];
  if (reason === undefined) return;
  const words = textsOf(output.message.content).join(" ");
  throw new AnswerRefusedError(taskName, reason, words.trim());
}

/** The answer, so far as it can be repeated, and what is wrong with it: a result for each call, as protocols demand. */
function mending(
  { output }: ConverseAnswer,
  problems: string,
  { cutOff, toolName }: { cutOff: boolean; toolName: string },
): Message[] {
  const content = output.message.content.filter((block) => !("text" in block) || block.text.trim() !== "");
  const said: ContentBlock[] = content.length > 0 ? content : [{ text: "(nothing)" }];
  const advice = cutOff ? "Answer again, shorter: leave out what can be left out." : "Answer again, whole.";
  const results = said.flatMap((block): ContentBlock[] => {
    if (!("toolUse" in block)) return [];
    const { toolUseId, name } = block.toolUse;
    const text = name === toolName ? `${problems}\n${advice}` : `There is no tool ${name}. Call ${toolName}.`;
    return [{ toolResult: { toolUseId, content: [{ text }], status: "error" } }];
  });
  const text: ContentBlock = {
    text: `Your answer can't be used: ${problems}\n${advice} Call the tool ${toolName}.`,
  };
  return [
    { role: "assistant", content: said },
    { role: "user", content: results.length > 0 ? results : [text] },
  ];
}
