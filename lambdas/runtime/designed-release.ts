import * as z from "zod";
import { Implementation, type Migration, type SourceFile } from "../../shared/agents/source.ts";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import type { Design } from "../../shared/design/design.ts";
import { designByRule } from "../../shared/design/rule.ts";
import { parseDesign } from "../../shared/design/text.ts";
import { readSpecRequirement } from "../../shared/spec/requirement.ts";
import { getArtifact } from "./artifacts.ts";
import { readRelease } from "./release-change.ts";

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

/** The design that a release's files hold, or the usual one of a release that is older than designs. */
export function designOf(files: readonly SourceFile[], blueprint: Blueprint): Design {
  const text = files.find(({ path }) => path === "design.json")?.content;
  return text === undefined ? designByRule(blueprint) : parseDesign(text, blueprint);
}

/** @throws MissingRecordError when there is no such release */
export async function readDesignedRelease(service: string, release: string): Promise<DesignedRelease> {
  const record = await readRelease(service, release);
  const [blueprint, { files, migrations }, asked] = await Promise.all([
    getArtifact(record.blueprint, Blueprint),
    getArtifact(record.source, Implementation),
    getArtifact(record.requirement, z.string()),
  ]);
  const textOf = (path: string) => files.find((file) => file.path === path)?.content;
  return {
    release,
    digest: record.digest,
    blueprint,
    design: designOf(files, blueprint),
    requirement: readSpecRequirement(asked).outcome === "understood" ? asked : (textOf("spec.md") ?? asked),
    files,
    migrations,
  };
}
