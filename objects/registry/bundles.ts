import type { Storage } from "@aidevos/kit";
import { type Bundle, bundleDigest } from "../../shared/delivery/bundle.ts";
import { sha256 } from "../../shared/digest.ts";
import { done, type Outcome, refused } from "../problem.ts";

/** Most bytes of one module: what one value of an object's database can hold, with room for its row. */
const moduleLimit = 2_000_000;

/** Bundles by digest, one row a module; what several have in common is there once. */
export class Bundles {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Keeps a bundle under its digest. Refused when the digest is not the bundle's, or a module is too large. */
  async put(digest: string, bundle: Bundle): Promise<Outcome<null>> {
    const actual = await bundleDigest(bundle);
    if (actual !== digest) {
      return refused({
        status: 422,
        title: "Another digest",
        detail: `The bundle's digest is ${actual}, not ${digest}. Send it under its own.`,
      });
    }
    const modules = Object.entries(bundle.modules);
    for (const [name, source] of modules) {
      if (new TextEncoder().encode(source).byteLength > moduleLimit) {
        return refused({
          status: 422,
          title: "Module too large",
          detail: `The module ${name} is larger than ${moduleLimit} bytes. Split it.`,
        });
      }
    }
    const sources = await Promise.all(
      modules.map(async ([name, source]) => ({ name, source, hash: await sha256(source) })),
    );
    const { sql } = this.#storage;
    this.#storage.transactionSync(() => {
      sql.exec(
        "INSERT OR IGNORE INTO bundles VALUES (?, ?, ?)",
        digest,
        bundle.mainModule,
        bundle.compatibilityDate,
      );
      for (const { name, source, hash } of sources) {
        sql.exec("INSERT OR IGNORE INTO sources (digest, source) VALUES (?, ?)", hash, source);
        sql.exec(
          "INSERT OR IGNORE INTO module_sources SELECT ?, ?, id FROM sources WHERE digest = ?",
          digest,
          name,
          hash,
        );
      }
    });
    return done(null);
  }

  get(digest: string): Bundle | null {
    const [head] = this.#storage.sql
      .exec<{ main_module: string; compatibility_date: string }>(
        "SELECT main_module, compatibility_date FROM bundles WHERE digest = ?",
        digest,
      )
      .toArray();
    if (head === undefined) return null;
    const modules = this.#storage.sql
      .exec<{ name: string; source: string }>(
        "SELECT name, sources.source FROM module_sources JOIN sources ON id = module_sources.source WHERE module_sources.digest = ?",
        digest,
      )
      .toArray()
      .map(({ name, source }) => [name, source]);
    return {
      mainModule: head.main_module,
      compatibilityDate: head.compatibility_date,
      modules: Object.fromEntries(modules),
    };
  }

  /** Forgets bundles, and the modules that no other has. */
  remove(digests: readonly string[]): void {
    if (digests.length === 0) return;
    const { sql } = this.#storage;
    const list = JSON.stringify(digests);
    this.#storage.transactionSync(() => {
      for (const table of ["bundles", "module_sources"])
        sql.exec(`DELETE FROM ${table} WHERE digest IN (SELECT value FROM json_each(?))`, list);
      sql.exec("DELETE FROM sources WHERE id NOT IN (SELECT source FROM module_sources)");
    });
  }

  has(digest: string): boolean {
    return this.#storage.sql.exec("SELECT 1 FROM bundles WHERE digest = ?", digest).toArray().length > 0;
  }
}
