import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { ReplayChoice } from "../../shared/models/choice.ts";
import { Recording } from "../../shared/models/exchange.ts";
import type { Model } from "../../shared/models/model.ts";
import { type Asker, replayModel } from "../../shared/models/replay.ts";

/**
 * The model that answers from the recordings of a choice.
 *
 * @throws Error when there are none, or a file is no recording
 */
export function recordedAnswers({ provider, id }: ReplayChoice, asker: Asker): Model {
  return replayModel(readRecording(id), { miss: provider === "replay" ? "fail" : "nearest", asker });
}

const read = new Map<string, Recording>();

/**
 * The recording in a file, or all those in a folder as one; read once.
 *
 * @throws Error when there is none, or a file is no recording
 */
function readRecording(path: string): Recording {
  const known = read.get(path);
  if (known !== undefined) return known;
  const recording = isFolder(path) ? joined(path) : readFile(path);
  read.set(path, recording);
  return recording;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function joined(folder: string): Recording {
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const recordings = names.sort().map((name) => readFile(join(folder, name)));
  return {
    run: recordings.map(({ run }) => run).join(", "),
    requirement: "",
    exchanges: recordings.flatMap(({ exchanges }) => exchanges),
  };
}

function readFile(path: string): Recording {
  const parsed = Recording.safeParse(parse(path));
  if (parsed.success) return parsed.data;
  throw new Error(
    `${path} is no recording: ${z.prettifyError(parsed.error)}. Make one with "npx aidevos runs <run> --exchanges --json".`,
  );
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
