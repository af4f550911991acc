import { invalid, Refusal } from "./refusal.ts";
import { isKept, notKept } from "./text.ts";

/** Most bytes of a request's body. */
export const bodyLimit = 1_048_576;

/** Most values in a body, nested ones counted, so that as many errors could still be told. */
const valueLimit = 50_000;

/** How deep objects and arrays may be nested. */
const depthLimit = 100;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

/**
 * The request's body as JSON; `whenEmpty`, if there is one, when it has none.
 *
 * @throws Refusal (malformed when it is not JSON in UTF-8; tooLarge when it is more than a service takes; invalid when
 * a text in it is not well-formed Unicode, or holds U+0000)
 */
export async function readJson(request: Request, whenEmpty?: object): Promise<unknown> {
  const text = decoded(await readBytes(request));
  const value = text === "" && whenEmpty !== undefined ? whenEmpty : parsed(text);
  let values = 0;
  const inspect = (container: object, place: string, depth: number): void => {
    if (depth > depthLimit) throw tooLarge(`The body is nested deeper than ${depthLimit} levels.`);
    for (const [key, inner] of Object.entries(container)) {
      if (++values > valueLimit) throw tooLarge(`The body holds more than ${valueLimit} values.`);
      const at = place === "" ? key : `${place}.${key}`;
      if (!key.isWellFormed() || (typeof inner === "string" && !inner.isWellFormed())) {
        throw invalid(at.toWellFormed(), "must be well-formed Unicode");
      }
      if (!isKept(key) || !isKept(inner)) throw invalid(at, notKept);
      if (typeof inner === "object" && inner !== null) inspect(inner, at, depth + 1);
    }
  };
  if (typeof value === "object" && value !== null) inspect(value, "", 1);
  return value;
}

/**
 * The request's body as JSON; undefined when it has none.
 *
 * @throws Refusal as `readJson` does
 */
export async function readBody(request: Request): Promise<unknown> {
  const none = {};
  const body = await readJson(request, none);
  return body === none ? undefined : body;
}

/** @throws Refusal (tooLarge) */
export async function readBytes(request: Request): Promise<ArrayBuffer | Uint8Array> {
  const stated = request.headers.get("content-length");
  if (Number(stated) > bodyLimit) throw bodyTooLarge();
  // A body is never longer than it was said to be.
  if (stated !== null || request.body === null) return request.arrayBuffer();
  const bytes = new Uint8Array(bodyLimit);
  let length = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes.subarray(0, length);
    if (length + value.byteLength > bodyLimit) break;
    bytes.set(value, length);
    length += value.byteLength;
  }
  reader.releaseLock();
  throw bodyTooLarge();
}

function decoded(bytes: ArrayBuffer | Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Refusal("malformed", "The body is not valid UTF-8.");
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("malformed", "The body is not valid JSON.");
  }
}

function bodyTooLarge(): Refusal {
  return tooLarge(`The body is larger than ${bodyLimit} bytes.`);
}

function tooLarge(detail: string): Refusal {
  return new Refusal("tooLarge", detail);
}
