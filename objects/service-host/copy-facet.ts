import type { Env } from "../environment.ts";
import { messageOf } from "../problem.ts";

/**
 * Copies the data of one facet into another, whose own is gone then. A runtime copies at one go, and where all objects
 * share its one thread they wait for as long: what is large goes to the copier, where there is one. Nothing may write
 * to the facet `to` meanwhile; what is written to `from` is in the copy when that had ended before.
 */
export async function copyFacet(ctx: DurableObjectState, env: Env, from: string, to: string): Promise<void> {
  if (env.COPIER !== undefined) {
    // Also gives the name its place on disk.
    ctx.facets.delete(to);
    if (await copyOutside(env.COPIER, { object: ctx.id.toString(), from, to })) return;
  }
  ctx.facets.clone(from, to);
}

async function copyOutside(
  copier: Fetcher,
  copy: { object: string; from: string; to: string },
): Promise<boolean> {
  try {
    const answer = await copier.fetch("http://copier/", { method: "POST", body: JSON.stringify(copy) });
    const { copied } = await answer.json<{ copied: boolean }>();
    return copied;
  } catch (error) {
    console.error(`The copier failed, the runtime copies: ${messageOf(error)}`);
    return false;
  }
}
