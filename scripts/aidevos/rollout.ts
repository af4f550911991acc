import type { Difference } from "../../shared/delivery/evidence.ts";
import { Look, LookDetail } from "../../shared/runs/rollout.ts";
import { type Run, recordKeys } from "../../shared/runs/run.ts";
import { shortened } from "../../shared/shortened.ts";
import type { ControlPlane } from "./control-plane.ts";

/** Characters of a body or an answer that are shown. */
const textShown = 200;

/** One look of the judge, with all that it saw. */
export type RolloutLook = Look & LookDetail;

/** The looks at a run's release, in their order. */
export async function rolloutOf(controlPlane: ControlPlane, { id }: Run): Promise<RolloutLook[]> {
  const looks = await controlPlane.under(recordKeys.run(id).pk, "look#", Look);
  const sorted = looks.toSorted((left, right) => left.at.localeCompare(right.at));
  return Promise.all(
    sorted.map(async (look) => ({ ...look, ...(await controlPlane.artifact(look.detail, LookDetail)) })),
  );
}

/** The same for people: each look in a line, with its measures, and the last one's differences. */
export function describeRollout(looks: readonly RolloutLook[]): string {
  const last = looks.at(-1);
  if (last === undefined)
    return "No judge has looked at it: nothing was live to compare it with, or it did not come so far.";
  return [
    ...looks.flatMap(({ at, phase, verdict, text, judgement }) => [
      `${at}  ${phase}, ${verdict}: ${text}`,
      ...judgement.measures.map(({ measure, outcome, text }) => `    ${measure}: ${outcome}: ${text}`),
    ]),
    ...last.differences.flatMap(describeDifference),
  ].join("\n");
}

function describeDifference({ kind, request, control, candidate, what, confirmed }: Difference): string[] {
  const { method, path, body } = request;
  const side = (name: string, { status, text }: Difference["control"]) =>
    `  ${name}: ${status ?? "none"} ${shortened(text, textShown)}`.trimEnd();
  return [
    "",
    `${kind}${confirmed ? ", again when repeated" : ""}: ${what}`,
    `  ${method} ${path} ${body === null ? "" : shortened(body, textShown)}`.trimEnd(),
    side("live", control),
    side("new ", candidate),
  ];
}
