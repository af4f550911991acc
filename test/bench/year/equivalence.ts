import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { type Difference, Evidence } from "../../../shared/delivery/evidence.ts";
import { nothingMeant } from "../../../shared/delivery/meant.ts";
import type { Policy } from "../../../shared/delivery/policy.ts";
import { Acknowledged } from "./acknowledged.ts";
import type { Plane } from "./plane.ts";
import type { Compiled, Made } from "./service.ts";
import { Users } from "./users.ts";

/** What a comparison of a release with the sound one of the same spec has found. */
export interface Compared {
  calls: number;
  /** Answers unlike the sound release's, failures, and requests that read too many rows. */
  hits: number;
  differences: Difference[];
}

/**
 * Holds a release against the sound one of the same spec, on data of its own: ten times the calls of a rollout, by another
 * seed, and then users' calls that are made up from the spec instead of from its document. Nothing may differ.
 */
export async function compareLong(
  plane: Plane,
  {
    service,
    sound,
    other,
    policy,
    seed,
  }: { service: string; sound: Compiled; other: Made; policy: Policy; seed: number },
): Promise<Compared> {
  await plane.register(service, "sound", sound.made);
  await plane.done("POST", `/control/services/${service}/promote`, { release: "sound" });
  const registered = await plane.register(service, "other", other);
  if (!registered.ok) throw new Error(`The other release does not start: ${registered.text}`);
  const users = usersOf(plane, service, sound.blueprint, sound.document, seed);
  const generated = 10 * policy.shadow.generated;
  const found = await compared(plane, { service, release: "other", policy, seed, generated, users });
  await plane.done("POST", `/control/services/${service}/rollback`, { reason: "compared" });
  return found;
}

function usersOf(
  plane: Plane,
  service: string,
  blueprint: Blueprint,
  document: unknown,
  seed: number,
): Users {
  const acknowledged = new Acknowledged();
  const users = new Users(() => plane.current, { service, users: 2, pause: 5, acknowledged });
  users.learn({ blueprint, document, seed });
  return users;
}

/** Seconds of users' calls that are compared after those that were made up. */
const mirroredSeconds = 3;

/** Compares a release with the live one while users call: on so many made-up calls, then on theirs. */
export async function compared(
  plane: Plane,
  {
    service,
    release,
    policy,
    seed,
    generated,
    users,
  }: { service: string; release: string; policy: Policy; seed: number; generated: number; users?: Users },
): Promise<Compared> {
  const path = `/control/services/${service}`;
  const { slow, rows } = policy;
  await plane.done("POST", `${path}/shadow`, { release, meant: nothingMeant, generated, seed, slow, rows });
  const evidence = async () => Evidence.parse(await plane.done("GET", `${path}/evidence?release=${release}`));
  const pause = () => new Promise((resolve) => setTimeout(resolve, 200));
  let seen = await evidence();
  while (seen.generating === true) {
    await pause();
    seen = await evidence();
  }
  users?.start();
  const until = Date.now() + mirroredSeconds * 1_000;
  while (Date.now() < until) {
    await pause();
    seen = await evidence();
  }
  await users?.stop();
  seen = await evidence();
  await plane.done("POST", `${path}/settle`, { release });
  const { mirrored, generated: made, differences } = seen;
  const hits = [mirrored, made].reduce(
    (sum, { unlike, failed, rows: read }) => sum + unlike.candidate + failed.candidate + read.candidate,
    0,
  );
  return { calls: mirrored.compared + made.compared, hits, differences };
}
