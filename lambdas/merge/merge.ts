import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Implementation, ServiceTests, SourceFile } from "../../shared/agents/source.ts";
import { counted } from "../../shared/counted.ts";
import { repositoryOf, type Toolbox } from "../../shared/delivery/toolbox.ts";
import { ReleaseRecord, recordKeys } from "../../shared/runs/run.ts";
import { isAcceptanceTest } from "../runtime/acceptance-path.ts";
import { getArtifact, putArtifact } from "../runtime/artifacts.ts";
import { HandEditsError, PushRefusedError } from "../runtime/errors.ts";
import { adoptsPush, type Standing, standingOf } from "../runtime/history.ts";
import { isByHand } from "../runtime/mending.ts";
import { getRecord } from "../runtime/records.ts";
import { type Remote, remoteFromEnvironment } from "../runtime/remote.ts";
import { Repository } from "../runtime/repository.ts";
import { readToolbox } from "../runtime/toolbox.ts";
import { refuseConflicts } from "./conflicts.ts";
import type { Merge } from "./merge-record.ts";
import { mergeTrees, type Tree } from "./merge-trees.ts";
import { isSourceOfPush, isTest, whyMade } from "./ownership.ts";
import { refuseLostChanges } from "./spec-changes.ts";
import { refuseUnadopted } from "./unadopted.ts";

export interface MergeInput {
  run: string;
  service: string;
  /** The commit that a person has pushed, where the run adopts one. */
  pushed: string | null;
  /** Id of the release that is live. */
  previous: string | null;
  /** Digests of what was generated. */
  source: string;
  tests: string;
}

/**
 * Joins what was generated with what people have changed in the service's repository, so that the gates see what will
 * run. Without a remote nobody can have changed anything.
 *
 * @throws HandEditsError when there are commits that no run has adopted, or main has gone on past the push
 * @throws MergeConflictError when both change the same lines
 * @throws PushRefusedError when the push changes what is made of something else
 */
