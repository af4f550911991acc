/** SHA-256 of a text and of what follows it, as hexadecimal digits. */
export async function hashOf(
  text: string,
  more: ArrayBuffer | Uint8Array = new Uint8Array(),
): Promise<string> {
  const start = new TextEncoder().encode(text);
  const bytes = new Uint8Array(start.length + more.byteLength);
  bytes.set(start);
  bytes.set(new Uint8Array(more), start.length);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Bytes as Base64 for URLs (RFC 4648, section 5), without padding. */
export function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The bytes that Base64 for URLs stands for. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

/** Compares in a time that says nothing about where the texts differ. */
export function sameText(one: string, other: string): boolean {
  const [left, right] = [one, other].map((text) => new TextEncoder().encode(text));
  if (left === undefined || right === undefined) return false;
  let difference = left.length ^ right.length;
  for (const [index, byte] of right.entries()) difference |= byte ^ (left[index] ?? 0);
  return difference === 0;
}
