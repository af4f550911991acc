import { wordsOf } from "../../shared/telemetry/cause.ts";
import type { Env } from "../environment.ts";
import { messageOf } from "../problem.ts";
import { registryOf } from "../registry/registry-stub.ts";

/** Says whether a word, in lower case, stands in a release's code. */
export type Vocabulary = (word: string) => boolean;

/** Bundles whose words are remembered. */
const remembered = 4;

const vocabularies = new Map<string, Promise<Vocabulary>>();

/**
 * The words of a bundle's code, asked of the Registry once for all objects of this isolate, and only when something has
 * failed. None where it can't be asked.
 */
export function vocabularyOf(env: Env, digest: string): Promise<Vocabulary> {
  const known = vocabularies.get(digest);
  if (known !== undefined) return known;
  const reading = read(env, digest).catch((error: unknown) => {
    console.error(`The words of the bundle ${digest} are not known: ${messageOf(error)}`);
    vocabularies.delete(digest);
    return () => false;
  });
  vocabularies.set(digest, reading);
  const [oldest] = vocabularies.keys();
  if (vocabularies.size > remembered && oldest !== undefined) vocabularies.delete(oldest);
  return reading;
}

async function read(env: Env, digest: string): Promise<Vocabulary> {
  const bundle = await registryOf(env).bundle(digest);
  const words = new Set(Object.values(bundle?.modules ?? {}).flatMap(wordsOf));
  return (word) => words.has(word);
}
