import type { Route } from "./routes.ts";
import { MediaType, Message } from "./shapes.ts";
import { type Part, partOf, pointer, type Source, shortened } from "./source.ts";
import type { Schemas, ValueShape } from "./value-shape.ts";

/** The answer of success. */
export interface Answer {
  status: number;
  at: string;
  /** Undefined: it has no body. */
  body: ValueShape | undefined;
  headers: Part<object> | undefined;
}

/** Reads what routes take and answer. */
export class Messages {
  readonly #source: Source;
  readonly #schemas: Schemas;

  constructor(source: Source, schemas: Schemas) {
    this.#source = source;
    this.#schemas = schemas;
  }

  /** What a route takes as its body; undefined where it takes none. */
  bodyOf({ operation }: Route): ValueShape | undefined {
    return this.#schemaOf(partOf(operation, "requestBody"));
  }

  /** What a route answers when all is well, by status; empty where the document does not say. */
  answersOf({ operation }: Route): Answer[] {
    const responses = { value: operation.value.responses, at: pointer(operation.at, "responses") };
    const statuses = Object.keys(responses.value).filter((status) => /^2(\d\d|XX)$/i.test(status));
    return statuses.sort().map((status) => {
      const part = partOf(responses, status);
      const headers = this.#source.read(part, Message)?.value.headers;
      return {
        status: /^\d+$/.test(status) ? Number(status) : 200,
        at: part.at,
        body: this.#schemaOf(part),
        headers: headers ? { value: headers, at: pointer(part.at, "headers") } : undefined,
      };
    });
  }

  /** Whether a route may answer with a status of refusal. */
  hasRefusal({ operation }: Route, status: number): boolean {
    return Object.hasOwn(operation.value.responses, String(status));
  }

  /** The schema of a message's JSON; other forms that it may have are named. */
  #schemaOf(part: Part): ValueShape | undefined {
    const message = this.#source.read(part, Message);
    const content = message?.value.content;
    if (message === undefined || !content) return undefined;
    const at = pointer(message.at, "content");
    const types = Object.keys(content);
    const json = types.find(isJson);
    for (const type of types)
      if (!isJson(type))
        this.#source.leaveOutAlike(
          pointer(at, type),
          `bodies are JSON: the form ${shortened(type)} is left out`,
        );
    const type = json ?? types[0];
    if (type === undefined) return undefined;
    return this.#schemas.shapeOf(
      this.#schemaPart(this.#source.read({ value: content[type], at: pointer(at, type) }, MediaType)),
    );
  }

  #schemaPart(media: Part<object> | undefined): Part | undefined {
    return media && partOf(media, "schema");
  }
}

function isJson(type: string): boolean {
  return /^(application\/(.*\+)?json|\*\/\*)/i.test(type);
}
