import type * as z from "zod";
import { BudgetExceededError } from "../../shared/agents/errors.ts";
import { perform } from "../../shared/agents/perform.ts";
import type { Task } from "../../shared/agents/task.ts";
import { ModelError } from "../../shared/models/errors.ts";
import type { Model } from "../../shared/models/model.ts";
import { Run, recordKeys } from "../../shared/runs/run.ts";
import { MissingRecordError, ServiceUnavailableError } from "./errors.ts";
import { modelFromEnvironment } from "./model.ts";
import { addToRecord, getRecord } from "./records.ts";

const bound = modelFromEnvironment();

/**
 * Performs a task for a run with this function's model, and counts its tokens against the run's budget, those of
 * failed tries included.
 *
 * @throws ServiceUnavailableError when the model may answer later
 */
export async function performFor<Input extends z.ZodType, Output extends z.ZodType>(
  run: string,
  task: Task<Input, Output>,
  input: z.input<Input>,
): Promise<z.output<Output>> {
  const record = await getRecord(recordKeys.run(run), Run);
  if (record === undefined)
    throw new MissingRecordError(`The run ${run} has no record. Start it through Intake.`);
  let used = record.tokensUsed;
  const model: Model = {
    async converse(request, options) {
      if (used >= record.tokenLimit) throw new BudgetExceededError(used, record.tokenLimit);
      const answer = await bound.model.converse(request, options);
      used += answer.usage.totalTokens;
      return answer;
    },
  };
  try {
    return await perform(task, input, { model, modelId: bound.modelId });
  } catch (error) {
    if (error instanceof ModelError && error.retryable) {
      throw new ServiceUnavailableError(error.message, { cause: error });
    }
    throw error;
  } finally {
    const spent = used - record.tokensUsed;
    if (spent > 0) await addToRecord(recordKeys.run(run), "tokensUsed", spent);
  }
}
