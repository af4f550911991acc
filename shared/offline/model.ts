import * as z from "zod";
import type { Task } from "../agents/task.ts";
import { draftSpec } from "../agents/tasks/draft-spec.ts";
import { implementService } from "../agents/tasks/implement-service.ts";
import { readRequirement } from "../agents/tasks/read-requirement.ts";
import { repairService } from "../agents/tasks/repair-service.ts";
import { writeTests } from "../agents/tasks/write-tests.ts";
import { implementServiceByRules } from "../compiler/implement-service.ts";
import { ModelError } from "../models/errors.ts";
import { type ConverseAnswer, type ConverseRequest, forcedTool, Json, type Model } from "../models/model.ts";
import { writeTestsByRules } from "../tester/write-tests.ts";
import { readRequirementAsSpec } from "./read-requirement.ts";

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
  performer(readRequirement, readRequirementAsSpec),
  performer(draftSpec, ({ requirement }) => ({ spec: requirement })),
  performer(implementService, implementServiceByRules),
  performer(writeTests, writeTestsByRules),
  performer(repairService, () => ({
    outcome: "gave-up" as const,
    reason:
      "The offline model compiles the same blueprint to the same code every time, so it cannot mend what a gate " +
      "found. Change the spec, or give the developer a language model.",
  })),
]);

/**
 * A model that reads specs, compiles them and tests them: no network, no randomness, the same answer for the same request.
 * What is no spec it refuses. It has no tokenizer, so it reports one token for each four characters.
 */
export const offlineModel: Model = {
  async converse(request) {
    const name = forcedTool(request);
    const byRules = performers.get(name ?? "");
    if (name === undefined || byRules === undefined) {
      throw new ModelError(`The offline model does not know the task ${name}. Use a language model for it.`, {
        retryable: false,
      });
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
