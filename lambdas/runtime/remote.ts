import { readSecret } from "./secret.ts";

export interface Remote {
  url: string;
  /** For hosts that ask who pushes. */
  token: string | undefined;
}

/** The service's repository under the configured remote, or undefined when none is configured. */
export async function remoteFromEnvironment(service: string): Promise<Remote | undefined> {
  const base = process.env.REPOSITORY_REMOTE;
  if (!base) return undefined;
  return { url: `${base.replace(/\/+$/, "")}/${service}.git`, token: await readToken() };
}

async function readToken(): Promise<string | undefined> {
  const id = process.env.REPOSITORY_TOKEN_SECRET_ID;
  return id ? readSecret(id) : undefined;
}
