import { counted } from "../../shared/counted.ts";
import { diagnose } from "../../shared/improvement/diagnose.ts";
import { propose } from "../../shared/improvement/propose.ts";
import { Profile } from "../../shared/improvement/trace.ts";
import { putArtifact } from "../runtime/artifacts.ts";
import { callDataPlane, replayTime } from "../runtime/data-plane.ts";
import { readDesignedRelease } from "../runtime/designed-release.ts";
import {
  changeImprovement,
  improvementPolicy,
  listProposals,
  registerProposal,
} from "../runtime/improvements.ts";
import { settleFates } from "../runtime/settled-fate.ts";

export interface DiagnoseInput {
  run: string;
  service: string;
  release: string;
}

/**
 * Looks for what the recorded requests cost more than they had to, and for changes of the design that could mend it. Each
 * is registered with its hypothesis before any is tried.
 */
export async function diagnoseService({ run, service, release }: DiagnoseInput) {
  const [{ blueprint, design }, profile, archive] = await Promise.all([
    readDesignedRelease(service, release),
    callDataPlane({
      method: "GET",
      path: `/services/${service}/profile?trace=${encodeURIComponent(run)}`,
      answer: Profile,
      timeout: replayTime,
    }),
    settleFates(service),
  ]);
  const findings = diagnose({ profile, blueprint, design });
  const { trials, least } = improvementPolicy();
  const at = new Date().toISOString();
  const proposals = propose({
    profile,
    blueprint,
    design,
    service,
    release,
    findings,
    archive,
    registeredAt: at,
    least,
    most: trials,
  });
  for (const proposal of proposals)
    await registerProposal({ proposal, fate: "tried", why: "registered, and not tried yet", at });
  const ids = proposals.map(({ id }) => id);
  await listProposals(service, { archive, ids });
  await changeImprovement(run, { findings: await putArtifact(findings), proposals: ids });
  const asked = findings.filter(({ kind }) => kind === "spec").length;
  const text = [
    counted(findings.length, "finding"),
    counted(ids.length, "proposal"),
    ...(asked === 0
      ? []
      : [`${counted(asked, "finding")} for a person, since only the spec could mend them`]),
    ...findings.slice(0, 3).map((finding) => finding.text),
  ].join("; ");
  return { result: { proposals: ids, text }, said: text };
}
