import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

let client: SecretsManagerClient | undefined;

/** The text of a secret of Secrets Manager; undefined when it holds none. */
export async function readSecret(id: string): Promise<string | undefined> {
  client ??= new SecretsManagerClient({});
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
  return SecretString;
}

/** A secret that is read once by an environment, at first use. */
export class RememberedSecret {
  readonly #read: () => Promise<string>;
  #text: Promise<string> | undefined;

  constructor(read: () => Promise<string>) {
    this.#read = read;
  }

  /** Its text; a read that failed is not remembered. */
  text(): Promise<string> {
    this.#text ??= this.#read().catch((error: unknown) => {
      this.forget();
      throw error;
    });
    return this.#text;
  }

  /** It is read again when it is asked for next: it may have been changed. */
  forget(): void {
    this.#text = undefined;
  }
}
