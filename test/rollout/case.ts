import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as z from "zod";
import type { Drive } from "./drivers.ts";

const Facts = z.looseObject({
  kind: z.string(),
  /** What users notice of the regression. */
  regression: z.string(),
  wanted: z.string(),
  /** Whether the wanted change breaks callers, so that a person is asked. */
  breaks: z.boolean(),
});

const Regression = z.strictObject({
  /** How somebody comes to write it. */
  why: z.string(),
  edits: z.array(z.strictObject({ file: z.string(), find: z.string().min(1), replace: z.string() })).min(1),
});
export type Regression = z.infer<typeof Regression>;

/** A service that is live, a mistake that somebody makes in it, and a change of the same place that is wanted. */
export interface Case extends z.infer<typeof Facts> {
  name: string;
  live: string;
  wantedSpec: string;
  mistake: Regression;
  /** Users who hold the service to the spec that is live, and those of the wanted one. */
  drive: Drive;
  driveWanted: Drive;
}

/** The cases of a folder, by their names in order; all of them where none is named. */
export async function readCases(folder: string, names: readonly string[]): Promise<Case[]> {
  const found = readdirSync(folder).toSorted();
  const unknown = names.filter((name) => !found.includes(name));
  if (unknown.length > 0)
    throw new Error(`${folder} has no case ${unknown.join(", ")}: it has ${found.join(", ")}.`);
  return Promise.all(
    found
      .filter((name) => names.length === 0 || names.includes(name))
      .map((name) => readCase(join(folder, name))),
  );
}

async function readCase(folder: string): Promise<Case> {
  const text = (file: string) => readFileSync(join(folder, file), "utf8");
  const wanted = existsSync(join(folder, "traffic-wanted.ts")) ? "traffic-wanted.ts" : "traffic.ts";
  return {
    ...Facts.parse(JSON.parse(text("case.json"))),
    name: basename(folder),
    live: text("live.md"),
    wantedSpec: text("wanted.md"),
    mistake: Regression.parse(JSON.parse(text("regression.json"))),
    drive: await driveOf(join(folder, "traffic.ts")),
    driveWanted: await driveOf(join(folder, wanted)),
  };
}

const Module = z.object({ drive: z.custom<Drive>((value) => typeof value === "function") });

async function driveOf(file: string): Promise<Drive> {
  return Module.parse(await import(pathToFileURL(resolve(file)).href)).drive;
}
