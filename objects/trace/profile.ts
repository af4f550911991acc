import type { Profile } from "../../shared/improvement/trace.ts";
import { serviceClassIn } from "../generated-code.ts";
import { done, messageOf, type Outcome, refused } from "../problem.ts";
import { documentedPaths } from "../service-host/facet.ts";
import { Twin } from "../service-host/twin.ts";
import { documentedCalls } from "../traffic/openapi.ts";
import { inspect } from "./inspect.ts";
import { type Profiled, profiling, readTold, type Told } from "./profiled-code.ts";
import { type Replay, ReplayError, startingRequest, traceFacets } from "./replay.ts";
import { RouteUsages } from "./route-usages.ts";
import { StatementUsages } from "./statement-usages.ts";
import { stateOf } from "./trace.ts";

/** Replays the search part to the release that was live, alone, and tells what it costs and why. */
export async function profileTrace(replay: Replay): Promise<Outcome<Profile>> {
  const { ctx, env, trace, route } = replay.options;
  const code = () => serviceClassIn<Profiled>(profiling, env, trace.digest);
  const twin = new Twin<Profiled>({ ctx, env, name: traceFacets.profile, code });
  try {
    await twin.copyFrom(traceFacets.origin);
    await start(twin);
    const routes = new RouteUsages(documentedCalls({ paths: await documentedPaths(twin.facet) }));
    const statements = new StatementUsages();
    // What the start has run is nobody's.
    const tell = () => toldBy(twin);
    statements.learn(await tell());
    for await (const { request, status } of replay.requests("search")) {
      const answer = await twin.ask(request);
      const { pathname, searchParams } = new URL(request.url);
      const named = route(request.method, pathname);
      replay.check(named, status, answer.status);
      routes.add(named, answer, new Set(searchParams.keys()));
      if (answer.status === null) {
        // It was stopped, and what it has run is lost with it.
        statements.restarted();
        statements.learn(await tell());
      } else {
        const told = await tell();
        statements.add(named, told);
        routes.readAgain(named, told.readAgain);
      }
    }
    replay.conclude();
    twin.stop(new Error("Its part is over."));
    const inspection = await inspect({ ctx, env, facet: twin.name }, statements.explained);
    return done({
      trace: stateOf(trace),
      routes: routes.all(),
      statements: statements.costliest(inspection.plans),
      indexes: inspection.indexes.map(({ table, name }) => ({
        table,
        name,
        uses: statements.usesOf(name, inspection.plans),
      })),
      rows: inspection.rows,
    });
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    return refused({ status: 422, title: "The trace can't be replayed", detail: error.message });
  } finally {
    twin.delete();
  }
}

/**
 * The statements that have run since this was asked last.
 *
 * @throws ReplayError when the code can't tell: it has changed what telling needs, on purpose or not
 */
async function toldBy(twin: Twin<Profiled>): Promise<Told> {
  try {
    return readTold(await twin.facet.statements());
  } catch (error) {
    throw new ReplayError(`The release's code does not let its statements be told: ${messageOf(error)}.`);
  }
}

/**
 * @throws ReplayError when it does not start over the data
 */
async function start(twin: Twin<Profiled>): Promise<void> {
  const { status, failure } = await twin.ask(startingRequest(Date.now()));
  if (status === null || status >= 500)
    throw new ReplayError(`The release does not start: ${failure ?? `it answers ${status}`}.`);
}
