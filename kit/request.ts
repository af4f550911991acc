/** How the names of all headers begin that pass between the platform and a service; a host lets no caller set one. */
export const hostHeaderPrefix = "x-aidevos-";

/** Headers that a service's host sets and no caller can: what makes two releases answer the same request alike. */
export const hostHeaders = {
  /** The service's absolute base URL, no slash at its end. */
  base: `${hostHeaderPrefix}base`,
  /** Milliseconds since the epoch. */
  time: `${hostHeaderPrefix}time`,
  /** A UUID, the seed of the ids that the request makes. */
  request: `${hostHeaderPrefix}request`,
  /** The service is only tried: its passwords are kept by hashes that are quick, and easy to guess. */
  trial: `${hostHeaderPrefix}trial`,
} as const;

/**
 * Header of an answer in which a service tells its host why it failed: JSON with `name`, `message` and `frame` (of the
 * error's stack, where there is one), percent-encoded. The host passes it on to nobody.
 */
export const failureHeader = `${hostHeaderPrefix}failure`;

/** Most characters of a message that a host is told. */
const toldLimit = 500;

/** Headers that tell the host why a request failed; none where no host has given the request. */
export function failureHeaders(request: Request, error: Error): Record<string, string> {
  if (!request.headers.has(hostHeaders.request)) return {};
  const frame = error.stack?.split("\n").find((line) => /^\s*at /.test(line)) ?? null;
  const told = {
    name: error.name,
    message: error.message.slice(0, toldLimit),
    frame: frame?.slice(0, toldLimit) ?? null,
  };
  return { [failureHeader]: encodeURIComponent(JSON.stringify(told)) };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const idsMade = new WeakMap<Request, number>();

/** The service's absolute base URL as its host says, with no slash at its end; without a host, the request's origin. */
export function baseUrl(request: Request): string {
  return request.headers.get(hostHeaders.base) ?? new URL(request.url).origin;
}

/** The moment of the request as RFC 3339 in UTC: the host's `x-aidevos-time` if it is one, else the clock. */
export function timestamp(request: Request): string {
  const given = request.headers.get(hostHeaders.time) ?? "";
  return new Date(/^\d{1,14}$/.test(given) ? Number(given) : Date.now()).toISOString();
}

/**
 * A new UUID. With a host it follows from the request's `x-aidevos-request` and how many were asked for before, so
 * that two releases given the same request make the same ids; otherwise it is random.
 */
export function newId(request: Request): string {
  const seed = request.headers.get(hostHeaders.request);
  if (seed === null || !uuid.test(seed)) return crypto.randomUUID();
  const made = idsMade.get(request) ?? 0;
  idsMade.set(request, made + 1);
  return made === 0 ? seed.toLowerCase() : derivedId(seed.toLowerCase(), made);
}

/** A UUID of version 8 (RFC 9562): four 32-bit FNV-1a hashes of the seed and the count. */
function derivedId(seed: string, count: number): string {
  const words = [0, 1, 2, 3].map((word) => fnv1a(`${word}:${count}:${seed}`).toString(16).padStart(8, "0"));
  const digits = words.join("");
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `a${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join("-");
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