export async function merge(input: MergeInput) {
  const remote = await remoteFromEnvironment(input.service);
  const nothing: Merge = { head: null, base: null, outside: [], generated: [] };
  if (remote === undefined) return resultOf(input, nothing, "nothing by hand: there is no remote");
  const directory = await mkdtemp(join(tmpdir(), "merge-"));
  try {
    const repository = await Repository.create(directory);
    const head = await repository.fetch(remote);
    if (head === undefined) return await resultOf(input, nothing, "nothing by hand: the repository is new");
    return await mergeWith(input, { repository, remote, head });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function resultOf({ source, tests }: Pick<MergeInput, "source" | "tests">, merge: Merge, said: string) {
  const edited = merge.generated.length > 0;
  return { result: { source, tests, merge: await putArtifact(merge), edited }, said };
}

interface Fetched {
  repository: Repository;
  remote: Remote;
  head: string;
}

async function mergeWith(input: MergeInput, fetched: Fetched) {
  const { service, pushed } = input;
  const { repository, head } = fetched;
  const standing = await standingOf(repository, service, head);
  const base = generatedIn(standing, input);
  if (pushed === null && standing.byHand.length > 0)
    await refuseUnadopted(repository, { service, head, standing });
  if (pushed !== null && head !== pushed) {
    throw new HandEditsError(
      `main of ${service} has gone on from ${pushed.slice(0, 12)} to ${head.slice(0, 12)}, which has a run of its own.`,
    );
  }
  const trees = { base: await repository.readTree(base), theirs: await repository.readTree(head) };
  const toolbox = await readToolbox();
  const implementation = await getArtifact(input.source, Implementation);
  const suite = await getArtifact(input.tests, ServiceTests);
  // What a build was given by hand and was taken back with it is nobody's edit: the live release's functions stay.
  const mayKeep =
    pushed === null && (standing.made === undefined || adoptsPush(standing.made.commit.message));
  const kept = mayKeep ? await keptFunctions(input, implementation) : [];
  const generated = new Map(
    repositoryOf(toolbox, { service, files: [...implementation.files, ...suite.files] }),
  );
  for (const [path, text] of trees.theirs) {
    if (pushed === null ? kept.includes(path) : isSourceOfPush(path)) generated.set(path, text);
  }
  if (pushed === null) {
    await refuseLostChanges(repository, { service, standing, theirs: trees.theirs, generated });
  } else {
    for (const [path, text] of trees.base) if (isAcceptanceTest(path)) generated.set(path, text);
  }
  const statementTests = suite.files.filter(({ path }) => !suite.acceptance.includes(path));
  refuseMade({ ...trees, generated }, (path) => whyMade(path, statementTests));
  const { merged, conflicts } = mergeTrees({ ...trees, generated });
  if (conflicts.length > 0) await refuseConflicts({ ...input, ...fetched, base, generated, conflicts });

  const { files, tests, outside } = partsOf(merged, toolbox, input.service);
  const differing = differences(merged, generated);
  return resultOf(
    {
      source: await putArtifact({ ...implementation, files } satisfies Implementation),
      tests: await putArtifact({
        ...suite,
        files: tests,
        acceptance: tests
          .map(({ path }) => path)
          .filter((path) => !statementTests.some((made) => made.path === path)),
      } satisfies ServiceTests),
    },
    { head, base, outside, generated: differing },
    differing.length === 0
      ? "nothing by hand"
      : `${counted(differing.length, "file")} by hand: ${differing
          .slice(0, 10)
          .map(({ path }) => path)
          .join(", ")}`,
  );
}

/** @throws PushRefusedError when nothing in the history was made by a run */
function generatedIn({ generated }: Standing, { service, pushed }: MergeInput): string {
  if (generated !== undefined) return generated;
  throw new PushRefusedError(
    `The history of ${pushed?.slice(0, 12) ?? "main"} holds no release of ${service}${pushed === null ? "" : ", or one that lies more than 200 commits back"}: it was written anew. ` +
      "Nothing live has changed. The releases stand under their tags: put main on the last one (git push --force origin <tag>^{}:refs/heads/main), and your changes on top of it.",
  );
}

/** Functions that are taken over from the live release as they are: in the repository may stand what is newer. */
async function keptFunctions(
  { service, previous }: MergeInput,
  { files }: Implementation,
): Promise<string[]> {
  const record =
    previous === null ? undefined : await getRecord(recordKeys.release(service, previous), ReleaseRecord);
  if (record === undefined) return [];
  const live = new Map(
    (await getArtifact(record.source, Implementation)).files.map(({ path, content }) => [path, content]),
  );
  return files.flatMap(({ path, content }) => (isByHand(path) && live.get(path) === content ? [path] : []));
}

/** @throws PushRefusedError that names the files that only say what others do, and that a person has changed */
function refuseMade(
  { base, theirs, generated }: Record<"base" | "theirs" | "generated", Tree>,
  why: (path: string) => string | undefined,
): void {
  const refused = [...new Set([...theirs.keys(), ...base.keys()])].flatMap((path) => {
    const stands = theirs.get(path);
    const reason = stands === base.get(path) || stands === generated.get(path) ? undefined : why(path);
    return reason === undefined ? [] : [`${path}: ${reason}`];
  });
  if (refused.length === 0) return;
  throw new PushRefusedError(
    `These files are not changed by hand:\n${refused.slice(0, 20).join("\n")}\nNothing live has changed. Put them back and push again.`,
  );
}

/** The merged files as the gates know them; `outside` are those around the service that differ from what every one has. */
function partsOf(merged: Tree, toolbox: Toolbox, service: string) {
  const around = repositoryOf(toolbox, { service, files: [] });
  const files: SourceFile[] = [];
  const tests: SourceFile[] = [];
  const outside = differences(
    new Map([...merged].filter(([path]) => around.has(path) || !isFile(path))),
    around,
  ).map(({ path }) => ({ path, content: merged.get(path) ?? null }));
  for (const [path, content] of merged) {
    if (around.has(path) || !isFile(path)) continue;
    (isTest(path) ? tests : files).push({ path, content });
  }
  return { files, tests, outside };
}

function isFile(path: string): boolean {
  return SourceFile.shape.path.safeParse(path).success;
}

/** Files in which the first tree differs from the second, with the second's texts. */
function differences(tree: Tree, other: Tree): { path: string; content: string | null }[] {
  return [...new Set([...tree.keys(), ...other.keys()])]
    .filter((path) => tree.get(path) !== other.get(path))
    .map((path) => ({ path, content: other.get(path) ?? null }));
}
