import { afterAll, beforeAll, expect, test } from "vitest";
import {
  archiveOf,
  changeProposal,
  claimService,
  listProposals,
  readClaim,
  readProposal,
  registerProposal,
} from "../../../lambdas/runtime/improvements.ts";
import { putRecord } from "../../../lambdas/runtime/records.ts";
import { settleFates } from "../../../lambdas/runtime/settled-fate.ts";
import type { ArchiveEntry, TrialOutcome } from "../../../shared/improvement/proposal.ts";
import { type Run, recordKeys } from "../../../shared/runs/run.ts";
import { startTables } from "./tables.ts";

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

const at = "2026-11-26T12:00:00.000Z";
const cost = { requests: 10, rowsRead: 100, rowsWritten: 0 };
const heldOut: TrialOutcome = {
  outcome: "benefit",
  control: cost,
  candidate: cost,
  gain: 0.5,
  interval: [0.4, 0.6],
  evidence: 40,
  text: "",
};

async function propose(service: string, id: string): Promise<string> {
  const entry: ArchiveEntry = {
    proposal: {
      id,
      service,
      release: "1".repeat(40),
      change: { kind: "add-index", index: { entity: "item", by: [{ field: "shelf" }] } },
      title: "Index items by shelf",
      because: "reads GET /items",
      hypothesis: { least: 0.1, alpha: 0.03, guard: 1.2, registeredAt: at },
    },
    fate: "tried",
    why: "",
    at,
  };
  await registerProposal(entry);
  return id;
}

test("what a held-out part has answered is never forgotten, however much is proposed after it", async () => {
  await claimService("shop", "one", new Date());
  await listProposals("shop", {
    archive: [],
    ids: [await propose("shop", "answered"), await propose("shop", "forgotten")],
  });
  await changeProposal("shop", "answered", { heldOut });
  await listProposals("shop", {
    archive: await archiveOf("shop"),
    ids: Array.from({ length: 400 }, (_, index) => `other-${index}`),
  });
  const { proposals } = await readClaim("shop");
  expect(proposals).toHaveLength(401);
  expect(proposals).toContain("answered");
  expect(proposals).not.toContain("forgotten");
});

test.each([
  ["tried", "live", "live"],
  ["withheld", "live", "live"],
  ["withheld", "failed", "withheld"],
  ["tried", "rolled-back", "withheld"],
  ["live", "rolled-back", "taken-back"],
  ["tried", "delivering", "tried"],
] as const)("a proposal that was %s, whose run is %s by now, is %s", async (before, status, after) => {
  const service = `settled-${before}-${status}`;
  await claimService(service, "one", new Date());
  await listProposals(service, { archive: [], ids: [await propose(service, "change")] });
  const run: Run = { id: `run-${service}`, status, startedAt: at, author: "engine" };
  await putRecord(recordKeys.run(run.id), run);
  await changeProposal(service, "change", { fate: before, run: run.id });
  await settleFates(service);
  expect(await readProposal(service, "change")).toMatchObject({ fate: after });
});
