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
  {
    // Most modules of a bundle are libraries, the same in all of them.
    id: "0002-sources",
    statements: [
      "CREATE TABLE sources (id INTEGER PRIMARY KEY, digest TEXT UNIQUE, source TEXT NOT NULL)",
      // What was there before has no digest: it is not worked out in SQL.
      "INSERT INTO sources (source) SELECT DISTINCT source FROM modules",
      `CREATE TABLE module_sources (digest TEXT NOT NULL, name TEXT NOT NULL, source INTEGER NOT NULL,
        PRIMARY KEY (digest, name)) WITHOUT ROWID`,
      `INSERT INTO module_sources SELECT modules.digest, name, sources.id
        FROM modules JOIN sources ON sources.source = modules.source`,
      "DROP TABLE modules",
    ],
  },
  {
    id: "0003-tenants",
    statements: [
      "CREATE TABLE tenants (service TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (service, name)) WITHOUT ROWID",
    ],
  },
  {
    id: "0004-totals",
    statements: [
      "CREATE TABLE tellers (object TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID",
      `CREATE TABLE told (object TEXT NOT NULL, release TEXT NOT NULL, route TEXT NOT NULL, counts TEXT NOT NULL,
        PRIMARY KEY (object, release, route)) WITHOUT ROWID`,
      `CREATE TABLE totals (service TEXT NOT NULL, release TEXT NOT NULL, route TEXT NOT NULL,
        sequence INTEGER NOT NULL, counts TEXT NOT NULL, PRIMARY KEY (service, release, route)) WITHOUT ROWID`,
      "CREATE TABLE totalled (service TEXT PRIMARY KEY, sequence INTEGER NOT NULL) WITHOUT ROWID",
      "CREATE INDEX totalled_by_sequence ON totalled (sequence)",
    ],
  },
];
