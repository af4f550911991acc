import { base64url, fromBase64url, sameText } from "./digest.ts";
import { Refusal } from "./refusal.ts";
import { hostHeaders } from "./request.ts";
import { forgetChanges } from "./versions.ts";

/** Rounds of PBKDF2: the most that Workers derive at once. Each hash says how many it was made with. */
const usualRounds = 100_000;

/** Rounds where a service is only tried, so that tests of it need not wait. */
const triedRounds = 100;

function roundsFor(request: Request): number {
  return request.headers.has(hostHeaders.trial) ? triedRounds : usualRounds;
}

/** Kept by nobody: what a password is compared with where there is none, so that it takes as long. */
function nobodys(request: Request): string {
  return `$pbkdf2-sha256$i=${roundsFor(request)}$${"A".repeat(22)}$${"A".repeat(43)}`;
}

/** What a password is kept as: PBKDF2-HMAC-SHA-256 (RFC 8018) with a salt of its own, as `$pbkdf2-sha256$i=ROUNDS$SALT$HASH`. */
export async function hashPassword(password: string, request: Request): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  return hashWith(password, salt, roundsFor(request));
}

async function hashWith(password: string, salt: Uint8Array<ArrayBuffer>, rounds: number): Promise<string> {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(password), "PBKDF2", false, [
    "deriveBits",
  ]);
  const derivation = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  const bits = await crypto.subtle.deriveBits(derivation, key, 256);
  return `$pbkdf2-sha256$i=${rounds}$${base64url(salt)}$${base64url(new Uint8Array(bits))}`;
}

/** Whether a password is the one that is kept as the hash. */
async function isPassword(password: string, hash: string): Promise<boolean> {
  const [, rounds = "", salt = ""] = /^\$pbkdf2-sha256\$i=(\d+)\$([\w-]+)\$/.exec(hash) ?? [];
  if (rounds === "") return false;
  return sameText(await hashWith(password, fromBase64url(salt), Number(rounds)), hash);
}

/** What a step of a transaction waits for, which can't wait: it is worked out between two tries. */
class Missing extends Error {
  readonly find: () => Promise<void>;

  constructor(find: () => Promise<void>) {
    super("A hash has to be worked out first.");
    this.find = find;
  }
}

/** Hashes that one call may ask for: each takes its time, and has all before it done again. */
const mostHashes = 100;

/** Passwords within one transaction. */
export interface Passwords {
  /** The row with hashes in place of the passwords that the fields hold. */
  hashed<Row extends object>(row: Row, fields: readonly (keyof Row)[]): Row;
  /** Whether a password is the one that is kept; with nothing kept it is not, after as long a time. */
  isKept(kept: string | null, password: string | null): boolean;
}

/**
 * Does the work, a transaction that may ask for hashes. Hashing takes its time, and a transaction has none: whenever it asks
 * for one that is not there yet, it is rolled back, and done again when that is. So it sees all data as it is then.
 *
 * @throws Refusal (tooLarge) when it asks for more than 100
 */
export async function withPasswords<Result>(
  request: Request,
  work: (passwords: Passwords) => Result,
): Promise<Result> {
  const hashes = new Map<string, string>();
  const answers = new Map<string, boolean>();
  let asked = 0;
  // The same password twice has two hashes: a try asks for them in the same order as the one before.
  const hashOf = (password: string) => {
    const key = `${asked++} ${password}`;
    const known = hashes.get(key);
    if (known !== undefined) return known;
    throw new Missing(async () => void hashes.set(key, await hashPassword(password, request)));
  };
  const passwords: Passwords = {
    hashed(row, fields) {
      const kept = fields.flatMap((field) => {
        const password = row[field];
        return typeof password === "string" ? [[field, hashOf(password)]] : [];
      });
      return { ...row, ...Object.fromEntries(kept) };
    },
    isKept(kept, password) {
      if (password === null) return false;
      const key = JSON.stringify([kept, password]);
      const known = answers.get(key);
      if (known !== undefined) return known;
      throw new Missing(async () => {
        const isRight = await isPassword(password, kept ?? nobodys(request));
        answers.set(key, isRight && kept !== null);
      });
    },
  };
  for (let tries = 0; tries <= mostHashes; tries++) {
    asked = 0;
    try {
      return work(passwords);
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      forgetChanges();
      await error.find();
    }
  }
  throw new Refusal(
    "tooLarge",
    `It takes more than ${mostHashes} passwords, which is more than can be kept at once.`,
  );
}
