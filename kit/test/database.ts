import { DatabaseSync } from "node:sqlite";
import type { Sql, SqlValue, Storage } from "../index.ts";

/** An object's storage in memory, on Node's own SQLite. Counts the statements that it ran. */
export function memoryStorage(): Storage & { statements: string[] } {
  const database = new DatabaseSync(":memory:");
  const statements: string[] = [];
  const sql: Sql = {
    exec<Row extends Record<string, SqlValue | ArrayBuffer>>(query: string, ...bindings: SqlValue[]) {
      statements.push(query);
      const rows = database.prepare(query).all(...bindings) as Row[];
      const copies = () => rows.map((row) => ({ ...row }));
      return { toArray: copies, [Symbol.iterator]: () => copies().values(), rowsWritten: 0 };
    },
  };
  return {
    sql,
    statements,
    async transaction(closure) {
      database.exec("SAVEPOINT long");
      try {
        return await closure();
      } catch (error) {
        database.exec("ROLLBACK TO long");
        throw error;
      } finally {
        database.exec("RELEASE long");
      }
    },
    transactionSync(closure) {
      // One may stand in another, as in an object's storage.
      database.exec("SAVEPOINT step");
      try {
        return closure();
      } catch (error) {
        database.exec("ROLLBACK TO step");
        throw error;
      } finally {
        database.exec("RELEASE step");
      }
    },
  };
}
