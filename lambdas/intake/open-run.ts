import * as z from "zod";
import { readRequirement } from "../../shared/agents/tasks/read-requirement.ts";
import { DevelopRequest, type Run, recordKeys } from "../../shared/runs/run.ts";
import { performFor } from "../runtime/agent.ts";
import { putArtifact } from "../runtime/artifacts.ts";
import { RequirementRefusedError } from "../runtime/errors.ts";
import { changeRecord, createRecord } from "../runtime/records.ts";
import { reserveService } from "./reserve-service.ts";

/**
 * Opens the run and splits its requirement into clauses; what follows goes on with their digests.
 *
 * @throws RequirementRefusedError when the text cannot become a service, with the reason for its writer
 */
export async function openRun({ request, run }: { request?: unknown; run: string }) {
  const parsed = DevelopRequest.safeParse(request);
  if (!parsed.success) throw new RequirementRefusedError(z.prettifyError(parsed.error).replace(/^✖ /, ""));
  const { requirement, name, unmetClauses, tokens } = parsed.data;

  const startedAt = new Date().toISOString();
  const requirementDigest = await putArtifact(requirement);
  const record: Run = {
    id: run,
    status: "developing",
    startedAt,
    requirement: requirementDigest,
    tokensUsed: 0,
    tokenLimit: tokens,
  };
  await createRecord(recordKeys.run(run), record, { kind: "run", at: startedAt });

  const reading = await performFor(run, readRequirement, { requirement });
  if (reading.outcome === "refused") throw new RequirementRefusedError(reading.reason);

  const { service, previous } = await reserveService({
    run,
    requirement: requirementDigest,
    wanted: name ?? reading.name,
    exact: name !== undefined,
  });
  await changeRecord(recordKeys.run(run), { service });
  const result = {
    run,
    service,
    previous,
    requirement: requirementDigest,
    clauses: await putArtifact({ title: reading.title, clauses: reading.clauses }),
    unmetClauses,
    architects: ["lean"],
  };
  return { result, said: `${service}: ${reading.clauses.length} clauses` };
}
