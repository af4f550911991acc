import type { ReleaseBase } from "../../shared/delivery/control.ts";
import type { Problem } from "../problem.ts";

/** What stands in a service: the live release, and the newest that ever was. */
interface Standing {
  live: string | null;
  newest: string | null;
}

/** Why a release is refused that was built upon what does not stand any more; undefined where it still does. */
export function outdated(
  release: string,
  { previous, newest: known }: ReleaseBase,
  { live, newest }: Standing,
): Problem | undefined {
  if (live === release) return undefined;
  const isOther = previous !== undefined && live !== previous;
  const isLater = known !== undefined && newest !== known && newest !== release;
  if (!isOther && !isLater) return undefined;
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
