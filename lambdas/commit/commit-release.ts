import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { Implementation, TestSuite } from "../../shared/agents/source.ts";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { kitManifest, kitVersionOf, repositoryOf, versionOf } from "../../shared/delivery/toolbox.ts";
import { GateReport, ReleaseRecord, Run, recordKeys } from "../../shared/runs/run.ts";
import { getArtifact, putArtifact } from "../runtime/artifacts.ts";
import { MissingRecordError } from "../runtime/errors.ts";
import { createRecord, getRecord } from "../runtime/records.ts";
import { readToolbox } from "../runtime/toolbox.ts";
import { commitMessage } from "./commit-message.ts";
import { exportBundle, importBundle } from "./git-bundle.ts";
import { remoteFromEnvironment } from "./remote.ts";
import { Repository } from "./repository.ts";

export interface CommitInput {
  run: string;
  service: string;
  /** Digests. */
  requirement: string;
  blueprint: string;
  source: string;
  tests: string;
  report: string;
  bundle: string;
  /** Id of the release that is live. */
  previous: string | null;
}

/**
 * Writes the release into the service's Git repository: pushed to the remote where there is one, else kept as a Git
 * bundle. The commit's content, author and time come from the run, so that a repeat makes the same commit.
 */
export async function commitRelease(input: CommitInput) {
  const { run, service } = input;
  const record = await getRecord(recordKeys.run(run), Run);
  if (record === undefined) throw new MissingRecordError(`The run ${run} has no record.`);
  const { files } = await getArtifact(input.source, Implementation);
  const suite = await getArtifact(input.tests, TestSuite);
  const toolbox = await readToolbox();
  const tree = repositoryOf(toolbox, { service, files: [...suite.files, ...files] });
  const { title } = (await getArtifact(input.blueprint, Blueprint)).service;
  const report = await getArtifact(input.report, GateReport);

  const directory = await mkdtemp(join(tmpdir(), "commit-"));
  try {
    const repository = await Repository.create(directory);
    const remote = await remoteFromEnvironment(service);
    const head = remote
      ? await repository.fetch(remote)
      : await importPrevious(repository, service, input.previous);
    const manifest = head && (await repository.read(head, kitManifest));
    const message = commitMessage({
      run,
      title,
      first: input.previous === null,
      report,
      kit: { version: kitVersionOf(toolbox), before: manifest && versionOf(manifest) },
    });
    const made = await repository.commit({ tree, message, head, run, time: new Date(record.startedAt) });
    if (remote) await repository.push(remote);
    const gitBundle = remote ? null : await putArtifact(await exportBundle(directory, made));

    const release: ReleaseRecord = {
      service,
      id: made,
      run,
      digest: input.bundle,
      requirement: input.requirement,
      blueprint: input.blueprint,
      source: input.source,
      tests: input.tests,
      report: input.report,
      gitBundle,
      status: "committed",
      committedAt: record.startedAt,
    };
    await createRecord(recordKeys.release(service, made), release, { kind: "release", at: record.startedAt });
    return { result: { release: made }, said: `${tree.size} files as ${made.slice(0, 7)}` };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function importPrevious(repository: Repository, service: string, previous: string | null) {
  if (previous === null) return undefined;
  const record = await getRecord(recordKeys.release(service, previous), ReleaseRecord);
  if (!record?.gitBundle) return undefined;
  return importBundle(repository.directory, await getArtifact(record.gitBundle, z.string()));
}
