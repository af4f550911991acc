import type * as z from "zod";
import { type Policy, PolicyChoice, policyOf } from "../../shared/delivery/policy.ts";
import { printDesign } from "../../shared/design/text.ts";
import { changed } from "../../shared/improvement/change.ts";
import type { ImprovementPolicy } from "../../shared/improvement/policy.ts";
import type { DevelopRequest } from "../../shared/runs/run.ts";
import { putEvent } from "../runtime/bus.ts";
import { readDesignedRelease } from "../runtime/designed-release.ts";
import { environmentVariable } from "../runtime/environment.ts";
import { OutdatedRunError } from "../runtime/errors.ts";
import { changeImprovement, improvementPolicy, registeredProposal } from "../runtime/improvements.ts";

export interface SubmitInput {
  run: string;
  service: string;
  proposal: string;
}

/** Seconds beside those of the proof in which a change is made, delivered or given up. */
const making = 1_800;

/**
 * Asks for a release that is the live one's spec with the proposal's design. It is a change like any other, but for its
 * author, and for the benefit that it must prove. The run is named by the proposal, so an event that comes twice makes
 * one release.
 *
 * @throws OutdatedRunError when the release that it was tried on is not what the design fits any more
 */
export async function submit({ run, service, proposal: id }: SubmitInput) {
  const { proposal } = await registeredProposal(service, id);
  const { requirement, blueprint, design } = await readDesignedRelease(service, proposal.release);
  const next = changed(design, proposal.change);
  if (next === undefined)
    throw new OutdatedRunError(
      `The design of ${service} has changed since ${id} was proposed. Improve it again.`,
    );
  const policy = improvementPolicy();
  const change = `improve-${id}`;
  const request: DevelopRequest = {
    requirement,
    name: service,
    design: JSON.parse(printDesign(next, blueprint)),
    author: "engine",
    policy: proving(policyOf(deployedPolicy()), policy, proposal.hypothesis.least),
    run: change,
  };
  await putEvent("requirement.submitted", request);
  await changeImprovement(run, { chosen: id, run: change });
  const until = new Date(Date.now() + (policy.proving + making) * 1000).toISOString();
  return { result: { run: change, until }, said: `${proposal.title}: asked for as ${change}` };
}

/** The deployment's policy, with a benefit to be proven in the shadow, and time for it. */
function proving(policy: Policy, { proving: seconds }: ImprovementPolicy, least: number): Policy {
  return {
    ...policy,
    shadow: { ...policy.shadow, seconds: Math.max(policy.shadow.seconds, seconds) },
    benefit: { least },
  };
}

function deployedPolicy(): z.infer<typeof PolicyChoice> {
  return PolicyChoice.parse(JSON.parse(environmentVariable("DELIVERY_POLICY")));
}
