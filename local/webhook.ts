import { createHmac } from "node:crypto";
import type { NoticedPush } from "./push-watch.ts";

/** Sends a push as GitHub sends it: its `push` event, signed with the webhook's secret. Throws when it is not taken. */
export async function sendPush(
  { url, secret }: { url: string; secret: string },
  { name, commit, message, by }: NoticedPush,
): Promise<void> {
  const body = JSON.stringify({
    ref: "refs/heads/main",
    after: commit,
    deleted: false,
    repository: { name },
    pusher: { name: by },
    head_commit: { id: commit, message },
  });
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-github-event": "push",
      "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
    },
    body,
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
}
