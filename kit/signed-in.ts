/** Who has signed in, of one call. */
export interface SignedIn {
  /** The key of the account, as a text. */
  account: string;
  /** The roles that the account has. */
  roles: ReadonlySet<string>;
  /** What the session is kept as. */
  session: string;
}

const known = new WeakMap<Request, SignedIn>();

/** Says of whose session a call is. */
export function setSignedIn(request: Request, signedIn: SignedIn): void {
  known.set(request, signedIn);
}

/** Of whose session a call is; undefined where it is of none. */
export function signedInOf(request: Request): SignedIn | undefined {
  return known.get(request);
}
