import { canonicalJson } from "../digest.ts";
import type { Meant } from "./meant.ts";

/** An answer as it is compared; `status` is null when there was none. */
export interface ComparedAnswer {
  status: number | null;
  headers: [string, string][];
  text: string;
}

export type Comparison =
  | { outcome: "same" }
  | { outcome: "meant"; diverges: boolean }
  | { outcome: "unlike"; what: string };

/** Whether two releases answer a call alike, and if not, whether they were meant to. */
export function compareAnswers({
  route,
  control,
  candidate,
  meant,
}: {
  route: { method: string; path: string };
  control: ComparedAnswer;
  candidate: ComparedAnswer;
  meant: Meant;
}): Comparison {
  const what = difference(control, candidate);
  if (what === undefined) return { outcome: "same" };
  const isMeant = meant.routes.some(({ method, path }) => method === route.method && path === route.path);
  return isMeant && (candidate.status ?? 500) < 500
    ? { outcome: "meant", diverges: true }
    : { outcome: "unlike", what };
}

function difference(control: ComparedAnswer, candidate: ComparedAnswer): string | undefined {
  if (control.status !== candidate.status) return `status: ${control.status} and ${candidate.status}`;
  const [left, right] = [control, candidate].map(({ headers }) => canonicalJson(Object.fromEntries(headers)));
  if (left !== right) return `headers: ${left} and ${right}`;
  return control.text === candidate.text ? undefined : "body";
}
