import {
  type ContentBlock,
  type ConverseAnswer,
  type ConverseOptions,
  type ConverseRequest,
  type Model,
  textsOf,
} from "../models/model.ts";

/** Times that one answer is gone on with. */
const mostParts = 4;

/** Characters that a part may repeat of what stands before it. Fewer than `leastRepeated` may well be meant. */
const mostRepeated = 400;
const leastRepeated = 16;

/**
 * Gives an answer that the limit of output has cut off as a whole one: the model is shown what it has written and asked
 * for the rest as plain text, a bounded number of times, and the parts are joined. An answer that can't be gone on with
 * (it is empty, or a part adds nothing) is given as far as it came.
 */
export async function wholeAnswer(
  model: Model,
  request: ConverseRequest,
  options: ConverseOptions,
): Promise<ConverseAnswer> {
  const first = await model.converse(request, options);
  let written = writtenText(first);
  if (first.stopReason !== "max_tokens" || written === undefined) return first;
  let stopReason = first.stopReason;
  for (let part = 1; part < mostParts && stopReason === "max_tokens"; part++) {
    const next = await model.converse(continued(request, written), options);
    const text = textsOf(next.output.message.content).join("");
    if (text.trim() === "") break;
    written = joined(written, text);
    stopReason = next.stopReason;
  }
  // The parts are read as a text: where they are the input of a tool, they hold its JSON.
  const message = { role: "assistant" as const, content: [{ text: written }] };
  return { ...first, output: { message }, stopReason };
}

function writtenText({ output }: ConverseAnswer): string | undefined {
  const { content } = output.message;
  const call = content.flatMap((block) => ("toolUse" in block ? [block.toolUse.input] : [])).at(-1);
  // Input that is JSON already was cut off at its very end, or mended by its service: nothing to go on from.
  if (call !== undefined) return typeof call === "string" ? call : undefined;
  const text = textsOf(content).join("");
  return text.trim() === "" ? undefined : text;
}

function continued(request: ConverseRequest, written: string): ConverseRequest {
  const { toolConfig: _, ...rest } = request;
  const assistant: ContentBlock[] = [{ text: written }];
  const user: ContentBlock[] = [
    {
      text:
        "Your answer was cut off there by the limit of its length. Go on exactly where it stops, in the middle of a " +
        "word if need be: repeat nothing, say nothing else, put no fence around it, and end it as it has to end.",
    },
  ];
  return {
    ...rest,
    messages: [
      ...request.messages,
      { role: "assistant", content: assistant },
      { role: "user", content: user },
    ],
  };
}

/** Two parts of a text, without what the second repeats of the first one's end, and without a fence of its own. */
function joined(before: string, rest: string): string {
  const after = before.includes("```") ? rest : rest.replace(/^\s*```\w*\n/, "").replace(/\n```\s*$/, "");
  for (let length = Math.min(mostRepeated, before.length, after.length); length >= leastRepeated; length--) {
    if (before.endsWith(after.slice(0, length))) return before + after.slice(length);
  }
  return before + after;
}
