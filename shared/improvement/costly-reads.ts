import { counted } from "../counted.ts";
import { type Measured, wholeOf } from "./measured.ts";
import type { Finding } from "./proposal.ts";
import type { Profile, RouteUsage, StatementUsage } from "./trace.ts";

/** A route reads much when it reads this many times what it shows or writes, and so many rows for a request more. */
const leastTimes = 2;
const leastRows = 5;

/** Routes that read many more rows than they show or write, each with the statement that reads most of them. */
export function costlyReads({ profile }: Measured): Finding[] {
  const { requests } = wholeOf(profile);
  return profile.routes.flatMap((usage): Finding[] => {
    const excess = excessOf(usage);
    const needed = usage.cost.rowsRead - excess;
    if (usage.cost.rowsRead < leastTimes * needed || excess < leastRows * usage.cost.requests) return [];
    return [
      {
        id: `reads ${usage.route}`,
        kind: "reads",
        route: usage.route,
        text: textOf(usage, profile),
        weight: excess / requests,
      },
    ];
  });
}

/** Rows that a route has read beyond one for each that it showed or wrote, or for each request. */
export function excessOf({ cost, shown }: Pick<RouteUsage, "cost" | "shown">): number {
  return Math.max(0, cost.rowsRead - Math.max(cost.requests, shown ?? 0) - cost.rowsWritten);
}

function textOf(usage: RouteUsage, { statements }: Profile): string {
  const { route, cost, shown } = usage;
  const of = (rows: number) => Math.round(rows / cost.requests);
  const does = shown === null ? `writes ${of(cost.rowsWritten)}` : `shows ${of(shown)}`;
  const [costliest] = statements
    .filter(({ routes }) => routes.includes(route))
    .sort((a, b) => b.rowsRead - b.rowsGiven - (a.rowsRead - a.rowsGiven));
  const from = costliest === undefined ? "" : `, mostly in ${statementText(costliest)}`;
  return `${route} reads ${counted(of(cost.rowsRead), "row")} for a request and ${does}${from}${togetherText(usage)}.`;
}

function statementText({ sql, plan }: StatementUsage): string {
  const line = worstLine(plan);
  const short = sql.length > 160 ? `${sql.slice(0, 160)}…` : sql;
  return `\`${short}\`${line === undefined ? "" : `, whose plan says \`${line}\``}`;
}

/** Of a query's plan, the line that costs most: a scan of a table, sorting, a scan of an index, or its first search. */
export function worstLine(plan: readonly string[]): string | undefined {
  const scans = plan.filter((line) => /\bSCAN\b/.test(line));
  return (
    scans.find((line) => !/ INDEX /.test(line)) ??
    plan.find((line) => line.includes("TEMP B-TREE")) ??
    scans[0] ??
    plan[0]
  )?.trim();
}

function togetherText({ parameters, cost }: RouteUsage): string {
  const [most] = [...parameters].sort((a, b) => b.cost.rowsRead - a.cost.rowsRead);
  if (most === undefined || most.names.length === 0) return "";
  const together = most.names.length > 1 ? " together" : "";
  return `; ${most.cost.requests} of ${counted(cost.requests, "request")} come with ${most.names.join(", ")}${together}`;
}
