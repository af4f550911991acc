import type { Send, SentAnswer, SentRequest } from "@aidevos/kit/testing";
import { compareAnswers } from "../../shared/delivery/compare-answers.ts";
import type { MigrationReport } from "../../shared/delivery/control.ts";
import { type Meant, nothingMeant } from "../../shared/delivery/meant.ts";
import { routesOf } from "../../shared/delivery/route-of.ts";
import { callLimit, type ServiceClass } from "../generated-code.ts";
import { messageOf } from "../problem.ts";
import { within } from "../within.ts";
import type { TestWorker } from "./bench.ts";
import { send } from "./send.ts";

/** Most requests that are asked again of each release, and most of what is amiss that is told. */
const readLimit = 120;
const toldLimit = 20;

/** Bound on one of the sample's tests, and on all of them, in milliseconds. */
const testLimit = 2_000;
const sampleLimit = 15_000;

export interface Migration {
  ctx: DurableObjectState;
  live: ServiceClass;
  candidate: ServiceClass;
  sample: Pick<TestWorker, "list" | "run">;
  meant: Meant;
}

interface Read {
  request: SentRequest;
  answer: SentAnswer;
}

/** Lets the live release make data, and has it read by the release that follows, and by the live one again. */
export async function tryMigration({
  ctx,
  live,
  candidate,
  sample,
  meant,
}: Migration): Promise<MigrationReport> {
  const start = (name: string, service: ServiceClass) => ctx.facets.get(name, () => ({ class: service }));
  // What hangs on the time shall not differ for that.
  const time = Date.now();
  const report: MigrationReport = { writes: 0, reads: 0, problems: [] };
  try {
    const before = start("live", live);
    const { reads, writes } = await makeSample(before, sample);
    const known: Read[] = [];
    for (const request of reads.slice(-readLimit)) {
      const answer = await send(before, request, time);
      if (answer.status === 200) known.push({ request, answer });
    }
    Object.assign(report, { writes, reads: known.length });
    ctx.facets.clone("live", "candidate");
    const after = start("candidate", candidate);
    await compare(known, (request) => send(after, request, time), { report, phase: "forward", meant });
    ctx.facets.clone("candidate", "back");
    const back = start("back", live);
    await compare(known, (request) => send(back, request, time), {
      report,
      phase: "back",
      meant: nothingMeant,
    });
  } catch (error) {
    report.failure = messageOf(error);
  } finally {
    for (const name of ["live", "candidate", "back"]) ctx.facets.delete(name);
  }
  return report;
}

/** Runs the tests on one object. They were written for one each: those that find others' things fail, and still make some. */
async function makeSample(
  facet: Fetcher,
  sample: Migration["sample"],
): Promise<{ reads: SentRequest[]; writes: number }> {
  const reads = new Map<string, SentRequest>();
  let writes = 0;
  const record: Send = async (request) => {
    const answer = await send(facet, request);
    if (request.method !== "GET" && answer.status < 300) writes++;
    if (request.method === "GET" && answer.status === 200) {
      const key = JSON.stringify([request.path, request.headers]);
      // Asked again last, it counts as the latest.
      reads.delete(key);
      reads.set(key, request);
    }
    return answer;
  };
  const { tests, failure } = await within(callLimit, sample.list());
  if (failure !== undefined) throw new Error(failure);
  const end = Date.now() + sampleLimit;
  for (const index of tests.keys()) {
    if (Date.now() > end) break;
    await scheduler.wait(1);
    try {
      await within(
        testLimit,
        sample.run(index, record, async () => {}),
      );
    } catch (error) {
      console.warn(`A test that makes data did not end: ${messageOf(error)}`);
      break;
    }
  }
  return { reads: [...reads.values()], writes };
}

interface Comparison {
  report: MigrationReport;
  phase: MigrationReport["problems"][number]["phase"];
  meant: Meant;
}

/** Asks again. A release that does not answer at all is not asked for the rest. */
async function compare(
  known: readonly Read[],
  ask: (request: SentRequest) => Promise<SentAnswer>,
  { report, phase, meant }: Comparison,
): Promise<void> {
  const tell = (path: string, what: string) => report.problems.push({ phase, request: `GET ${path}`, what });
  const route = routesOf(pathsOf(meant));
  for (const { request, answer: control } of known) {
    if (report.problems.length >= toldLimit) return;
    const { method, path } = request;
    try {
      const candidate = await ask(request);
      const comparison = compareAnswers({ route: route(method, path), control, candidate, meant });
      if (comparison.outcome === "unlike") tell(path, `answers otherwise: ${comparison.what}`);
    } catch (error) {
      tell(path, `is not answered: ${messageOf(error)}`);
      return;
    }
  }
}

/** What is meant names all routes that matter here: others are to answer as before. */
function pathsOf({ routes }: Meant): Record<string, Record<string, object>> {
  return Object.fromEntries(
    [...Map.groupBy(routes, ({ path }) => path)].map(([path, methods]) => [
      path,
      Object.fromEntries(methods.map(({ method }) => [method.toLowerCase(), {}])),
    ]),
  );
}
