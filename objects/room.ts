import { DurableObject } from "cloudflare:workers";
import type { Env } from "./environment.ts";
import { problemResponse } from "./problem.ts";
import { isMigrated, migrate } from "./storage/migrate.ts";

const migrations = [
  {
    id: "0001-messages",
    statements: [
      "CREATE TABLE messages (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, message TEXT NOT NULL)",
    ],
  },
];

/** One conversation. Messages are JSON texts, kept in the order in which they came. */
export class Room extends DurableObject<Env> {
  /** Appends a message and sends it to those who listen. One that is here already changes nothing. */
  append(id: string, message: string): void {
    migrate(this.ctx.storage, migrations);
    const added = this.ctx.storage.sql
      .exec("INSERT OR IGNORE INTO messages (id, message) VALUES (?, ?) RETURNING sequence", id, message)
      .toArray();
    if (added.length === 0) return;
    for (const socket of this.ctx.getWebSockets()) socket.send(message);
  }

  messages(): string[] {
    if (!isMigrated(this.ctx.storage)) return [];
    return this.ctx.storage.sql
      .exec<{ message: string }>("SELECT message FROM messages ORDER BY sequence")
      .toArray()
      .map((row) => row.message);
  }

  /** Streams the conversation over a WebSocket: what was said so far, then each message as it comes. */
  override fetch(request: Request): Response {
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      return problemResponse({
        status: 426,
        title: "WebSocket only",
        detail: "Ask for the stream with an upgrade to a WebSocket.",
      });
    }
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    for (const message of this.messages()) server.send(message);
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Listeners are read only: what they send is dropped. */
  override webSocketMessage(): void {}

  override webSocketClose(socket: WebSocket): void {
    socket.close();
  }
}
