import * as z from "zod";
import { controlPrefix } from "../../shared/delivery/control.ts";
import { signedHeaders } from "../../shared/delivery/signature.ts";
import { CommandError } from "./errors.ts";

const Problem = z.object({ detail: z.string() });

/** Makes signed calls to the data plane at `url`. */
export class DataPlane {
  readonly #url: string;
  readonly #secret: string;

  constructor({ url, secret }: { url: string; secret: string }) {
    this.#url = url;
    this.#secret = secret;
  }

  /**
   * @param path below `/control`, with its slash
   * @throws CommandError with the data plane's own words when it refuses
   */
  async call<Answer extends z.ZodType>(
    method: "GET" | "PUT",
    path: string,
    answer: Answer,
  ): Promise<z.output<Answer>> {
    const target = `${controlPrefix}${path}`;
    const body = method === "GET" ? "" : "{}";
    const response = await fetch(`${this.#url}${target}`, {
      method,
      headers: {
        "content-type": "application/json",
        ...(await signedHeaders(this.#secret, { method, target, body })),
      },
      ...(body === "" ? {} : { body }),
    });
    const text = await response.text();
    if (response.ok) return answer.parse(JSON.parse(text));
    const problem = Problem.safeParse(text.startsWith("{") ? JSON.parse(text) : {});
    throw new CommandError(
      `The data plane refused ${method} ${path} with ${response.status}: ${problem.data?.detail ?? text.slice(0, 300)}`,
    );
  }
}
