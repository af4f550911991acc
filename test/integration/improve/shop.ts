import { putArtifact } from "../../../lambdas/runtime/artifacts.ts";
import { makeBundle } from "../../../lambdas/runtime/bundle.ts";
import { createRecord, putRecord } from "../../../lambdas/runtime/records.ts";
import type { TestSuite } from "../../../shared/agents/source.ts";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { bundleDigest } from "../../../shared/delivery/bundle.ts";
import { designByRule } from "../../../shared/design/rule.ts";
import { type ReleaseRecord, type Run, recordKeys } from "../../../shared/runs/run.ts";
import { loadToolbox } from "../compiler/serving.ts";
import type { DataPlane } from "../objects/fixtures/data-plane.ts";
import { blueprintOf } from "../spec/serving.ts";

/** A service of which callers can ask with two filters at once. */
export const shopSpec = (more = "") => `# Shop

## Item
- name: text, required
- shelf: text, required
- colour: text, required
- \`?shelf\` is shelf
- \`?colour\` is colour
${more}- \`POST /items\` creates one
- \`GET /items\` lists them
`;

let count = 0;

/** Makes a release live that nobody developed: in the data plane, and in the tables as far as improving needs it. */
export async function serveShop(
  plane: DataPlane,
  name: string,
  { more = "", previous = null }: { more?: string; previous?: string | null } = {},
): Promise<string> {
  const blueprint = blueprintOf(shopSpec(more));
  const design = designByRule(blueprint);
  const requirement = shopSpec(more);
  const { files, migrations } = implementService({ blueprint, requirement, design });
  const tests: TestSuite = { files: [{ path: "test/shop.test.ts", content: "" }], covers: [] };
  const bundle = makeBundle({ files, toolbox: await loadToolbox() });
  const id = String(++count).padStart(40, "0");
  const made = { bundle, digest: await bundleDigest(bundle) };
  await plane.release(name, id, made);
  const at = new Date().toISOString();
  const run: Run = {
    id: `made-${id}`,
    status: "live",
    startedAt: at,
    endedAt: at,
    service: name,
    author: "person",
  };
  await putRecord(recordKeys.run(run.id), run, { kind: "run", at });
  const asked = await putArtifact(requirement);
  const record: ReleaseRecord = {
    service: name,
    id,
    run: run.id,
    digest: made.digest,
    requirement: asked,
    blueprint: await putArtifact(blueprint),
    source: await putArtifact({ files, migrations }),
    tests: await putArtifact(tests),
    report: await putArtifact({ gates: [], clauses: [] }),
    gitBundle: null,
    status: "live",
    committedAt: at,
    previous,
  };
  await createRecord(recordKeys.release(name, id), record);
  const service = {
    name,
    reservedBy: run.id,
    requirement: asked,
    live: id,
    newest: id,
    ready: id,
    exchange: 0,
  };
  await putRecord(recordKeys.service(name), service, { kind: "service", at });
  return id;
}

const json = { "content-type": "application/json" };

/** Puts things into a shop: each shelf has each colour, over and over. */
export async function stock(plane: DataPlane, name: string, items = 120): Promise<void> {
  for (let item = 0; item < items; item++) {
    const body = { name: `item ${item}`, shelf: `s${item % 3}`, colour: `c${Math.floor(item / 3) % 4}` };
    const answer = await plane.service(name, "/items", {
      method: "POST",
      headers: json,
      body: JSON.stringify(body),
    });
    if (answer.status !== 201)
      throw new Error(`POST /items answered ${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
  }
}

/** Callers who ask with both filters together. */
export async function askWithBoth(plane: DataPlane, name: string, requests = 90): Promise<void> {
  for (let request = 0; request < requests; request++) {
    const answer = await plane.service(name, `/items?shelf=s${request % 3}&colour=c${request % 4}`);
    await answer.arrayBuffer();
  }
}
