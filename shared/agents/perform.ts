import * as z from "zod";
import { Json, type Message, type Model } from "../models/model.ts";
import { InvalidAnswerError } from "./errors.ts";
import { roles } from "./role.ts";
import type { Task } from "./task.ts";

export interface PerformOptions {
  model: Model;
  modelId: string;
  /** Answers asked for before giving up, the first included. */
  tries?: number;
  maxTokens?: number;
  signal?: AbortSignal;
}

/**
 * Performs a task by Converse requests whose forced tool has the task's output schema. An answer that breaks the
 * schema is sent back with its errors until `tries` is used up.
 *
 * @throws InvalidAnswerError when no try was valid
 * @throws ModelError when the model's service failed
 */
export async function perform<Input extends z.ZodType, Output extends z.ZodType>(
  task: Task<Input, Output>,
  input: z.input<Input>,
  options: PerformOptions,
): Promise<z.output<Output>> {
  const tries = options.tries ?? 3;
  const messages: Message[] = [
    {
      role: "user",
      content: [{ text: JSON.stringify({ task: task.name, input: task.input.parse(input) }) }],
    },
  ];
  const system = [roles[task.role], task.instructions, ...(task.guide ? [task.guide()] : [])].join("\n\n");
  let problems = "";
  for (let attempt = 1; attempt <= tries; attempt++) {
    const request = {
      modelId: options.modelId,
      system: [{ text: system }],
      messages,
      toolConfig: {
        tools: [
          {
            toolSpec: {
              name: task.name,
              description: task.instructions,
              inputSchema: { json: schemaOf(task) },
            },
          },
        ],
        toolChoice: { tool: { name: task.name } },
      },
      inferenceConfig: { maxTokens: options.maxTokens ?? 16_384 },
    };
    const answer = await options.model.converse(request, options.signal ? { signal: options.signal } : {});
    const given = answer.output.message.content.find((block) => "toolUse" in block);
    if (given === undefined || given.toolUse.name !== task.name) {
      problems = `the answer does not call the tool ${task.name}`;
      messages.push(answer.output.message, { role: "user", content: [{ text: `Mend this: ${problems}.` }] });
      continue;
    }
    const parsed = task.output.safeParse(given.toolUse.input);
    if (parsed.success) return parsed.data;
    problems = z.prettifyError(parsed.error);
    messages.push(answer.output.message, {
      role: "user",
      content: [
        {
          toolResult: { toolUseId: given.toolUse.toolUseId, content: [{ text: problems }], status: "error" },
        },
      ],
    });
  }
  throw new InvalidAnswerError(task.name, tries, problems);
}

function schemaOf(task: Task<z.ZodType, z.ZodType>): Json {
  return Json.parse(z.toJSONSchema(task.output, { io: "input" }));
}
