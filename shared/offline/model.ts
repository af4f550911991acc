import * as z from "zod";
import type { Task } from "../agents/task.ts";
import { readRequirement } from "../agents/tasks/read-requirement.ts";
import { writeFunction } from "../agents/tasks/write-function.ts";
import { ModelError } from "../models/errors.ts";
import { type ConverseAnswer, type ConverseRequest, forcedTool, Json, type Model } from "../models/model.ts";
import { readSpecRequirement } from "../spec/requirement.ts";

/** What an agent's first message holds: the task's name and its input. */
const TaskMessage = z.strictObject({ task: z.string(), input: Json });

type Performer = (input: unknown) => unknown;

function performer<Input extends z.ZodType, Output extends z.ZodType>(
  task: Task<Input, Output>,
  byRules: (input: z.output<Input>) => z.input<Output>,
): [string, Performer] {
  return [task.name, (input) => byRules(task.input.parse(input))];
}

const performers = new Map<string, Performer>([
  performer(readRequirement, ({ requirement }) => readSpecRequirement(requirement)),
  performer(writeFunction, () => ({ cannot: "The offline model writes no functions." })),
]);

/**
 * A model that reads specs: no network, no randomness, the same answer for the same request.
 * What is no spec it refuses. It has no tokenizer, so it reports one token for each four characters.
 */
export const offlineModel: Model = {
  async converse(request) {
    const name = forcedTool(request);
    const byRules = performers.get(name ?? "");
    if (name === undefined || byRules === undefined) {
      throw new ModelError(
        `The offline model reads specs and nothing else: it cannot perform ${name}. Bind a language model to the role.`,
        { retryable: false },
      );
    }
    const output = byRules(inputOf(request));
    return answerWith(request, name, Json.parse(JSON.parse(JSON.stringify(output))));
  },
};

function inputOf(request: ConverseRequest): Json {
  const block = request.messages[0]?.content[0];
  if (block === undefined || !("text" in block)) {
    throw new ModelError("The first message holds no task. Agents send one as JSON text.", {
      retryable: false,
    });
  }
  return TaskMessage.parse(JSON.parse(block.text)).input;
}

function answerWith(request: ConverseRequest, name: string, input: Json): ConverseAnswer {
  const inputTokens = Math.ceil(JSON.stringify(request.messages).length / 4);
  const outputTokens = Math.ceil(JSON.stringify(input).length / 4);
  return {
    output: {
      message: { role: "assistant", content: [{ toolUse: { toolUseId: `offline-${name}`, name, input } }] },
    },
    stopReason: "tool_use",
    usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
  };
}
