import { counted } from "../../shared/counted.ts";
import type { BenchReport } from "../../shared/delivery/control.ts";
import type { GateResult } from "../../shared/runs/run.ts";

/**
 * Nothing that callers give for private fields comes out in the console, in all that the tests of the statements call.
 * No result where no field is private.
 */
export function privacyGate(
  privateFields: ReadonlySet<string>,
  written: BenchReport["console"],
): GateResult | undefined {
  if (privateFields.size === 0 || written === undefined) return undefined;
  const { lines, values, leaks } = written;
  const failures = leaks.map(
    ({ field, line }) => `A value of \`${field}\` is written to the console: ${line}. Leave it out there.`,
  );
  return {
    gate: "privacy",
    passed: failures.length === 0,
    summary:
      failures.length === 0
        ? `none of ${counted(values, "private value")} in ${counted(lines, "line")} of the console`
        : `${counted(failures.length, "line")} of the console with private values`,
    failures,
    evidence: {
      checked: `the private fields ${[...privateFields].join(", ")}`,
      how: "every value that the statements' tests send for them is looked for in all that the service writes to the console meanwhile",
      found: [
        `${counted(values, "value")} sent, ${counted(lines, "line")} written`,
        ...leaks.map(({ field, line }) => `${field}: ${line}`),
      ],
      reproduce: "npm test in the service's repository, with the console's output looked at",
    },
  };
}
