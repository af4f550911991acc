import * as z from "zod";
import { Implementation, type Migration, type SourceFile } from "../../shared/agents/source.ts";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import type { Design } from "../../shared/design/design.ts";
import { designByRule } from "../../shared/design/rule.ts";
import { parseDesign } from "../../shared/design/text.ts";
import { ReleaseRecord, recordKeys } from "../../shared/runs/run.ts";
import { readSpecRequirement } from "../../shared/spec/requirement.ts";
import { getArtifact } from "./artifacts.ts";
import { MissingRecordError } from "./errors.ts";
import { getRecord } from "./records.ts";

/** A release, as what it was made from. */
export interface DesignedRelease {
  release: string;
  /** Of its bundle. */
  digest: string;
  blueprint: Blueprint;
  design: Design;
  /** A spec: what was asked for if that was one, else what was read from it. */
  requirement: string;
  files: SourceFile[];
  migrations: Migration[];
}

/** @throws MissingRecordError when there is no such release */
export async function readDesignedRelease(service: string, release: string): Promise<DesignedRelease> {
  const record = await getRecord(recordKeys.release(service, release), ReleaseRecord);
  if (record === undefined) throw new MissingRecordError(`${service} has no release ${release}.`);
  const [blueprint, { files, migrations }, asked] = await Promise.all([
    getArtifact(record.blueprint, Blueprint),
    getArtifact(record.source, Implementation),
    getArtifact(record.requirement, z.string()),
  ]);
  const textOf = (path: string) => files.find((file) => file.path === path)?.content;
  const design = textOf("design.json");
  return {
    release,
    digest: record.digest,
    blueprint,
    design: design === undefined ? designByRule(blueprint) : parseDesign(design, blueprint),
    requirement: readSpecRequirement(asked).outcome === "understood" ? asked : (textOf("spec.md") ?? asked),
    files,
    migrations,
  };
}
