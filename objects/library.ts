import { DurableObject } from "cloudflare:workers";
import { Lesson } from "../shared/messages/lesson.ts";
import type { Env } from "./environment.ts";
import { migrate } from "./storage/migrate.ts";

const migrations = [
  {
    id: "0001-lessons",
    statements: [
      "CREATE TABLE lessons (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, lesson TEXT NOT NULL)",
      "CREATE VIRTUAL TABLE lesson_words USING fts5 (title, tags, text, tokenize = 'porter unicode61')",
    ],
  },
];

const resultLimit = 20;

/** The one Library. */
export function libraryOf(env: Env) {
  return env.LIBRARY.getByName("library");
}

/** Lessons, found by full text over title, tags and text. */
export class Library extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    migrate(ctx.storage, migrations);
  }

  /** Keeps a lesson under its id; a lesson put again takes the place of the one before. */
  put(lesson: Lesson): void {
    const { sql } = this.ctx.storage;
    this.ctx.storage.transactionSync(() => {
      const { number } = sql
        .exec<{ number: number }>(
          "INSERT INTO lessons (id, lesson) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET lesson = excluded.lesson RETURNING number",
          lesson.id,
          JSON.stringify(lesson),
        )
        .one();
      sql.exec("DELETE FROM lesson_words WHERE rowid = ?", number);
      sql.exec(
        "INSERT INTO lesson_words (rowid, title, tags, text) VALUES (?, ?, ?, ?)",
        number,
        lesson.title,
        lesson.tags.join(" "),
        lesson.text,
      );
    });
  }

  /** The lessons that have any of the words, best first (BM25; a title counts more than a tag, a tag more than text). */
  search(words: string): Lesson[] {
    const terms = words.match(/[\p{Letter}\p{Number}]+/gu) ?? [];
    if (terms.length === 0) return [];
    const rows = this.ctx.storage.sql
      .exec<{ lesson: string }>(
        `SELECT lesson FROM lesson_words JOIN lessons ON lessons.number = lesson_words.rowid
         WHERE lesson_words MATCH ? ORDER BY bm25(lesson_words, 4.0, 3.0, 1.0), number LIMIT ?`,
        terms.map((term) => `"${term}"`).join(" OR "),
        resultLimit,
      )
      .toArray();
    return rows.map(({ lesson }) => Lesson.parse(JSON.parse(lesson)));
  }
}
