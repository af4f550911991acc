// What an engineer would write by hand for the benchmark's requirement: one Durable Object, no framework, no host.
import { DurableObject } from "cloudflare:workers";

const genres = ["novel", "poetry", "essay"];
const columns = `"id", "title", "author", "pages", "genre"`;

function problem(status: number, detail: string): Response {
  return Response.json(
    { status, detail },
    { status, headers: { "content-type": "application/problem+json" } },
  );
}

function invalid(book: Record<string, unknown>, partial: boolean): string | undefined {
  const { title, author, pages, genre } = book;
  if (!(partial && title === undefined) && (typeof title !== "string" || title === "" || title.length > 200))
    return "title";
  if (!(partial && author === undefined) && (typeof author !== "string" || author === "")) return "author";
  if (pages !== undefined && pages !== null && !(Number.isSafeInteger(pages) && Number(pages) >= 1))
    return "pages";
  if (genre !== undefined && genre !== null && !genres.includes(String(genre))) return "genre";
  return undefined;
}

export class Books extends DurableObject {
  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env);
    ctx.storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS "books" ("id" TEXT PRIMARY KEY NOT NULL, "title" TEXT, "author" TEXT, "pages" INTEGER, "genre" TEXT)`,
    );
    ctx.storage.sql.exec(`CREATE INDEX IF NOT EXISTS "books-by-genre" ON "books" ("genre")`);
  }

  override async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const [, collection, id] = url.pathname.split("/");
    if (collection !== "books") return problem(404, "no such route");
    const sql = this.ctx.storage.sql;
    if (id === undefined) {
      if (request.method === "GET") {
        const genre = url.searchParams.get("genre");
        if (genre !== null && !genres.includes(genre)) return problem(400, "genre");
        const found =
          genre === null
            ? sql.exec(`SELECT ${columns} FROM "books" ORDER BY rowid`)
            : sql.exec(`SELECT ${columns} FROM "books" WHERE "genre" = ? ORDER BY rowid`, genre);
        return Response.json(found.toArray());
      }
      if (request.method !== "POST") return problem(405, "no such method");
      const book = (await request.json()) as Record<string, unknown>;
      const wrong = invalid(book, false);
      if (wrong !== undefined) return problem(400, wrong);
      const key = crypto.randomUUID();
      const { title, author, pages = null, genre = null } = book as Record<string, string | null>;
      const created = sql.exec(
        `INSERT INTO "books" VALUES (?, ?, ?, ?, ?) RETURNING ${columns}`,
        key,
        title,
        author,
        pages,
        genre,
      );
      return Response.json(created.one(), { status: 201, headers: { location: `/books/${key}` } });
    }
    if (request.method === "GET") {
      const [book] = sql.exec(`SELECT ${columns} FROM "books" WHERE "id" = ?`, id).toArray();
      return book === undefined ? problem(404, "no such book") : Response.json(book);
    }
    if (request.method === "PATCH") {
      const change = (await request.json()) as Record<string, unknown>;
      const wrong = invalid(change, true);
      if (wrong !== undefined) return problem(400, wrong);
      const [current] = sql.exec(`SELECT ${columns} FROM "books" WHERE "id" = ?`, id).toArray();
      if (current === undefined) return problem(404, "no such book");
      const { title, author, pages, genre } = { ...current, ...change } as Record<
        string,
        string | number | null
      >;
      sql.exec(
        `UPDATE "books" SET "title" = ?, "author" = ?, "pages" = ?, "genre" = ? WHERE "id" = ?`,
        title,
        author,
        pages,
        genre,
        id,
      );
      return Response.json({ id, title, author, pages, genre });
    }
    if (request.method !== "DELETE") return problem(405, "no such method");
    if (sql.exec(`DELETE FROM "books" WHERE "id" = ?`, id).rowsWritten === 0)
      return problem(404, "no such book");
    return new Response(null, { status: 204 });
  }
}
