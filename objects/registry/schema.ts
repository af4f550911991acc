import type { Migration } from "@aidevos/kit";

export const registryMigrations: Migration[] = [
  {
    id: "0001-registry",
    statements: [
      "CREATE TABLE bundles (digest TEXT PRIMARY KEY, main_module TEXT NOT NULL, compatibility_date TEXT NOT NULL)",
      "CREATE TABLE modules (digest TEXT NOT NULL, name TEXT NOT NULL, source TEXT NOT NULL, PRIMARY KEY (digest, name))",
      `CREATE TABLE releases (service TEXT NOT NULL, id TEXT NOT NULL, digest TEXT NOT NULL, run TEXT NOT NULL,
        status TEXT NOT NULL, registered_at TEXT NOT NULL, PRIMARY KEY (service, id))`,
      "CREATE TABLE nonces (nonce TEXT PRIMARY KEY, expires_at INTEGER NOT NULL)",
      "CREATE INDEX nonces_by_expiry ON nonces (expires_at)",
    ],
  },
];
