/** What stands before the pack in a Git bundle of version 2 (gitformat-bundle). */
export interface BundleHead {
  /** Commit of the branch main. */
  head: string;
  /** Commits that must be in a repository before it can take the bundle. */
  prerequisites: string[];
}

const signature = "# v2 git bundle";

export function writeBundleHead({ head, prerequisites }: BundleHead): Uint8Array {
  const lines = [
    signature,
    ...prerequisites.map((commit) => `-${commit}`),
    `${head} refs/heads/main`,
    "",
    "",
  ];
  return new TextEncoder().encode(lines.join("\n"));
}

/**
 * Reads a bundle's head; `pack` is where its pack begins.
 *
 * @throws Error when it is no bundle of version 2 with one branch
 */
export function readBundleHead(bundle: Uint8Array): BundleHead & { pack: number } {
  // The pack begins after the first empty line, and what stands before it is ASCII.
  const end = bundle.findIndex((byte, index) => byte === 10 && bundle[index + 1] === 10);
  const [first, ...lines] = new TextDecoder().decode(bundle.subarray(0, Math.max(end, 0))).split("\n");
  const [, head] = /^([0-9a-f]{40}) refs\/heads\/main$/.exec(lines.at(-1) ?? "") ?? [];
  if (first !== signature || head === undefined) {
    throw new Error("A kept release is not a Git bundle of version 2.");
  }
  const prerequisites = lines.slice(0, -1).map((line) => line.slice(1, 41));
  return { head, prerequisites, pack: end + 2 };
}
