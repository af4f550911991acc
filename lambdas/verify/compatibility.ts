import * as z from "zod";
import type { SourceFile } from "../../shared/agents/source.ts";
import { counted } from "../../shared/counted.ts";
import type { GateResult } from "../../shared/runs/run.ts";

const Operation = z.object({ responses: z.record(z.string(), z.unknown()).optional() });
const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/**
 * Names what the live API has and this one has no more. It always passes: whether callers may be broken is for a person
 * to approve.
 */
export function compatibilityGate(
  before: readonly SourceFile[],
  after: readonly SourceFile[],
  live: string,
): GateResult | undefined {
  const [old, fresh] = [before, after].map(operationsOf);
  if (old === undefined || fresh === undefined) return undefined;
  const breaks = [...old].flatMap(([route, statuses]) => {
    const now = fresh.get(route);
    if (now === undefined) return [`${route} is gone`];
    return statuses
      .filter((status) => status.startsWith("2") && !now.includes(status))
      .map((status) => `${route} no longer answers ${status}`);
  });
  return {
    gate: "compatibility",
    passed: true,
    summary:
      breaks.length === 0
        ? "nothing of the live API is gone"
        : `${counted(breaks.length, "break")} of the live API`,
    failures: [],
    evidence: {
      checked: `the API of the live release ${live} against this one's`,
      how: "both releases' openapi.json, route by route",
      found: breaks,
      reproduce: "git diff of openapi.json between the two releases' commits",
    },
  };
}

/** Statuses by method and path; undefined without a document. */
function operationsOf(files: readonly SourceFile[]): Map<string, string[]> | undefined {
  const text = files.find(({ path }) => path === "openapi.json")?.content;
  if (text === undefined) return undefined;
  const { paths } = Document.parse(JSON.parse(text));
  return new Map(
    Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, operation]): [string, string[]][] => {
        const parsed = Operation.safeParse(operation);
        if (!/^(get|head|put|post|patch|delete)$/.test(method) || !parsed.success) return [];
        return [[`${method.toUpperCase()} ${path}`, Object.keys(parsed.data.responses ?? {})]];
      }),
    ),
  );
}
