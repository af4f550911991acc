import { randomBytes } from "node:crypto";
import * as z from "zod";
import { sha256 } from "../../shared/digest.ts";
import { canonicalText } from "../../shared/models/canonical-request.ts";
import { ModelError } from "../../shared/models/errors.ts";
import { KeptAnswer, type KeptError, keptRequest, redact } from "../../shared/models/exchange.ts";
import type { ConverseRequest, Model } from "../../shared/models/model.ts";
import { cachedTokensOf, costOf } from "../../shared/models/price.ts";
import { dollarsOf } from "../../shared/runs/budget.ts";
import { type ExchangeRecord, recordKeys } from "../../shared/runs/run.ts";
import { childOf, printTraceparent, type TraceContext } from "../../shared/telemetry/trace-context.ts";
import { getArtifact, putArtifact } from "./artifacts.ts";
import type { BudgetedOptions } from "./budget.ts";
import { createRecord, getRecord, type Key, putRecord } from "./records.ts";
import type { Work } from "./work.ts";

export interface RecordedOptions extends BudgetedOptions {
  task: string;
}

/** A model whose exchanges are kept, with those that failed: request and answer as artifacts, the rest under the run. */
export function recordedModel(model: Model, options: RecordedOptions): Model {
  return {
    async converse(request, converseOptions) {
      const call = { at: new Date(), context: childOf(options.work.context) };
      try {
        const traceparent = printTraceparent(call.context);
        const answer = await model.converse(request, { ...converseOptions, traceparent });
        await keep(request, { answer: KeptAnswer.parse(answer) }, call, options);
        return answer;
      } catch (error) {
        if (error instanceof ModelError) await keep(request, { error: keptError(error) }, call, options);
        throw error;
      }
    },
  };
}

function keptError({ name, message, retryable }: ModelError): KeptError {
  return { name, message: redact(message), retryable };
}

async function keep(
  request: ConverseRequest,
  outcome: { answer: KeptAnswer } | { error: KeptError },
  { at, context }: { at: Date; context: TraceContext },
  { role, task, name, price, work }: RecordedOptions,
): Promise<void> {
  const usage = "answer" in outcome ? outcome.answer.usage : { inputTokens: 0, outputTokens: 0 };
  const record: ExchangeRecord = {
    at: at.toISOString(),
    role,
    task,
    step: work.step,
    model: name,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    cachedTokens: cachedTokensOf(usage),
    dollars: price === undefined ? null : dollarsOf(costOf(usage, price)),
    milliseconds: Date.now() - at.getTime(),
    span: context.spanId,
    parent: work.context.spanId,
    request: await putArtifact(keptRequest(request)),
    ...("answer" in outcome ? { answer: await putArtifact(outcome.answer) } : { error: outcome.error }),
  };
  // In order also within a millisecond, and apart from those of functions at the same time.
  const call = `${String(work.answers.length).padStart(4, "0")}-${randomBytes(4).toString("hex")}`;
  await createRecord(recordKeys.exchange(work.run, { at: record.at, step: work.step, call }), record);
}

const Remembered = z.strictObject({ answer: z.string().nullable() });

/**
 * A model whose answers are kept for a repeat of the step: the same request to the same model is answered as before,
 * and paid once. The same request asked twice in a step counts as two.
 */
export function rememberedModel(model: Model, work: Work): Model {
  const times = new Map<string, number>();
  return {
    async converse(request, options) {
      const digest = await sha256(`${request.modelId}\n${canonicalText(keptRequest(request))}`);
      const time = (times.get(digest) ?? 0) + 1;
      times.set(digest, time);
      const key = recordKeys.answer(work.run, { step: work.step, request: digest, time });
      work.answers.push(key);
      const remembered = await getRecord(key, Remembered);
      if (remembered?.answer != null) return getArtifact(remembered.answer, KeptAnswer);
      const answer = await model.converse(request, options);
      await putRecord(key, { answer: await putArtifact(KeptAnswer.parse(answer)) });
      return answer;
    },
  };
}

/** Has a step's next attempt ask anew: the answers that this one was given have led to nothing. */
export async function forgetAnswers(answers: readonly Key[]): Promise<void> {
  for (const key of answers) await putRecord(key, { answer: null });
}
