import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { Implementation, ServiceTests } from "../../shared/agents/source.ts";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { counted } from "../../shared/counted.ts";
import { kitManifest, kitVersionOf, repositoryOf, versionOf } from "../../shared/delivery/toolbox.ts";
import { GateReport, ReleaseRecord, recordKeys } from "../../shared/runs/run.ts";
import { getArtifact, putArtifact } from "../runtime/artifacts.ts";
import { ServiceUnavailableError } from "../runtime/errors.ts";
import { changeRecord, createRecord, getRecord } from "../runtime/records.ts";
import { readRun } from "../runtime/runs.ts";
import { readToolbox } from "../runtime/toolbox.ts";
import { commitMessage } from "./commit-message.ts";
import { exportBundle, importBundle } from "./git-bundle.ts";
import { refuseHandEdits } from "./hand-edits.ts";
import { type Remote, remoteFromEnvironment } from "./remote.ts";
import { type CommitOptions, Repository } from "./repository.ts";

/** Times that a push is tried while others push as well. */
const mostPushes = 20;

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
  const record = await readRun(run);
  const { files } = await getArtifact(input.source, Implementation);
  const suite = await getArtifact(input.tests, ServiceTests);
  const toolbox = await readToolbox();
  const tree = repositoryOf(toolbox, { service, files: [...suite.files, ...files] });
  const { title } = (await getArtifact(input.blueprint, Blueprint)).service;
  const report = await getArtifact(input.report, GateReport);

  const directory = await mkdtemp(join(tmpdir(), "commit-"));
  try {
    const repository = await Repository.create(directory);
    const remote = await remoteFromEnvironment(service);
    const content = {
      tree,
      run,
      time: new Date(record.startedAt),
      messageOn: async (head: string | undefined) => {
        const manifest = head && (await repository.read(head, kitManifest));
        const kit = { version: kitVersionOf(toolbox), before: manifest && versionOf(manifest) };
        return commitMessage({ run, title, first: input.previous === null, report, kit });
      },
    };
    const made = remote
      ? await commitToRemote(repository, { service, remote, content })
      : await commitOn(repository, content, await importPrevious(repository, input));
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
    return { result: { release: made }, said: `${counted(tree.size, "file")} as ${made.slice(0, 7)}` };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** What is committed, with a message that depends on the commit before it. */
type Content = Omit<CommitOptions, "head" | "message"> & {
  messageOn: (head: string | undefined) => Promise<string>;
};

async function commitOn(
  repository: Repository,
  { messageOn, ...content }: Content,
  head: string | undefined,
): Promise<string> {
  return repository.commit({ ...content, head, message: await messageOn(head) });
}

/**
 * Commits on top of what the remote holds, as often as others push in between.
 *
 * @throws HandEditsError when a person has pushed to it
 */
async function commitToRemote(
  repository: Repository,
  { service, remote, content }: { service: string; remote: Remote; content: Content },
): Promise<string> {
  for (let push = 1; push <= mostPushes; push++) {
    const head = await repository.fetch(remote);
    if (head !== undefined) await refuseHandEdits(repository, { service, head, remote });
    const made = await commitOn(repository, content, head);
    // Kept before the push: whoever finds the commit in the repository can tell whose it is.
    await changeRecord(recordKeys.run(content.run), { release: made });
    if (await repository.push(remote)) return made;
  }
  throw new ServiceUnavailableError(`Others pushed to ${remote.url} each of ${mostPushes} times.`);
}

/** The commit of the release that is live, unpacked; undefined where there is none. */
async function importPrevious(repository: Repository, { service, previous }: CommitInput) {
  if (previous === null) return undefined;
  const record = await getRecord(recordKeys.release(service, previous), ReleaseRecord);
  if (!record?.gitBundle) return undefined;
  return importBundle(repository.directory, await getArtifact(record.gitBundle, z.string()));
}
