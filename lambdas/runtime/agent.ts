import type * as z from "zod";
import { perform } from "../../shared/agents/perform.ts";
import type { Task } from "../../shared/agents/task.ts";
import { ModelError } from "../../shared/models/errors.ts";
import { budgetedModel } from "./budget.ts";
import { ServiceUnavailableError } from "./errors.ts";
import { recordedModel, rememberedModel } from "./exchanges.ts";
import { modelFor } from "./model.ts";
import { priceFromEnvironment } from "./price.ts";
import { currentWork } from "./work.ts";

/**
 * Performs a task for the run at work with this function's model. Each call is held against the run's budgets, kept as
 * an exchange, and not made again where an earlier attempt of this step was answered.
 *
 * @throws ServiceUnavailableError when the model may answer later
 * @throws BudgetExceededError when the run's budget or the role's does not cover a call
 * @throws RunClosedError when the run was ended in the meantime
 */
export async function performFor<Input extends z.ZodType, Output extends z.ZodType>(
  task: Task<Input, Output>,
  input: z.input<Input>,
): Promise<z.output<Output>> {
  const work = currentWork();
  const asker = { role: task.role, task: task.name, step: work.step };
  const { model: bare, modelId, name } = modelFor(asker);
  const options = { ...asker, name, price: priceFromEnvironment(), work };
  const recorded = recordedModel(bare, options);
  const model = rememberedModel(budgetedModel(recorded, options), work);
  try {
    return await perform(task, input, { model, modelId });
  } catch (error) {
    if (error instanceof ModelError && error.retryable) {
      throw new ServiceUnavailableError(error.message, { cause: error });
    }
    throw error;
  }
}
