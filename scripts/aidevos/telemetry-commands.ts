import { ErrorList, type ServiceError, ServiceMeters } from "../../shared/delivery/control.ts";
import { ReleaseRecord, recordKeys } from "../../shared/runs/run.ts";
import { type RouteUsage, usageOf } from "../../shared/telemetry/usage.ts";
import { only, parse } from "./arguments.ts";
import { withSession } from "./commands.ts";
import { type Command, printResult, table } from "./terminal.ts";

/** Shows what callers ask of a service, by route. */
export const usage: Command = async (args, terminal) => {
  const { values, positionals } = parse(args, { release: { type: "string" } });
  const service = only(positionals, "usage <service> [--release <release>]");
  return withSession(values, terminal, async ({ controlPlane, workerUrl }) => {
    const plane = await controlPlane.dataPlane(workerUrl);
    const path = `/services/${encodeURIComponent(service)}/meters`;
    const { meters } = await plane.call("GET", path, ServiceMeters);
    const { release } = values;
    const routes = usageOf(
      meters.filter((meter) => release === undefined || meter.release.startsWith(release)),
    );
    printResult(values.json, { service, routes }, describeUsage(service, routes));
    return 0;
  });
};

/** Shows why requests of a service failed. */
export const errors: Command = async (args, terminal) => {
  const { values, positionals } = parse(args, {});
  const service = only(positionals, "errors <service>");
  return withSession(values, terminal, async ({ controlPlane, workerUrl }) => {
    const plane = await controlPlane.dataPlane(workerUrl);
    const found = await plane.call("GET", `/services/${encodeURIComponent(service)}/errors`, ErrorList);
    const failures = await Promise.all(
      found.errors.map(async (error) => {
        const release = await controlPlane.record(recordKeys.release(service, error.release), ReleaseRecord);
        return { ...error, run: release?.run ?? null };
      }),
    );
    printResult(values.json, { service, errors: failures }, describeErrors(service, failures));
    return 0;
  });
};

/** The routes as a table. */
export function describeUsage(service: string, routes: readonly RouteUsage[]): string {
  if (routes.length === 0) return `Nobody has called ${service} yet.`;
  return table([
    ["ROUTE", "REQUESTS", "SHARE", "REFUSED", "FAILED", "95% WITHIN", "ROWS READ", "ROWS WRITTEN"],
    ...routes.map((usage) => [
      usage.route,
      `${usage.requests}`,
      `${(100 * usage.share).toFixed(1)}%`,
      `${usage.refusals}`,
      `${usage.failures}`,
      usage.p95 === null ? "longer than 10 s" : `${usage.p95} ms`,
      `${usage.rowsReadPerRequest.toFixed(1)} a request`,
      `${usage.rowsWrittenPerRequest.toFixed(1)} a request`,
    ]),
  ]);
}

/** Why requests failed so, with the run that made the release; null where that is not kept. */
type TracedError = ServiceError & { run: string | null };

/** The causes, each with where to look. */
export function describeErrors(service: string, errors: readonly TracedError[]): string {
  if (errors.length === 0) return `No request of ${service} has failed.`;
  return errors
    .map(({ count, route, cause, place, release, run, firstSeen, lastSeen, request, traceId }) =>
      [
        `${count}x  ${route}  ${cause}`,
        `    ${place === null ? "" : `at ${place}, `}release ${release}${run === null ? "" : `, made by ${run}`}`,
        `    request ${request}${traceId === null ? "" : `, trace ${traceId}`}`,
        `    first ${firstSeen}, last ${lastSeen}`,
      ].join("\n"),
    )
    .join("\n");
}
