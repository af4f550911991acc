import * as z from "zod";
import { Implementation } from "../../shared/agents/source.ts";
import { implementService } from "../../shared/agents/tasks/implement-service.ts";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { counted } from "../../shared/counted.ts";
import { designAfter } from "../../shared/design/fit.ts";
import { designByRule } from "../../shared/design/rule.ts";
import { parseDesign, readDesign } from "../../shared/design/text.ts";
import { ReleaseRecord, recordKeys, Service } from "../../shared/runs/run.ts";
import { performFor } from "../runtime/agent.ts";
import { getArtifact, putArtifact } from "../runtime/artifacts.ts";
import { MissingRecordError } from "../runtime/errors.ts";
import { formatSource } from "../runtime/format-source.ts";
import { getRecord } from "../runtime/records.ts";

export interface ImplementInput {
  run: string;
  /** Digests. */
  requirement: string;
  spec: string;
  blueprint: string;
  /** Digest of what was asked for; null where nothing was. */
  design: string | null;
  /** Id of the release that is live. */
  previous: string | null;
}

/** Writes the service's repository from its blueprint, with the spec that it is the meaning of. */
export async function implement(input: ImplementInput) {
  const blueprint = await getArtifact(input.blueprint, Blueprint);
  const previous = await readPrevious(blueprint.service.name, input.previous);
  const design =
    input.design === null
      ? previous && designAfter(previous.live, blueprint)
      : readDesign(await getArtifact(input.design, z.unknown()), blueprint);
  const written = await performFor(input.run, implementService, {
    blueprint,
    requirement: await getArtifact(input.requirement, z.string()),
    ...(design === undefined ? {} : { design }),
    ...(previous === undefined
      ? {}
      : { previous: { blueprint: previous.live.blueprint, migrations: previous.migrations } }),
  });
  const spec = { path: "spec.md", content: await getArtifact(input.spec, z.string()) };
  const files = [spec, ...written.files.filter(({ path }) => path !== spec.path)];
  const implementation = { ...written, files: await formatSource(files) };
  const lines = implementation.files
    .filter((file) => file.path.startsWith("src/"))
    .reduce((sum, file) => sum + file.content.split("\n").length, 0);
  const result = { source: await putArtifact(implementation) };
  return {
    result,
    said: `${counted(implementation.files.length, "file")}, ${counted(lines, "line")} of code`,
  };
}

/**
 * What the new release follows: the rules and the design of the live one, and the schema of the newest that was
 * ever live, which the data keeps also when that one was taken back.
 */
async function readPrevious(name: string, live: string | null) {
  const service = await getRecord(recordKeys.service(name), Service);
  const newest = service?.newest ?? live;
  if (newest === null) return undefined;
  const { migrations } = await getArtifact((await readRelease(name, newest)).source, Implementation);
  const release = await readRelease(name, live ?? newest);
  const blueprint = await getArtifact(release.blueprint, Blueprint);
  const { files } = await getArtifact(release.source, Implementation);
  const text = files.find(({ path }) => path === "design.json")?.content;
  const design = text === undefined ? designByRule(blueprint) : parseDesign(text, blueprint);
  return { live: { blueprint, design }, migrations };
}

async function readRelease(service: string, release: string) {
  const record = await getRecord(recordKeys.release(service, release), ReleaseRecord);
  if (record === undefined)
    throw new MissingRecordError(`The release ${release} of ${service} has no record.`);
  return record;
}
