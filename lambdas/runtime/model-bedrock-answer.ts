import type {
  ContentBlock as BedrockBlock,
  ConverseStreamOutput,
  TokenUsage,
} from "@aws-sdk/client-bedrock-runtime";
import {
  type ContentBlock,
  Json,
  jsonOrText,
  type StopReason,
  type Usage,
} from "../../shared/models/model.ts";

type Gathering =
  | { kind: "text"; text: string }
  | { kind: "tool"; id: string; name: string; input: string }
  | { kind: "reasoning"; text: string; signature: string };

/** Gathers the events of Bedrock's stream into one answer. */
export class GatheredStream {
  readonly #blocks = new Map<number, Gathering>();
  #stopReason: StopReason | undefined;
  #usage: Usage | undefined;

  add(event: ConverseStreamOutput): void {
    if (event.contentBlockStart !== undefined) {
      const { contentBlockIndex: place, start } = event.contentBlockStart;
      const tool = start?.toolUse;
      if (place === undefined || tool === undefined) return;
      this.#blocks.set(place, { kind: "tool", id: tool.toolUseId ?? "", name: tool.name ?? "", input: "" });
    } else if (event.contentBlockDelta !== undefined) {
      const { contentBlockIndex: place = 0, delta } = event.contentBlockDelta;
      if (delta !== undefined) this.#addDelta(place, delta);
    } else if (event.messageStop !== undefined) {
      this.#stopReason = event.messageStop.stopReason ?? "end_turn";
    } else if (event.metadata?.usage !== undefined) {
      this.#usage = usageOf(event.metadata.usage);
    }
  }

  /** Whether the model has ended the answer itself. */
  get whole(): boolean {
    return this.#stopReason !== undefined;
  }

  get stopReason(): StopReason {
    return this.#stopReason ?? "max_tokens";
  }

  get usage(): Usage | undefined {
    return this.#usage;
  }

  get content(): ContentBlock[] {
    const inOrder = [...this.#blocks].toSorted(([left], [right]) => left - right);
    return inOrder.flatMap(([, block]): ContentBlock[] => {
      if (block.kind === "tool") {
        return [{ toolUse: { toolUseId: block.id, name: block.name, input: jsonOrText(block.input) } }];
      }
      if (block.kind === "text") return block.text === "" ? [] : [{ text: block.text }];
      return [reasoning(block.text, block.signature)];
    });
  }

  #addDelta(
    place: number,
    delta: NonNullable<NonNullable<ConverseStreamOutput["contentBlockDelta"]>["delta"]>,
  ): void {
    const block = this.#blocks.get(place);
    if (delta.text !== undefined) {
      if (block?.kind === "text") block.text += delta.text;
      else this.#blocks.set(place, { kind: "text", text: delta.text });
    } else if (delta.toolUse !== undefined) {
      if (block?.kind === "tool") block.input += delta.toolUse.input ?? "";
    } else if (delta.reasoningContent !== undefined) {
      const { text = "", signature = "" } = delta.reasoningContent;
      if (block?.kind === "reasoning") {
        block.text += text;
        block.signature += signature;
      } else this.#blocks.set(place, { kind: "reasoning", text, signature });
    }
  }
}

/** A block of an answer that came in one piece; one that agents do not use gives nothing. */
export function readBlock(block: BedrockBlock): ContentBlock[] {
  if (block.text !== undefined) return block.text === "" ? [] : [{ text: block.text }];
  if (block.toolUse !== undefined) {
    const { toolUseId = "", name = "", input } = block.toolUse;
    return [{ toolUse: { toolUseId, name, input: Json.parse(input ?? {}) } }];
  }
  const thought = block.reasoningContent?.reasoningText;
  return thought === undefined ? [] : [reasoning(thought.text ?? "", thought.signature ?? "")];
}

export function usageOf(usage: TokenUsage): Usage {
  const {
    inputTokens = 0,
    outputTokens = 0,
    cacheReadInputTokens: read,
    cacheWriteInputTokens: written,
  } = usage;
  return {
    inputTokens,
    outputTokens,
    totalTokens: usage.totalTokens ?? inputTokens + outputTokens,
    ...(read === undefined ? {} : { cacheReadInputTokens: read }),
    ...(written === undefined ? {} : { cacheWriteInputTokens: written }),
  };
}

function reasoning(text: string, signature: string): ContentBlock {
  return { reasoningContent: { reasoningText: { text, ...(signature === "" ? {} : { signature }) } } };
}
