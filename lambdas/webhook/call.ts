import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { type Push, Push as PushSchema } from "../../shared/delivery/push.ts";
import { shortened } from "../../shared/shortened.ts";

/** A call of a function URL (payload format 2.0): names of headers are in lower case. */
export const HttpCall = z.object({
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().default(""),
  isBase64Encoded: z.boolean().default(false),
});
export type HttpCall = z.infer<typeof HttpCall>;

export interface HttpAnswer {
  statusCode: number;
  body: string;
}

/** Longest body that is read, in bytes. A push of a thousand commits takes less. */
const longestBody = 1024 * 1024;

/** A push with the message of its last commit, by which a release is known. */
export type AnnouncedPush = Push & { message: string };

export type ReadCall =
  | { outcome: "refused"; answer: HttpAnswer }
  | { outcome: "ignored"; reason: string }
  | { outcome: "push"; push: AnnouncedPush };

const Commit = z.object({ id: z.string(), message: z.string() });

/** What of GitHub's `push` is read. */
const GitHubPush = z.object({
  ref: z.string(),
  after: z.string(),
  deleted: z.boolean().default(false),
  repository: z.object({ name: z.string() }),
  pusher: z.object({ name: z.string() }),
  head_commit: Commit.nullable().default(null),
});

/** What of GitLab's `Push Hook` is read. */
const GitLabPush = z.object({
  ref: z.string(),
  after: z.string(),
  project: z.object({ path_with_namespace: z.string() }),
  user_username: z.string(),
  commits: z.array(Commit).default([]),
});

/**
 * Reads a webhook's call, after its signature: GitHub's `X-Hub-Signature-256`, the HMAC-SHA-256 of the body as it came,
 * or GitLab's token, the secret itself. Nothing of a body is looked at before its sender is known.
 */
export function readCall(call: HttpCall, secret: string): ReadCall {
  const { requestContext, headers, isBase64Encoded } = call;
  if (requestContext.http.method !== "POST") return refused(405, "Webhooks are sent by POST.");
  // Base64 takes four characters for three bytes; looked at before anything is decoded.
  if (call.body.length > (isBase64Encoded ? Math.ceil(longestBody / 3) * 4 : longestBody))
    return refused(413, `A webhook's body has at most ${longestBody} bytes.`);
  const body = Buffer.from(call.body, isBase64Encoded ? "base64" : "utf8");
  const signature = headers["x-hub-signature-256"];
  const token = headers["x-gitlab-token"];
  if (signature !== undefined) {
    const expected = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
    if (!isSame(signature, expected)) return refused(401, "The signature is not of this secret and body.");
    if (headers["x-github-event"] !== "push") return ignored("This is no push.");
    return readGitHub(parsed(body));
  }
  if (token !== undefined) {
    if (!isSame(token, secret)) return refused(401, "The token is not the secret.");
    if (headers["x-gitlab-event"] !== "Push Hook") return ignored("This is no push.");
    return readGitLab(parsed(body));
  }
  return refused(401, "The call is not signed: give the webhook its secret.");
}

/** Takes the same time wherever the two differ, and whatever their lengths. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function readGitHub(value: unknown): ReadCall {
  const push = GitHubPush.safeParse(value);
  if (!push.success) return unreadable(push.error);
  const { ref, after, deleted, repository, pusher, head_commit: last } = push.data;
  if (deleted) return ignored("A branch was deleted.");
  return pushOf({
    ref,
    commit: after,
    service: repository.name,
    by: pusher.name,
    message: last?.message ?? "",
  });
}

function readGitLab(value: unknown): ReadCall {
  const push = GitLabPush.safeParse(value);
  if (!push.success) return unreadable(push.error);
  const { ref, after, project, user_username: by, commits } = push.data;
  const service = project.path_with_namespace.split("/").at(-1) ?? "";
  const message = commits.find(({ id }) => id === after)?.message ?? "";
  return pushOf({ ref, commit: after, service, by, message });
}

function pushOf({
  ref,
  message,
  ...push
}: { ref: string; message: string } & Record<keyof Push, string>): ReadCall {
  if (ref !== "refs/heads/main")
    return ignored(`Only pushes to main are tried, and this one is to ${shortened(ref, 80)}.`);
  const read = PushSchema.safeParse({ ...push, by: push.by.slice(0, 200) });
  if (!read.success) return ignored("No service has a repository of that name, or the branch was deleted.");
  return { outcome: "push", push: { ...read.data, message } };
}

function refused(statusCode: number, body: string): ReadCall {
  return { outcome: "refused", answer: { statusCode, body } };
}

function ignored(reason: string): ReadCall {
  return { outcome: "ignored", reason };
}

function unreadable(error: z.ZodError): ReadCall {
  return refused(400, `The push can't be read: ${z.prettifyError(error)} Send it as application/json.`);
}
