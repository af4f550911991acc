import { createServer } from "node:http";
import * as z from "zod";
import { listen } from "../../../local/ports.ts";
import { type Evidence, noPairs } from "../../../shared/delivery/evidence.ts";

const Body = z.looseObject({
  id: z.string().optional(),
  release: z.string().optional(),
  keepLive: z.boolean().optional(),
  previous: z.string().nullable().optional(),
});

/** Evidence of so many pairs, none of them unlike. */
export function evidenceOf(compared: number, unlike = 0): Evidence {
  const generated = { ...noPairs, compared, unlike: { candidate: unlike, control: 0 } };
  return {
    generated,
    mirrored: noPairs,
    differences: [],
    objects: [true, false].map((canary) => objectOf(canary, compared * 4)),
    meters: [],
  };
}

/** An object whose callers have met no failure, before the canary and since. */
function objectOf(canary: boolean, requests: number): Evidence["objects"][number] {
  const counts = { requests, failures: 0, slow: 0, rowsRead: requests };
  return { object: canary ? "lamps~one" : "lamps", canary, before: counts, during: counts };
}

/** The data plane's control calls over HTTP, for one service, by the rules that shared/delivery/control.ts has. */
export class ControlServer {
  /** Deployments, the newest first: the first is live. */
  deployed: string[] = [];
  newest: string | null = null;
  waiting = new Set<string>();
  compared: string | null = null;
  canary: string | null = null;
  objects = 1;
  evidence = evidenceOf(500);
  /** What it answers with 503, by a word in the path. */
  away: RegExp | null = null;
  readonly calls: string[] = [];
  #exchange = 0;
  readonly #server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const text = Buffer.concat(chunks).toString("utf8");
    const { pathname } = new URL(request.url ?? "", "http://plane");
    const call = pathname.split("/").slice(4).join("/");
    this.calls.push(call);
    const [status, answer] = this.away?.test(call)
      ? [503, { detail: "away" }]
      : this.#answer(call, Body.parse(text === "" ? {} : JSON.parse(text)));
    response.writeHead(status, { "content-type": "application/json" });
    response.end(answer === undefined ? undefined : JSON.stringify(answer));
  });
  url = "";

  get live(): string | null {
    return this.deployed[0] ?? null;
  }

  async start(): Promise<this> {
    this.url = `http://127.0.0.1:${await listen(this.#server, { port: 0, only: true })}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(call: string, body: z.infer<typeof Body>): [number, unknown?] {
    const { release = body.id ?? "" } = body;
    const isOutdated = body.previous !== undefined && body.previous !== this.live && release !== this.live;
    switch (call.split("/")[0]) {
      case "releases":
        this.waiting.add(release);
        if (isOutdated) return [409, { detail: `${this.live} is live` }];
        return [200, { status: release === this.live ? "live" : "registered", live: this.live }];
      case "smoke":
        return [200, { passed: true, checks: [{ name: "GET /", passed: true, detail: "200" }] }];
      case "shadow":
        if (isOutdated) return [409, { detail: `${this.live} is live` }];
        this.compared = release;
        return [200, this.evidence];
      case "evidence":
        return [200, this.evidence];
      case "canary":
        if (isOutdated) return [409, { detail: `${this.live} is live` }];
        if (this.objects > 1) this.canary = release;
        return [200, { canary: this.objects > 1 ? 1 : 0, objects: this.objects }];
      case "settle":
        if (this.compared === release) this.compared = null;
        return [204];
      case "promote":
        if (isOutdated) return [409, { detail: `${this.live} is live` }];
        return this.#promote(release);
      case "rollback":
        return this.#rollback(release, body.keepLive === true);
      default:
        return [404, { detail: `no call ${call}` }];
    }
  }

  #promote(release: string): [number, unknown] {
    if (this.live !== release) this.deployed.unshift(release);
    this.newest = release;
    this.canary = null;
    this.waiting.delete(release);
    return [200, { live: release, previous: this.deployed[1] ?? null, exchange: ++this.#exchange }];
  }

  #rollback(release: string, keepLive: boolean): [number, unknown] {
    const { live, newest } = this;
    if (keepLive && live === release)
      return [200, { live, rolledBack: null, newest, exchange: ++this.#exchange }];
    this.deployed = this.deployed.filter((each) => each !== release);
    this.waiting.delete(release);
    if (this.compared === release) this.compared = null;
    if (this.canary === release) this.canary = null;
    return [200, { live: this.live, rolledBack: release, newest, exchange: ++this.#exchange }];
  }
}
