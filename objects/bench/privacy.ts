import type { SentRequest } from "@aidevos/kit/testing";
import * as z from "zod";
import type { BenchReport } from "../../shared/delivery/control.ts";
import { cut } from "../../shared/shortened.ts";
import { consolePath } from "./kept-console.ts";
import { send } from "./send.ts";

/** Shorter values stand in other words by chance. */
const shortest = 4;

/** Most values that are looked for, and most characters of a line that are told. */
const valueLimit = 2_000;
const lineLimit = 300;

/** Finds what requests give for private fields in what a service writes to the console. */
export class Privacy {
  readonly #fields: ReadonlySet<string>;
  /** The field by its value. */
  readonly #values = new Map<string, string>();

  constructor(fields: readonly string[]) {
    this.#fields = new Set(fields);
  }

  get isAsked(): boolean {
    return this.#fields.size > 0;
  }

  /** The request, once the private values in its body are noted. */
  noted(sent: SentRequest): SentRequest {
    if (this.isAsked && sent.body !== null) this.#note(parsed(sent.body));
    return sent;
  }

  async searched(facet: Fetcher): Promise<NonNullable<BenchReport["console"]>> {
    const request = { method: "GET", path: consolePath, headers: {}, body: null };
    const lines = z.array(z.string()).parse(JSON.parse((await send(facet, request)).text));
    const leaks = lines.flatMap((line) => {
      const found = [...this.#values].find(([value]) => line.includes(value));
      if (found === undefined) return [];
      const [value, field] = found;
      return [{ field, line: cut(line.replaceAll(value, `<${field}>`), lineLimit) }];
    });
    return { lines: lines.length, values: this.#values.size, leaks: leaks.slice(0, 20) };
  }

  #note(value: unknown): void {
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (this.#fields.has(name) && (typeof inner === "string" || typeof inner === "number")) {
        const text = String(inner);
        if (text.length >= shortest && this.#values.size < valueLimit) this.#values.set(text, name);
      } else this.#note(inner);
    }
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Tests send bodies that are no JSON, too: they name no field.
    return undefined;
  }
}
