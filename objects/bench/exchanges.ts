import type { SentAnswer, SentRequest } from "@aidevos/kit/testing";
import type { TestExchange } from "../../shared/agents/test-exchange.ts";
import { cut } from "../../shared/shortened.ts";
import { messageOf } from "../problem.ts";

/** Most exchanges that are kept of a test: its last ones, since a test ends where it fails. */
const exchangeLimit = 12;

/** Most characters that are kept of a body or a path. */
const textLimit = 1_500;

/** What goes over HTTP in one test. */
export class Exchanges {
  readonly #kept: TestExchange[] = [];

  /** Keeps a request and what comes of it, and gives that. */
  async keep(request: SentRequest, answering: Promise<SentAnswer>): Promise<SentAnswer> {
    const { method, path, headers, body } = request;
    const exchange: TestExchange = {
      method,
      path: cut(path, textLimit),
      headers,
      body: body === null ? null : cut(body, textLimit),
      status: null,
      answer: "",
    };
    this.#kept.push(exchange);
    if (this.#kept.length > exchangeLimit) this.#kept.shift();
    try {
      const answer = await answering;
      Object.assign(exchange, { status: answer.status, answer: cut(answer.text, textLimit) });
      return answer;
    } catch (error) {
      exchange.answer = cut(messageOf(error), textLimit);
      throw error;
    }
  }

  last(): TestExchange[] {
    return structuredClone(this.#kept);
  }
}
