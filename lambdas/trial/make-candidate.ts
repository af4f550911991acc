import { Implementation } from "../../shared/agents/source.ts";
import { handFunctions } from "../../shared/compiler/hand.ts";
import { implementService } from "../../shared/compiler/implement-service.ts";
import { bundleDigest } from "../../shared/delivery/bundle.ts";
import { changed } from "../../shared/improvement/change.ts";
import { refuseProposal } from "../../shared/improvement/guards.ts";
import type { Proposal } from "../../shared/improvement/proposal.ts";
import { recordKeys, Service } from "../../shared/runs/run.ts";
import { makeBundle, putBundle } from "../runtime/bundle.ts";
import { readDesignedRelease } from "../runtime/designed-release.ts";
import { getRecord } from "../runtime/records.ts";
import { readToolbox } from "../runtime/toolbox.ts";

type Candidate =
  | { outcome: "made"; control: string; digest: string }
  /** Nothing to try: why, for a person. */
  | { outcome: "refused"; why: string };

/** What is being improved, whatever a proposal says that it is about. */
interface Tried {
  service: string;
  release: string;
}

/**
 * Compiles the release that a proposal changes with the changed design, and puts it into the data plane. People's edits of
 * generated code are not in it: Develop merges them, and its gates see what runs.
 */
export async function makeCandidate(proposal: Proposal, { service, release }: Tried): Promise<Candidate> {
  const { change } = proposal;
  const live = await readDesignedRelease(service, release);
  const { blueprint, design, requirement, digest: control, files } = live;
  const now = new Date().toISOString();
  const checked = refuseProposal(proposal, { service, release, blueprint, design, now });
  if ("problems" in checked) return { outcome: "refused", why: checked.problems.join(" ") };
  const next = changed(design, change);
  if (next === undefined) return { outcome: "refused", why: "the design has it so already" };
  const newest = (await getRecord(recordKeys.service(service), Service))?.newest ?? release;
  const { migrations } = newest === release ? live : await readDesignedRelease(service, newest);
  const compiled = implementService({
    blueprint,
    requirement,
    design: next,
    previous: { blueprint, migrations },
  });
  const paths = new Set(handFunctions(blueprint).map(({ path }) => path));
  const hand = files.filter(({ path }) => paths.has(path));
  const { files: all } = Implementation.parse({ ...compiled, files: [...compiled.files, ...hand] });
  const bundle = makeBundle({ files: all, toolbox: await readToolbox() });
  const digest = await bundleDigest(bundle);
  if (digest === control) return { outcome: "refused", why: "it changes nothing that runs" };
  await putBundle(digest, bundle);
  return { outcome: "made", control, digest };
}
