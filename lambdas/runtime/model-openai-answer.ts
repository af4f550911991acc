import * as z from "zod";
import {
  type ContentBlock,
  Json,
  jsonOrText,
  type StopReason,
  type Usage,
} from "../../shared/models/model.ts";

const Text = z.union([z.string(), z.array(z.looseObject({ text: z.string().optional() }))]);
const Call = z.looseObject({
  index: z.number().nullish(),
  id: z.string().nullish(),
  function: z
    .looseObject({ name: z.string().nullish(), arguments: z.union([z.string(), Json]).nullish() })
    .nullish(),
});
const Piece = z.looseObject({
  content: Text.nullish(),
  refusal: z.string().nullish(),
  /** Two names for what a model thinks: DeepSeek, llama.cpp and vLLM; Ollama and OpenRouter. */
  reasoning_content: z.string().nullish(),
  reasoning: z.string().nullish(),
  tool_calls: z.array(Call).nullish(),
});
const Counts = z.looseObject({
  prompt_tokens: z.number(),
  completion_tokens: z.number(),
  prompt_tokens_details: z.looseObject({ cached_tokens: z.number().nullish() }).nullish(),
});

/** A chunk of a stream, or a whole completion, so far as agents use it. Everything else is left unread. */
export const Completion = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        delta: Piece.nullish(),
        message: Piece.nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: Counts.nullish(),
});
export type Completion = z.infer<typeof Completion>;

const stopReasons: Record<string, StopReason> = {
  stop: "end_turn",
  length: "max_tokens",
  tool_calls: "tool_use",
  function_call: "tool_use",
  content_filter: "content_filtered",
};

/** Gathers the pieces of one answer. */
export class GatheredCompletion {
  #text = "";
  #refusal = "";
  #reasoning = "";
  readonly #calls: { id: string; name: string; input: string }[] = [];
  readonly #byIndex = new Map<number, number>();
  #finish: string | undefined;
  #usage: Usage | undefined;

  add({ choices, usage }: Completion): void {
    if (usage != null) this.#usage = usageOf(usage);
    const choice = choices?.[0];
    if (choice === undefined) return;
    const piece = choice.delta ?? choice.message;
    if (piece != null) {
      this.#text += textOf(piece.content);
      this.#refusal += piece.refusal ?? "";
      this.#reasoning += piece.reasoning_content ?? piece.reasoning ?? "";
      for (const [place, call] of (piece.tool_calls ?? []).entries()) this.#addCall(call, place);
    }
    if (choice.finish_reason != null) this.#finish = choice.finish_reason;
  }

  /** Whether the model has ended the answer itself. */
  get whole(): boolean {
    return this.#finish !== undefined;
  }

  get usage(): Usage | undefined {
    return this.#usage;
  }

  get stopReason(): StopReason {
    if (this.#refusal !== "") return "refusal";
    if (this.#finish === undefined) return "max_tokens";
    return stopReasons[this.#finish] ?? this.#finish;
  }

  get content(): ContentBlock[] {
    const { text, reasoning } = apart(this.#text, this.#reasoning);
    return [
      ...(reasoning === "" ? [] : [{ reasoningContent: { reasoningText: { text: reasoning } } }]),
      ...[text, this.#refusal].filter((part) => part !== "").map((part) => ({ text: part })),
      ...this.#calls.map(({ id, name, input }) => ({
        toolUse: { toolUseId: id, name, input: jsonOrText(input) },
      })),
    ];
  }

  #addCall({ index, id, function: called }: z.infer<typeof Call>, place: number): void {
    const at = index ?? place;
    const known = this.#byIndex.get(at);
    const current = known === undefined ? undefined : this.#calls[known];
    // Some servers give every call the same index, and each whole.
    const another = current === undefined || (id != null && id !== "" && id !== current.id);
    const call = another ? { id: id || `call_${this.#calls.length + 1}`, name: "", input: "" } : current;
    if (another) this.#byIndex.set(at, this.#calls.push(call) - 1);
    call.name += called?.name ?? "";
    const given = called?.arguments;
    if (given != null) call.input += typeof given === "string" ? given : JSON.stringify(given);
  }
}

function textOf(content: z.infer<typeof Text> | null | undefined): string {
  if (content == null) return "";
  return typeof content === "string" ? content : content.map(({ text }) => text ?? "").join("");
}

/** Some servers leave what a model thinks in its text, between the marks of the model's own template. */
function apart(text: string, reasoning: string): { text: string; reasoning: string } {
  const [whole, thought = ""] = /^\s*<think(?:ing)?>([\s\S]*?)(?:<\/think(?:ing)?>|$)/.exec(text) ?? [];
  if (whole === undefined) return { text, reasoning };
  return { text: text.slice(whole.length).trimStart(), reasoning: reasoning + thought };
}

function usageOf({ prompt_tokens, completion_tokens, prompt_tokens_details }: z.infer<typeof Counts>): Usage {
  const cached = Math.min(prompt_tokens_details?.cached_tokens ?? 0, prompt_tokens);
  return {
    inputTokens: prompt_tokens - cached,
    outputTokens: completion_tokens,
    totalTokens: prompt_tokens + completion_tokens,
    ...(cached > 0 ? { cacheReadInputTokens: cached } : {}),
  };
}
