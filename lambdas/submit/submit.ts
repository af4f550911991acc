import { type Policy, policyOf } from "../../shared/delivery/policy.ts";
import { printDesign } from "../../shared/design/text.ts";
import { changed } from "../../shared/improvement/change.ts";
import { refuseProposal } from "../../shared/improvement/guards.ts";
import type { ImprovementPolicy } from "../../shared/improvement/policy.ts";
import { type DevelopRequest, recordKeys, Service } from "../../shared/runs/run.ts";
import { printTraceparent } from "../../shared/telemetry/trace-context.ts";
import { putEvent } from "../runtime/bus.ts";
import { deployedPolicy } from "../runtime/deployed-policy.ts";
import { readDesignedRelease } from "../runtime/designed-release.ts";
import {
  changeImprovement,
  improvementPolicy,
  readImprovement,
  registeredProposal,
  standingStop,
} from "../runtime/improvements.ts";
import { getRecord } from "../runtime/records.ts";
import { keepTrace } from "../runtime/run-trace.ts";
import { currentWork } from "../runtime/work.ts";

export interface SubmitInput {
  run: string;
  service: string;
  proposal: string;
}

/** Seconds beside those of the proof in which a change is made, delivered or given up. */
const making = 1_800;

/** The run that makes the change, and when it is given up: ISO 8601, UTC. Null when nothing was asked for. */
interface Submitted {
  result: { run: string | null; until: string | null; text: string };
  said: string;
}

/**
 * Asks for a release that is the live one's spec with the proposal's design. It is a change like any other, but for its
 * author, and for the benefit that it must prove. The run is named by the proposal, so an event that comes twice makes
 * one release. Nothing is asked for where a person has stopped the engine meanwhile, where another release is live, or
 * where no held-out trial has proven the proposal.
 */
export async function submit({ run, service, proposal: id }: SubmitInput): Promise<Submitted> {
  const { proposal, heldOut } = await registeredProposal(service, id);
  const { release = "", by } = await readImprovement(run);
  const stop = by === "person" ? undefined : await standingStop(service);
  if (stop !== undefined)
    return declined(`stopped meanwhile by ${stop.by}, who wants a person for any change: ${stop.reason}`);
  const live = (await getRecord(recordKeys.service(service), Service))?.live ?? null;
  if (live !== release)
    return declined(
      `${live?.slice(0, 7) ?? "nothing"} is live now, and ${id} changes ${release.slice(0, 7)}`,
    );
  const { requirement, blueprint, design } = await readDesignedRelease(service, release);
  const now = new Date().toISOString();
  const checked = refuseProposal(proposal, { service, release, blueprint, design, now });
  if ("problems" in checked) return declined(checked.problems.join(" "));
  const next = changed(design, proposal.change);
  if (next === undefined || heldOut?.outcome !== "benefit") return declined(`nothing has proven ${id}`);
  const policy = improvementPolicy();
  const change = `improve-${id}`;
  const request: DevelopRequest = {
    requirement,
    name: service,
    design: JSON.parse(printDesign(next, blueprint)),
    author: "engine",
    upon: release,
    policy: proving(policyOf(deployedPolicy()), policy, proposal.hypothesis.least),
    run: change,
  };
  // First: should this be cut off, whoever ends the improvement knows which run to look at.
  await changeImprovement(run, { chosen: id, run: change });
  await keepTrace(change, printTraceparent(currentWork().context));
  await putEvent("requirement.submitted", request);
  const until = new Date(Date.now() + (policy.proving + making) * 1000).toISOString();
  const text = `${proposal.title}: asked for as ${change}`;
  return { result: { run: change, until, text }, said: text };
}

function declined(text: string): Submitted {
  return { result: { run: null, until: null, text }, said: text };
}

/** The deployment's policy, with a benefit to be proven in the shadow, and time for it. */
function proving(policy: Policy, { proving: seconds }: ImprovementPolicy, least: number): Policy {
  return {
    ...policy,
    shadow: { ...policy.shadow, seconds: Math.max(policy.shadow.seconds, seconds) },
    benefit: { least },
  };
}
