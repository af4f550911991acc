import { sha256 } from "../../shared/digest.ts";

/**
 * Whether an object is among a share of a service's objects: the hash of release and object, as a part of 1, lies below
 * it. So it is the same ones for a release each time, others for another, and those of a smaller share are in a greater.
 */
export async function isInShare(release: string, object: string, share: number): Promise<boolean> {
  const hash = await sha256(`${release} ${object}`);
  return Number.parseInt(hash.slice(0, 12), 16) / 16 ** 12 < share;
}
