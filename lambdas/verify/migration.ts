import { counted } from "../../shared/counted.ts";
import type { MigrationReport } from "../../shared/delivery/control.ts";
import type { GateResult } from "../../shared/runs/run.ts";

/** The release starts over what the live one has made, loses nothing of it, and can be taken back. */
export function migrationGate(
  { writes, reads, problems, failure }: MigrationReport,
  live: string,
): GateResult {
  const failures = [
    ...(failure === undefined ? [] : [`It could not be tried: ${failure}`]),
    ...problems.map(({ phase, request, what }) =>
      phase === "forward"
        ? `${request} ${what}, over data of the live release. Keep what is there, or say in the spec that it goes.`
        : `After going back to the live release, ${request} ${what}. A step may add, and change nothing that is there.`,
    ),
  ];
  return {
    gate: "migration",
    passed: failures.length === 0,
    summary:
      failures.length === 0
        ? `${counted(reads, "read")} of ${counted(writes, "write")} the same, forward and back`
        : counted(failures.length, "problem"),
    failures,
    evidence: {
      checked: `data that the live release ${live} makes, read by this one, and again by the live one`,
      how: "the live release's own tests run on one object; each of their reads is asked again of this release over a copy, and of the live one over a copy of that",
      found: [`${counted(writes, "write")}, ${counted(reads, "read")} asked again`, ...failures],
      reproduce: "POST /control/bench/migration with both bundles' digests and the live release's tests",
    },
  };
}
