import { ModelError } from "./errors.ts";
import type { ConverseAnswer, ConverseOptions, ConverseRequest, Model } from "./model.ts";

/**
 * The ways to have a model answer in a given shape, the surest first: it must call the tool, it must call any tool, it
 * may call the tool, its text is held to the tool's schema, or its text is asked to fit it.
 */
export type AnswerMode = "forced-tool" | "any-tool" | "offered-tool" | "schema" | "text";

/** A way to a model that does as it is told: `mode` says how the tool of the request is asked for. */
export interface ModalEndpoint {
  /** What the protocol has, the surest first. The last one must be "text". */
  modes: readonly AnswerMode[];
  ask(request: ConverseRequest, mode: AnswerMode, options: ConverseOptions): Promise<ConverseAnswer>;
}

/** A model that has found out in which way it can be asked. It can also be asked in any of them. */
export interface AdaptingModel extends Model, ModalEndpoint {
  /** How the next request to the model is made. */
  modeOf(modelId: string): AnswerMode;
}

interface Found {
  /** Place in the endpoint's modes. */
  mode: number;
  /** Whether an answer has come that used it. */
  proved: boolean;
}

/**
 * Finds out in which mode a model can be asked, by what its endpoint refuses (refusals cost nothing) and by answers
 * that leave the tool unused, and remembers it for as long as the process lives. A mode that has worked once is kept.
 */
export function adaptingModel(endpoint: ModalEndpoint): AdaptingModel {
  const { modes, ask } = endpoint;
  const known = new Map<string, Found>();
  const foundOf = (modelId: string): Found => {
    const found = known.get(modelId) ?? { mode: 0, proved: false };
    known.set(modelId, found);
    return found;
  };
  return {
    ...endpoint,
    modeOf: (modelId) => modes[foundOf(modelId).mode] ?? "text",
    async converse(request, options = {}) {
      if (request.toolConfig === undefined) return ask(request, "text", options);
      const found = foundOf(request.modelId);
      let refusal: ModelError | undefined;
      for (const [place, mode] of [...modes.entries()].slice(found.mode)) {
        try {
          const answer = await ask(request, mode, options);
          learn(found, place, { answer, modes });
          return answer;
        } catch (error) {
          if (!(error instanceof ModelError) || error.kind !== "invalid" || found.proved) throw error;
          // What no mode mends is told in the words of the first: they speak of what was wanted.
          refusal ??= error;
        }
      }
      throw refusal ?? new ModelError("The endpoint has no way to be asked.", { kind: "invalid" });
    },
  };
}

function learn(
  found: Found,
  place: number,
  { answer, modes }: { answer: ConverseAnswer; modes: readonly AnswerMode[] },
): void {
  if (found.proved) return;
  found.mode = place;
  const { content } = answer.output.message;
  if (!modes[place]?.endsWith("-tool") || content.some((block) => "toolUse" in block)) found.proved = true;
  else if (answer.stopReason === "end_turn" && content.some((block) => "text" in block)) {
    // Whoever leaves one tool unused leaves it however it is offered.
    found.mode = modes.findIndex((mode) => !mode.endsWith("-tool"));
  }
}
