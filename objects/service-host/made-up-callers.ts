import { headersOfHost } from "../host-headers.ts";
import { documentedCalls } from "../traffic/openapi.ts";
import { Walk } from "../traffic/walk.ts";
import { Document, probeBase } from "./facet.ts";

interface Callers {
  /** Asks what is live, as the router does for a caller. */
  ask: (request: Request) => Promise<Response>;
  seed: number;
  isOver: () => boolean;
}

/** Asks one call after another, drawn by the seed from what is documented, until it is over or nothing is left to ask. */
export async function askAsCallers({ ask, seed, isOver }: Callers): Promise<void> {
  const { origin } = new URL(probeBase);
  const document = await ask(new Request(`${origin}/openapi.json`, { headers: headersOfHost(probeBase) }));
  const calls = documentedCalls(Document.parse(await document.json()));
  const way = new Walk({ calls, seed, base: probeBase, start: Date.now() });
  while (!isOver()) {
    const made = way.next();
    if (made === undefined) return;
    // Others' requests that have come in go first.
    await scheduler.wait(0);
    const { method, path, headers, body } = made;
    const answer = await ask(new Request(origin + path, { method, headers, body, redirect: "manual" }));
    way.learn({ status: answer.status, headers: [...answer.headers], text: await answer.text() });
  }
}
