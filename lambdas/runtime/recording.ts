import { readFileSync } from "node:fs";
import * as z from "zod";
import { Recording } from "../../shared/models/exchange.ts";
import type { Model } from "../../shared/models/model.ts";
import { type Asker, replayModel } from "../../shared/models/replay.ts";
import { environmentVariable } from "./environment.ts";

/**
 * The model that answers from the recording at the path that is this function's model id, where the stack bound it to
 * one; `replay-nearest` is the provider that also answers what the recording does not have.
 */
export function replayFromEnvironment(asker: Asker): { model: Model; modelId: string } | undefined {
  const provider = environmentVariable("MODEL_PROVIDER");
  if (provider !== "replay" && provider !== "replay-nearest") return undefined;
  const modelId = environmentVariable("MODEL_ID");
  const miss = provider === "replay" ? "fail" : "nearest";
  return { model: replayModel(readRecording(modelId), { miss, asker }), modelId };
}

const read = new Map<string, Recording>();

/**
 * The recording in a file, read once.
 *
 * @throws Error when there is no such file, or it is no recording
 */
function readRecording(path: string): Recording {
  const known = read.get(path);
  if (known !== undefined) return known;
  const parsed = Recording.safeParse(parse(path));
  if (!parsed.success) {
    throw new Error(
      `${path} is no recording: ${z.prettifyError(parsed.error)}. Make one with "npx aidevos runs <run> --exchanges --json".`,
    );
  }
  read.set(path, parsed.data);
  return parsed.data;
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new Error(
      `The recording ${path} can't be read: ${error instanceof Error ? error.message : error}`,
      {
        cause: error,
      },
    );
  }
}
