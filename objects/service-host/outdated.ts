import type { Problem } from "../problem.ts";

/** Whether something else went live since the release was built upon `previous`. Undefined compares nothing. */
export function isOutdated(
  release: string,
  previous: string | null | undefined,
  live: string | null,
): boolean {
  return previous !== undefined && live !== release && live !== previous;
}

/** Why a release is refused that was built upon what is not live any more. */
export function outdatedRelease(
  release: string,
  previous: string | null | undefined,
  live: string | null,
): Problem {
  const now = live === null ? "nothing is live now" : `${live} is live now`;
  const goOn = live === null ? "Build it again." : `Build it again, on top of ${live}.`;
  return {
    status: 409,
    title: "Outdated release",
    detail: `The release ${release} was built upon ${previous ?? "nothing"}, and ${now}. ${goOn}`,
  };
}
