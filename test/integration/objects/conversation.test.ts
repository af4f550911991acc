import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Lesson } from "../../../shared/messages/lesson.ts";
import { conversationExtension, type Message } from "../../../shared/messages/message.ts";
import { DataPlane, signed } from "./fixtures/data-plane.ts";

let plane: DataPlane;
beforeAll(async () => {
  plane = await DataPlane.start();
});
afterAll(() => plane.stop());

function message(room: string, messageId: string): Message {
  return {
    messageId,
    contextId: room,
    role: "ROLE_AGENT",
    parts: [{ text: `says ${messageId}` }, { data: { nested: [1, { a: null }] } }],
    metadata: {
      [conversationExtension]: {
        sender: "architect",
        recipients: ["chair"],
        performative: "propose",
        round: 1,
        at: "2026-11-23T06:00:00Z",
      },
    },
  };
}

describe("a room", () => {
  test("keeps messages in order, each once", async () => {
    for (const id of ["m2", "m1", "m2", "m3"]) {
      await plane.done("POST", "/control/rooms/order/messages", message("order", id));
    }
    expect(await plane.done("GET", "/control/rooms/order/messages")).toEqual({
      messages: ["m2", "m1", "m3"].map((id) => message("order", id)),
    });
    expect(await plane.done("GET", "/control/rooms/silent/messages")).toEqual({ messages: [] });
  });

  test("refuses a message of another room, and what is no message", async () => {
    const elsewhere = { body: message("elsewhere", "m1") };
    expect((await plane.control("POST", "/control/rooms/here/messages", elsewhere)).status).toBe(422);
    expect((await plane.control("POST", "/control/rooms/here/messages", { body: { hi: 1 } })).status).toBe(
      422,
    );
  });

  test("keeps no message that is too large", async () => {
    const large = { ...message("here", "m1"), parts: [{ text: "x".repeat(3_000_000) }] };
    expect((await plane.control("POST", "/control/rooms/here/messages", { body: large })).status).toBe(413);
  });

  test("streams what was said and what is said next", async () => {
    const target = "/control/rooms/live/stream";
    await plane.done("POST", "/control/rooms/live/messages", message("live", "m1"));
    expect((await plane.control("GET", target)).status).toBe(426);

    const received = Promise.withResolvers<string>();
    const opened = Promise.withResolvers<void>();
    const upgrade = request(plane.url + target, {
      headers: {
        ...(await signed("GET", target, "")),
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": Buffer.from("sixteen bytes ok").toString("base64"),
      },
    });
    upgrade.on("upgrade", (_answer, socket, head) => {
      let text = head.toString("utf8");
      const look = () => {
        if (text.includes('"m1"')) opened.resolve();
        if (text.includes('"m2"')) received.resolve(text);
      };
      look();
      socket.on("data", (bytes: Buffer) => {
        text += bytes.toString("utf8");
        look();
      });
      received.promise.finally(() => socket.destroy());
    });
    upgrade.on("response", (answer) => opened.reject(new Error(`answered ${answer.statusCode}`)));
    upgrade.end();
    await opened.promise;
    await plane.done("POST", "/control/rooms/live/messages", message("live", "m2"));
    expect(await received.promise).toContain("says m2");
  });
});

describe("the library", () => {
  const lesson = (id: string, title: string, text: string, tags: string[] = []): Lesson => ({
    id,
    title,
    text,
    tags,
    evidence: ["run-1"],
    at: "2026-11-23T06:00:00Z",
  });

  async function search(words: string): Promise<unknown> {
    return plane.done("GET", `/control/lessons?query=${encodeURIComponent(words)}`);
  }

  test("finds lessons by words and tags, best first, whatever the words hold", async () => {
    const lessons = [
      lesson("l1", "Pages", "Cursors keep pages stable while rows are inserted."),
      lesson("l2", "Indexes", "An index on the filter's column reads fewer rows.", ["sqlite"]),
      lesson("l3", "Indexed cursors", "Use them."),
    ];
    for (const each of lessons) await plane.done("PUT", `/control/lessons/${each.id}`, each);
    expect(await search("cursor")).toMatchObject({ lessons: [{ id: "l3" }, { id: "l1" }] });
    expect(await search("sqlite")).toEqual({ lessons: [lessons[1]] });
    for (const words of ['"', "NEAR(", "a AND", "*", "'; DROP TABLE lessons", ""]) await search(words);
    expect(await search("nothing-of-it")).toMatchObject({ lessons: [] });
  });

  test("a lesson put again takes the place of the one before", async () => {
    await plane.done("PUT", "/control/lessons/l9", lesson("l9", "Retries", "Add jitter."));
    await plane.done("PUT", "/control/lessons/l9", lesson("l9", "Retries", "Add backoff."));
    expect(await search("jitter")).toEqual({ lessons: [] });
    expect(await search("backoff")).toMatchObject({ lessons: [{ id: "l9" }] });
  });
});
