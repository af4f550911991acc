import type { Send, SentAnswer, SentRequest } from "@aidevos/kit/testing";
import { type BenchReport, measureHeader } from "../../shared/delivery/control.ts";
import { rowsHeader, rowsSaid } from "../metered-code.ts";

/** Keeps what the requests cost that tests ask to be measured. */
export class Measuring {
  readonly measured: BenchReport["measured"] = [];

  /** Sends a request, and gives the answer without what is said of its cost. */
  async of(sent: SentRequest, send: Send): Promise<SentAnswer> {
    const { [measureHeader]: label, ...headers } = sent.headers;
    const started = performance.now();
    const answer = await send({ ...sent, headers });
    if (label !== undefined) {
      const { method, path } = sent;
      const rows = answer.headers.find(([name]) => name === rowsHeader)?.[1];
      this.measured.push({
        label,
        method,
        path,
        status: answer.status,
        rowsRead: rowsSaid(rows).read,
        milliseconds: performance.now() - started,
      });
    }
    return { ...answer, headers: answer.headers.filter(([name]) => name !== rowsHeader) };
  }
}
