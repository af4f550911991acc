import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { Implementation, ServiceTests } from "../../shared/agents/source.ts";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { counted } from "../../shared/counted.ts";
import { kitManifest, kitVersionOf, repositoryOf, versionOf } from "../../shared/delivery/toolbox.ts";
import { GateReport, ReleaseRecord, recordKeys } from "../../shared/runs/run.ts";
import { Merge } from "../merge/merge-record.ts";
import { getArtifact, putArtifact } from "../runtime/artifacts.ts";
import { ServiceUnavailableError } from "../runtime/errors.ts";
import { changeRecord, createRecord, getRecord } from "../runtime/records.ts";
import { changeBetween, readRelease } from "../runtime/release-change.ts";
import { type Remote, remoteFromEnvironment } from "../runtime/remote.ts";
import { Repository } from "../runtime/repository.ts";
import { readRun } from "../runtime/runs.ts";
import { readToolbox } from "../runtime/toolbox.ts";
import { commitMessage } from "./commit-message.ts";
import { exportBundle, importBundle } from "./git-bundle.ts";
import { refuseGoneOn } from "./hand-edits.ts";
import { tagRelease } from "./release-tag.ts";

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
  merge: string;
  report: string;
  bundle: string;
  /** Id of the release that is live. */
  previous: string | null;
  /** The commit that a person has pushed, where the release adopts one. */
  pushed: string | null;
}

/**
 * Writes the release into the service's Git repository, on top of what stands there: pushed with its tag to the remote
 * where there is one, else kept as a Git bundle. The commit's content, author and time come from the run, so that a
 * repeat makes the same commit.
 *
 * @throws HandEditsError when a person has pushed since the merge
 */
export async function commitRelease(input: CommitInput) {
  const { run, service, pushed } = input;
  const record = await readRun(run);
  const { files } = await getArtifact(input.source, Implementation);
  const suite = await getArtifact(input.tests, ServiceTests);
  const toolbox = await readToolbox();
  const merge = await getArtifact(input.merge, Merge);
  const own = repositoryOf(toolbox, { service, files: [...suite.files, ...files] });
  const tree = withTexts(own, merge.outside);
  const { title } = (await getArtifact(input.blueprint, Blueprint)).service;
  const report = await getArtifact(input.report, GateReport);

  const directory = await mkdtemp(join(tmpdir(), "commit-"));
  try {
    const repository = await Repository.create(directory);
    const remote = await remoteFromEnvironment(service);
    const time = new Date(record.startedAt);
    const content: Content = {
      service,
      tree,
      merge,
      run,
      pushed,
      time,
      messageOn: async (head) => {
        const manifest = head && (await repository.read(head, kitManifest));
        const kit = { version: kitVersionOf(toolbox), before: manifest && versionOf(manifest) };
        return commitMessage({ run, title, first: input.previous === null, pushed, report, kit });
      },
    };
    const made = remote
      ? await commitToRemote(repository, remote, content)
      : await commitOn(repository, content, await importPrevious(repository, input));
    const before = input.previous === null ? null : await readRelease(service, input.previous);
    const change = await changeBetween(
      before,
      input,
      merge.generated.map(({ path }) => path),
    );
    const { notes } = change;
    const tag = remote && (await tagRelease(repository, remote, { commit: made, title, run, time, notes }));
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
      change: await putArtifact(change),
      previous: input.previous,
      status: "committed",
      committedAt: record.startedAt,
    };
    await createRecord(recordKeys.release(service, made), release, { kind: "release", at: record.startedAt });
    const named = tag === undefined ? made.slice(0, 7) : `${made.slice(0, 7)}, ${tag}`;
    return { result: { release: made }, said: `${counted(tree.size, "file")} as ${named}` };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** What is committed, with a message that depends on the commit before it. */
interface Content {
  service: string;
  /** Text by path. */
  tree: ReadonlyMap<string, string>;
  merge: Merge;
  run: string;
  pushed: string | null;
  time: Date;
  messageOn: (head: string | undefined) => Promise<string>;
}

/**
 * Commits on top of `head`. One that this run has made, or that holds the same tree, is given back as it is: a doubled
 * request makes no second release. A push gets a commit in any case, which says that it is a release.
 */
async function commitOn(repository: Repository, content: Content, head: string | undefined): Promise<string> {
  const { tree, merge, run, pushed, time } = content;
  if (head !== undefined) {
    if ((await readRun(run)).release === head) return head;
    const standing = await repository.commitOf(head);
    if (pushed === null && standing?.tree === (await repository.treeOf(tree))) return head;
  }
  const generated = await commitGenerated(repository, content);
  return repository.commit({
    tree,
    message: await content.messageOn(head),
    parents: [head, generated].filter((parent) => parent !== undefined),
    author: merge.generated.length === 0 ? "developer" : "operator",
    time,
  });
}

/**
 * What was generated, where the release is something else: the base that the next release is merged by. One branch of
 * the history holds it, and no change by hand.
 */
async function commitGenerated(
  repository: Repository,
  { service, tree, merge, run, time }: Content,
): Promise<string | undefined> {
  if (merge.base === null || merge.generated.length === 0) return undefined;
  const generated = withTexts(tree, merge.generated);
  const base = await repository.commitOf(merge.base);
  if (base?.tree === (await repository.treeOf(generated))) return merge.base;
  return repository.commit({
    tree: generated,
    message: `Generate ${service}\n\nRun: ${run}\n`,
    parents: [merge.base],
    author: "developer",
    time,
  });
}

function withTexts(tree: ReadonlyMap<string, string>, texts: Merge["generated"]): Map<string, string> {
  const changed = new Map(tree);
  for (const { path, content } of texts) {
    if (content === null) changed.delete(path);
    else changed.set(path, content);
  }
  return changed;
}

/** Commits on top of what the remote holds, as often as other runs push in between. */
async function commitToRemote(repository: Repository, remote: Remote, content: Content): Promise<string> {
  const { service, merge, run } = content;
  for (let push = 1; push <= mostPushes; push++) {
    const head = await repository.fetch(remote);
    if (head !== undefined && (await readRun(run)).release !== head) {
      const edited = merge.generated.length > 0;
      await refuseGoneOn(repository, { service, head, merged: merge.head, edited });
    }
    const made = await commitOn(repository, content, head);
    // Kept before the push: whoever finds the commit in the repository can tell whose it is.
    await changeRecord(recordKeys.run(run), { release: made });
    if (await repository.push(remote, made)) return made;
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
