import type { Migration } from "@aidevos/kit";

/** The host's own tables, in the object's own database: a service's data is in its facets. */
export const hostMigrations: Migration[] = [
  {
    id: "0001-deployments",
    statements: [
      "CREATE TABLE deployments (sequence INTEGER PRIMARY KEY AUTOINCREMENT, release TEXT NOT NULL, digest TEXT NOT NULL)",
      "CREATE TABLE data (one INTEGER PRIMARY KEY CHECK (one = 1), slot INTEGER NOT NULL)",
      "INSERT INTO data VALUES (1, 0)",
    ],
  },
  {
    id: "0002-newest",
    statements: [
      "ALTER TABLE data ADD COLUMN newest TEXT",
      "UPDATE data SET newest = (SELECT release FROM deployments ORDER BY sequence DESC LIMIT 1)",
    ],
  },
  {
    id: "0003-rollouts",
    statements: [
      "CREATE TABLE rollout (one INTEGER PRIMARY KEY CHECK (one = 1), state TEXT NOT NULL)",
      "CREATE TABLE meters (release TEXT NOT NULL, route TEXT NOT NULL, counts TEXT NOT NULL, PRIMARY KEY (release, route))",
      "CREATE TABLE documents (digest TEXT PRIMARY KEY, paths TEXT NOT NULL)",
    ],
  },
  {
    id: "0004-traces",
    statements: [
      "CREATE TABLE trace (one INTEGER PRIMARY KEY CHECK (one = 1), state TEXT NOT NULL)",
      "CREATE TABLE trace_requests (sequence INTEGER PRIMARY KEY, method TEXT NOT NULL, url TEXT NOT NULL, headers TEXT NOT NULL, body BLOB, status INTEGER)",
    ],
  },
];
