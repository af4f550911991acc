import type { AdaptingModel } from "../../shared/models/answer-mode.ts";
import {
  isOnThisMachine,
  isReplayed,
  type ModelChoice,
  parseChoice,
  type ReplayChoice,
} from "../../shared/models/choice.ts";
import { ModelError } from "../../shared/models/errors.ts";
import type { Model } from "../../shared/models/model.ts";
import type { Asker } from "../../shared/models/replay.ts";
import { offlineModel } from "../../shared/offline/model.ts";
import { environmentVariable } from "./environment.ts";
import { bedrockSettings, modelKey } from "./model-access.ts";
import { timedModel } from "./model-time.ts";
import { recordedAnswers } from "./recording.ts";

let bound: { model: Model; modelId: string } | undefined;

/**
 * The model that the stack bound to this function, cut off in time, its id, and how people know it. Made once, but for a
 * recording, whose answers depend on who asks.
 */
export function modelFor(asker: Asker): { model: Model; modelId: string; name: string } {
  const choice = parseChoice(environmentVariable("MODEL_CHOICE"));
  if (isReplayed(choice)) {
    const { provider } = choice;
    return { model: recordedAnswers(choice, asker), modelId: provider, name: provider };
  }
  bound ??= bindModel(choice);
  return { ...bound, name: choice.provider === "offline" ? "offline" : `${choice.provider}:${choice.id}` };
}

function bindModel(choice: Exclude<ModelChoice, ReplayChoice>): { model: Model; modelId: string } {
  return {
    model: timedModel(choice.provider === "offline" ? offlineModel : lazyModel(choice)),
    modelId: choice.id,
  };
}

/** A model that is asked over the network. */
export type DistantChoice = Exclude<ModelChoice, { provider: "offline" } | ReplayChoice>;

/**
 * Opens a model that is asked over the network.
 *
 * @throws ModelError when `AIDEVOS_MODELS` is `local`, as in tests, and the model is not on this machine
 */
export async function openModel(choice: DistantChoice): Promise<AdaptingModel> {
  refuseDistant(choice);
  if (choice.provider === "openai") {
    const { openAiModel } = await import("./model-openai.ts");
    return openAiModel({ baseUrl: choice.baseUrl, key: () => modelKey(choice.baseUrl) });
  }
  const { bedrockClient, bedrockModel } = await import("./model-bedrock.ts");
  return bedrockModel(bedrockClient(bedrockSettings(choice.baseUrl)));
}

/** The model whose client is loaded by its first call: functions whose model is the offline one start without it. */
function lazyModel(choice: DistantChoice): Model {
  let opened: Promise<AdaptingModel> | undefined;
  return {
    async converse(request, options) {
      opened ??= openModel(choice);
      return (await opened).converse(request, options);
    },
  };
}

function refuseDistant(choice: DistantChoice): void {
  if (process.env.AIDEVOS_MODELS !== "local") return;
  const baseUrl = choice.baseUrl ?? process.env.BEDROCK_ENDPOINT;
  if (baseUrl !== undefined && isOnThisMachine(baseUrl)) return;
  throw new ModelError(
    `AIDEVOS_MODELS is "local", and the model ${choice.id} is not on this machine. Unset it, or name an address here.`,
    { kind: "access" },
  );
}
