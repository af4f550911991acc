import type { SourceFile } from "../../shared/agents/source.ts";
import type { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { counted } from "../../shared/counted.ts";
import { breaks, breakText, type Described } from "../../shared/difference/breaks.ts";
import type { GateResult } from "../../shared/runs/run.ts";
import type { LiveService } from "../runtime/live-service.ts";

interface Release {
  files: readonly SourceFile[];
  blueprint: Blueprint;
}

/**
 * Names what callers of the live release lose with this one. It always passes: whether they may is for a person to
 * approve.
 */
export function compatibilityGate(live: LiveService, release: Release): GateResult | undefined {
  const [before, after] = [describedBy(live), describedBy(release)];
  if (before === undefined || after === undefined) return undefined;
  const found = breaks(before, after).map(breakText);
  return {
    gate: "compatibility",
    passed: true,
    summary:
      found.length === 0
        ? "nothing of the live API is gone"
        : `${counted(found.length, "break")} of the live API`,
    failures: [],
    evidence: {
      checked: `the API of the live release ${live.release} against this one's`,
      how: "both releases' openapi.json and specs, route by route",
      found,
      reproduce: "git diff of openapi.json and spec.md between the two releases' commits",
    },
  };
}

/** Undefined where nothing documents it. */
function describedBy({ files, blueprint }: Release): Described | undefined {
  const text = files.find(({ path }) => path === "openapi.json")?.content;
  return text === undefined ? undefined : { document: JSON.parse(text), blueprint };
}
