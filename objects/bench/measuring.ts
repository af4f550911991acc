import type { Send, SentAnswer, SentRequest } from "@aidevos/kit/testing";
import { type BenchReport, measureHeader } from "../../shared/delivery/control.ts";
import { type MeteredFacet, rowsSince } from "../metered-code.ts";

/** Keeps what the requests cost that tests ask to be measured. */
export class Measuring {
  readonly measured: BenchReport["measured"] = [];

  /** Sends a request to a facet; one that is to be measured goes to it alone. */
  async of(sent: SentRequest, { facet, send }: { facet: MeteredFacet; send: Send }): Promise<SentAnswer> {
    const { [measureHeader]: label, ...headers } = sent.headers;
    if (label === undefined) return send(sent);
    await rowsSince(facet);
    const started = performance.now();
    const answer = await send({ ...sent, headers });
    const milliseconds = performance.now() - started;
    const { method, path } = sent;
    const { read } = await rowsSince(facet);
    this.measured.push({ label, method, path, status: answer.status, rowsRead: read, milliseconds });
    return answer;
  }
}
