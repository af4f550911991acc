import {
  type SignedCall,
  signatureHeaders,
  signatureLifetime,
  verify,
} from "../../shared/delivery/signature.ts";
import type { Env } from "../environment.ts";
import type { Problem } from "../problem.ts";
import { readRequest } from "../read-body.ts";
import { registryOf } from "../registry/registry-stub.ts";

/** Most bytes of a control call's body, and the milliseconds that it may take. */
const limits = { bytes: 16 * 1024 * 1024, time: 30_000 };

export type Authentication = { outcome: "accepted"; body: string } | { outcome: "refused"; problem: Problem };

/**
 * Accepts a call that was signed with the current or the previous secret, within the signature's lifetime, under a
 * nonce never seen before. Gives the body that was signed.
 */
export async function authenticate(request: Request, env: Env, now: number): Promise<Authentication> {
  const time = Number(request.headers.get(signatureHeaders.time) ?? Number.NaN);
  const nonce = request.headers.get(signatureHeaders.nonce);
  const signature = request.headers.get(signatureHeaders.signature);
  if (!Number.isInteger(time) || nonce === null || !/^[\w-]{8,128}$/.test(nonce) || signature === null) {
    return unauthorized("The call is not signed. Send its time, nonce and signature.");
  }
  if (Math.abs(now - time) > signatureLifetime) {
    return unauthorized(
      "The signature's time is too far from now. Set the caller's clock, and sign each call anew.",
    );
  }
  const reading = await readRequest(request, limits);
  if (reading.outcome === "tooLarge") {
    const detail = `A body may have ${limits.bytes} bytes.`;
    return { outcome: "refused", problem: { status: 413, title: "Content Too Large", detail } };
  }
  if (reading.outcome === "incomplete") {
    const detail = `The body did not come whole within ${limits.time} ms.`;
    return { outcome: "refused", problem: { status: 408, title: "Request Timeout", detail } };
  }
  const { pathname, search } = new URL(request.url);
  const body = new TextDecoder().decode(reading.bytes);
  const call: SignedCall = { method: request.method, target: pathname + search, body, time, nonce };
  const secrets = [env.CONTROL_SECRET, env.CONTROL_SECRET_PREVIOUS].filter((secret) => secret);
  for (const secret of secrets) {
    if (secret !== undefined && (await verify(secret, call, signature))) {
      const fresh = await registryOf(env).useNonce(nonce, time + signatureLifetime);
      return fresh
        ? { outcome: "accepted", body }
        : unauthorized("The nonce was used before. Sign each call anew, a repeated one too.");
    }
  }
  return unauthorized("The signature is not of this call under a current secret.");
}

function unauthorized(detail: string): Authentication {
  return { outcome: "refused", problem: { status: 401, title: "Not signed", detail } };
}
