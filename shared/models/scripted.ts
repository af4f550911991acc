import { ModelError } from "./errors.ts";
import {
  type ContentBlock,
  type ConverseAnswer,
  type ConverseRequest,
  forcedTool,
  type Json,
  type Model,
} from "./model.ts";

/** One turn of a script: a tool input to answer with, a plain text, a whole answer, or an error to throw. */
export type ScriptedTurn =
  | { toolInput: Json }
  | { text: string }
  | { answer: Pick<ConverseAnswer, "stopReason"> & { content: ContentBlock[] } }
  | { error: Error };

/**
 * A model for tests: answers with the given turns in order, keeps the requests it saw in `requests`, and rejects
 * with a ModelError once the script has run dry.
 */
export function scriptedModel(turns: readonly ScriptedTurn[]): Model & { requests: ConverseRequest[] } {
  const requests: ConverseRequest[] = [];
  return {
    requests,
    async converse(request) {
      const turn = turns[requests.length];
      requests.push(structuredClone(request));
      if (turn === undefined) {
        throw new ModelError(`The script has ${turns.length} turns and was asked for one more.`, {
          retryable: false,
        });
      }
      if ("error" in turn) throw turn.error;
      return answer(request, turn);
    },
  };
}

function answer(request: ConverseRequest, turn: Exclude<ScriptedTurn, { error: Error }>): ConverseAnswer {
  const name = forcedTool(request) ?? "no_tool";
  const usage = { inputTokens: 10, outputTokens: 5, totalTokens: 15 };
  if ("answer" in turn) {
    const { content, stopReason } = turn.answer;
    return { output: { message: { role: "assistant", content } }, stopReason, usage };
  }
  if ("text" in turn) {
    return {
      output: { message: { role: "assistant", content: [{ text: turn.text }] } },
      stopReason: "end_turn",
      usage,
    };
  }
  const toolUse = { toolUseId: `scripted-${name}`, name, input: turn.toolInput };
  return {
    output: { message: { role: "assistant", content: [{ toolUse }] } },
    stopReason: "tool_use",
    usage,
  };
}
