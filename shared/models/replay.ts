import { canonicalRequest, canonicalText, firstDifference, sharedLength } from "./canonical-request.ts";
import { ModelError } from "./errors.ts";
import { type Exchange, type KeptRequest, keptRequest, type Recording } from "./exchange.ts";
import type { ConverseAnswer, ConverseRequest, Model } from "./model.ts";

/** What is done with a request that the recording does not have. */
export type Miss = "fail" | "nearest";

/** Who asks: exchanges of the same work are looked at first where a request has changed. */
export interface Asker {
  role: string;
  task: string;
  step: string;
}

/**
 * A model that answers from a recording, and each request as it was answered then. Requests are compared by their
 * canonical form. Where the same was asked several times, the last answer holds: it is the one that the run went on with.
 *
 * A request that the recording does not have is an error, with the place where it first differs from the nearest one.
 * With `nearest` it is answered like that one: same role and task, same step and turn where there are any, then the
 * likest text. Recordings are carried over changes of prompts so.
 */
export function replayModel(recording: Recording, { miss, asker }: { miss: Miss; asker: Asker }): Model {
  const byText = new Map<string, Exchange>();
  for (const exchange of recording.exchanges) {
    const text = canonicalText(exchange.request);
    if (exchange.answer !== undefined || byText.get(text)?.answer === undefined) byText.set(text, exchange);
  }
  return {
    async converse(request) {
      const kept = keptRequest(request);
      const exact = byText.get(canonicalText(kept));
      if (exact !== undefined) return answerOf(exact, request);
      const nearest = nearestExchange(recording.exchanges, kept, asker);
      if (miss === "nearest" && nearest !== undefined) return answerOf(nearest, request);
      throw missError(recording, { kept, nearest, asker });
    },
  };
}

function answerOf({ answer, error, task }: Exchange, request: ConverseRequest): ConverseAnswer {
  if (answer !== undefined) return structuredClone(answer);
  const message = error?.message ?? `The recording has no answer to ${task} of ${request.modelId}.`;
  throw new ModelError(message, { retryable: false });
}

function nearestExchange(
  exchanges: readonly Exchange[],
  kept: KeptRequest,
  { role, task, step }: Asker,
): Exchange | undefined {
  const narrowed = (list: readonly Exchange[], holds: (exchange: Exchange) => boolean) => {
    const found = list.filter(holds);
    return found.length > 0 ? found : list;
  };
  const ofTask = exchanges.filter(
    (exchange) => exchange.answer !== undefined && exchange.task === task && exchange.role === role,
  );
  const ofStep = narrowed(ofTask, (exchange) => exchange.step === step);
  const ofTurn = narrowed(ofStep, ({ request }) => request.messages.length === kept.messages.length);
  const text = canonicalText(kept);
  return ofTurn
    .map((exchange) => ({ exchange, shared: sharedLength(text, canonicalText(exchange.request)) }))
    .reduce<{ exchange: Exchange; shared: number } | undefined>(
      (best, next) => (best === undefined || next.shared >= best.shared ? next : best),
      undefined,
    )?.exchange;
}

function missError(
  recording: Recording,
  { kept, nearest, asker }: { kept: KeptRequest; nearest: Exchange | undefined; asker: Asker },
): ModelError {
  const said = `The recording of the run ${recording.run} has no answer to this request of ${asker.task} (${asker.role}, step ${asker.step}).`;
  if (nearest === undefined) {
    const tasks = [...new Set(recording.exchanges.map(({ task }) => task))].join(", ");
    return new ModelError(`${said} It has none of that task at all, only: ${tasks || "nothing"}.`, {
      retryable: false,
    });
  }
  const difference = firstDifference(canonicalRequest(nearest.request), canonicalRequest(kept));
  const place = difference
    ? `first differs at ${difference.path}: recorded ${difference.left}, asked ${difference.right}`
    : "is the same";
  return new ModelError(
    `${said} The nearest one (step ${nearest.step}, ${nearest.at}) ${place}. ` +
      "Record the run again, or undo what changed the request.",
    { retryable: false },
  );
}
