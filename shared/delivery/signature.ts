/** Names of the headers that carry a signed control call. */
export const signatureHeaders = {
  time: "x-aidevos-time",
  nonce: "x-aidevos-nonce",
  signature: "x-aidevos-signature",
} as const;

/** A signed call is refused when its time is further than this from the receiver's, in milliseconds. */
export const signatureLifetime = 5 * 60_000;

export interface SignedCall {
  method: string;
  /** Path and query, as requested. */
  target: string;
  body: string;
  /** Milliseconds since the epoch. */
  time: number;
  nonce: string;
}

/** The headers of a call that is signed now, under a nonce of its own. */
export async function signedHeaders(
  secret: string,
  call: Pick<SignedCall, "method" | "target" | "body">,
  { time = Date.now(), nonce = crypto.randomUUID() }: Partial<Pick<SignedCall, "time" | "nonce">> = {},
): Promise<Record<string, string>> {
  return {
    [signatureHeaders.time]: String(time),
    [signatureHeaders.nonce]: nonce,
    [signatureHeaders.signature]: await sign(secret, { ...call, time, nonce }),
  };
}

/** HMAC-SHA-256 (RFC 2104) of the call's parts, one a line, in lower-case hexadecimal. */
export async function sign(secret: string, call: SignedCall): Promise<string> {
  const signature = await crypto.subtle.sign("HMAC", await importKey(secret), signedBytes(call));
  return Array.from(new Uint8Array(signature), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether the signature is this secret's for this call. Takes the same time wherever they differ. */
export async function verify(secret: string, call: SignedCall, signature: string): Promise<boolean> {
  if (!/^[0-9a-f]{64}$/.test(signature)) return false;
  const bytes = Uint8Array.from(signature.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return crypto.subtle.verify("HMAC", await importKey(secret), bytes, signedBytes(call));
}

function importKey(secret: string) {
  const bytes = new TextEncoder().encode(secret);
  return crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
}

function signedBytes({ method, target, time, nonce, body }: SignedCall) {
  return new TextEncoder().encode([method, target, time, nonce, body].join("\n"));
}
