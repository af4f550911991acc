import { createHash } from "node:crypto";
import { bounds, MemoryExceeded } from "./bounds.ts";
import type { Json } from "./json.ts";

const hashes: { [algorithm: string]: string } = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

/** An error in JSONata's own shape, so that the interpreter reports it with code and text. */
class FunctionError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** `$parse(text)`: the JSON value that the text spells. */
export function parse(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    throw new FunctionError("D3137", `$parse could not read its argument as JSON: ${text}`);
  }
}

/** `$partition(list, size)`: the list cut into lists of at most `size`; a fraction in the size is dropped. */
export function partition(list: Json[] | undefined, size: number | undefined): Json[] | undefined {
  if (list === undefined || size === undefined) return undefined;
  const length = Math.floor(size);
  if (length < 1) throw new FunctionError("D3137", "$partition needs a chunk size of at least 1");
  const chunks: Json[] = [];
  for (let start = 0; start < list.length; start += length) chunks.push(list.slice(start, start + length));
  return chunks;
}

/** `$range(first, last, step)`: both ends included, fractions dropped; like every JSONata sequence, one value stands alone. */
export function range(from?: number, to?: number, by?: number): Json | undefined {
  if (from === undefined || to === undefined || by === undefined) return undefined;
  const [first, last, step] = [Math.trunc(from), Math.trunc(to), Math.trunc(by)];
  if (step === 0) throw new FunctionError("D3137", "$range needs a step other than 0");
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > bounds.range) throw new MemoryExceeded();
  const values = Array.from({ length }, (_, index) => first + index * step);
  return values.length > 1 ? values : values[0];
}

/** `$hash(content, algorithm)`: the hexadecimal digest; the algorithms are those of the service. */
export function hash(content: Json | undefined, algorithm?: string): string | undefined {
  if (content === undefined) return undefined;
  const name = hashes[algorithm ?? "SHA-256"];
  if (name === undefined) {
    throw new FunctionError(
      "D3137",
      `$hash knows ${Object.keys(hashes).join(", ")}; it was asked for ${algorithm}`,
    );
  }
  const text = typeof content === "string" ? content : JSON.stringify(content);
  return createHash(name).update(text).digest("hex");
}

/**
 * `$random(seed)`: with a seed the same number each time, in [0, 1): the first one that Java's `java.util.Random` gives
 * for it, as on the service. A fraction in the seed is dropped.
 */
export function seededRandom(seed: number): number {
  const mask = (1n << 48n) - 1n;
  let state = (BigInt(Math.trunc(seed)) ^ 0x5deece66dn) & mask;
  const next = (bits: bigint): number => {
    state = (state * 0x5deece66dn + 0xbn) & mask;
    return Number(state >> (48n - bits));
  };
  return (next(26n) * 2 ** 27 + next(27n)) / 2 ** 53;
}
