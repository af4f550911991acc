/** Which model to ask, and where. */
export type ModelChoice =
  | { provider: "offline"; id: "offline" }
  | {
      provider: "bedrock";
      /** Of a model, of an inference profile, or the ARN of either. */
      id: string;
      /** Another address than the region's own. */
      baseUrl?: string;
    }
  | {
      provider: "openai";
      id: string;
      /** What stands before `/chat/completions`. */
      baseUrl: string;
    }
  | ReplayChoice;

/** Answers from recordings; `replay-nearest` also what they do not have. */
export interface ReplayChoice {
  provider: "replay" | "replay-nearest";
  /** Path of a recording, or of a folder of them. */
  id: string;
}

export function isReplayed(choice: ModelChoice): choice is ReplayChoice {
  return choice.provider === "replay" || choice.provider === "replay-nearest";
}

/** How a choice is written, for messages. */
export const choiceForms =
  '"offline", "bedrock:ID" (a model or an inference profile) or "openai:ID@BASEURL" (any endpoint that speaks OpenAI\'s ' +
  'protocol, as in "openai:qwen3-coder@http://127.0.0.1:11434/v1"), or "replay:FILE" for the local cloud';

/**
 * Reads a choice: `offline`, `bedrock:ID`, `bedrock:ID@ENDPOINT`, `openai:ID@BASEURL`, `replay:FILE`, `replay-nearest:FILE`.
 *
 * @throws RangeError that says which part is wrong
 */
export function parseChoice(text: string): ModelChoice {
  if (text === "offline") return { provider: "offline", id: "offline" };
  const [, recorded, path = ""] = /^(replay|replay-nearest):(.+)$/s.exec(text) ?? [];
  if (recorded === "replay" || recorded === "replay-nearest") return { provider: recorded, id: path };
  const [, provider, id = "", baseUrl] = /^(bedrock|openai):(.*?)(?:@(https?:.*))?$/s.exec(text) ?? [];
  if (provider === undefined) throw new RangeError(`"${text}" is no model: it must be ${choiceForms}`);
  const url = baseUrl === undefined ? undefined : checkBaseUrl(baseUrl);
  if (provider === "bedrock") {
    if (!/^[A-Za-z0-9.:/-]+$/.test(id)) throw new RangeError(`"${id}" is no id of a model on Bedrock`);
    return url === undefined ? { provider, id } : { provider, id, baseUrl: url };
  }
  if (!/^\S+$/.test(id) || url === undefined) {
    throw new RangeError(`"${text}" must name the model and where it is: openai:ID@BASEURL`);
  }
  return { provider: "openai", id, baseUrl: url };
}

/** Whether a choice, as it is written, is asked over the network. */
export function isDistant(text: string): boolean {
  return /^(bedrock|openai):/.test(text);
}

/** Hosts that are this machine. */
const ownHosts = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Whether a model's URL is one of this machine. */
export function isOnThisMachine(baseUrl: string): boolean {
  return ownHosts.has(new URL(baseUrl).hostname);
}

/** A choice as it is written. */
export function printChoice(choice: ModelChoice): string {
  if (choice.provider === "offline") return "offline";
  const baseUrl = "baseUrl" in choice ? choice.baseUrl : undefined;
  return `${choice.provider}:${choice.id}${baseUrl === undefined ? "" : `@${baseUrl}`}`;
}

function checkBaseUrl(text: string): string {
  if (!URL.canParse(text)) throw new RangeError(`"${text}" is no URL`);
  const url = new URL(text);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new RangeError("A model's URL holds no user, key, query or fragment: a key has a place of its own");
  }
  return text.replace(/\/+$/, "");
}
