/** Which thing calls: who has signed in, or whom a header names. */
export interface SignedIn {
  /** The key of the account, as a text. */
  account: string;
  /** The roles that the account has. */
  roles: ReadonlySet<string>;
  /** What the session is kept as, where it is of one. */
  session?: string;
}

const known = new WeakMap<Request, SignedIn>();

/** Says which thing calls. */
export function setSignedIn(request: Request, signedIn: SignedIn): void {
  known.set(request, signedIn);
}

/** Which thing calls; undefined where none does. */
export function signedInOf(request: Request): SignedIn | undefined {
  return known.get(request);
}
