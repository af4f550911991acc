import { counted } from "../counted.ts";
import { type Measured, wholeOf } from "./measured.ts";
import { worstLine } from "./plan-line.ts";
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

function textOf(usage: RouteUsage, { statements, rows }: Profile): string {
  const { route, cost, shown } = usage;
  const of = (count: number) => Math.round(count / cost.requests);
  const does = shown === null ? `writes ${of(cost.rowsWritten)}` : `shows ${of(shown)}`;
  const [costliest] = statements
    .filter(({ routes }) => routes.includes(route))
    .sort((a, b) => b.rowsRead - b.rowsGiven - (a.rowsRead - a.rowsGiven));
  const from = costliest === undefined ? "" : `, mostly in ${statementText(costliest, rows)}`;
  return `${route} reads ${counted(of(cost.rowsRead), "row")} for a request and ${does}${from}${togetherText(usage)}.`;
}

function statementText(statement: StatementUsage, rows: Profile["rows"]): string {
  const { sql } = statement;
  const line = worstLine(statement, rows);
  const short = sql.length > 160 ? `${sql.slice(0, 160)}…` : sql;
  return `\`${short}\`${line === undefined ? "" : `, whose plan says \`${line}\``}`;
}

function togetherText({ parameters, cost }: RouteUsage): string {
  const [most] = [...parameters].sort((a, b) => b.cost.rowsRead - a.cost.rowsRead);
  if (most === undefined || most.names.length === 0) return "";
  const together = most.names.length > 1 ? " together" : "";
  return `; ${most.cost.requests} of ${counted(cost.requests, "request")} come with ${most.names.join(", ")}${together}`;
}
