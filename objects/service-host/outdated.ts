import type { ReleaseBase } from "../../shared/delivery/control.ts";
import type { Problem } from "../problem.ts";

/** What stands in a service: the live release, and the newest that ever was. */
interface Standing {
  live: string | null;
  newest: string | null;
}

/** Whether something else went live since the release was built upon `base`. */
export function isOutdated(release: string, { previous, newest }: ReleaseBase, now: Standing): boolean {
  if (now.live === release) return false;
  if (previous !== undefined && now.live !== previous) return true;
  return newest !== undefined && now.newest !== newest && now.newest !== release;
}

/** Why a release is refused that was built upon what does not stand any more. */
export function outdatedRelease(
  release: string,
  { previous }: ReleaseBase,
  { live, newest }: Standing,
): Problem {
  const now =
    live === previous
      ? `${newest} was live in between`
      : live === null
        ? "nothing is live now"
        : `${live} is live now`;
  const goOn = live === null ? "Build it again." : `Build it again, on top of ${live}.`;
  return {
    status: 409,
    title: "Outdated release",
    detail: `The release ${release} was built upon ${previous ?? "nothing"}, and ${now}. ${goOn}`,
  };
}
