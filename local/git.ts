import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import type { PushWatch } from "./push-watch.ts";

const run = promisify(execFile);

/**
 * Bare Git repositories below one folder, served over smart HTTP at `/repositories/<name>.git` by the machine's own
 * `git http-backend`. A first push creates the repository; its initial branch is main. `watch`, where it is given, is
 * told of what was pushed.
 */
export class GitService {
  readonly #directory: string;
  readonly #watch: PushWatch | undefined;
  readonly #creating = new Map<string, Promise<void>>();

  constructor(directory: string, watch?: PushWatch) {
    this.#directory = directory;
    this.#watch = watch;
    mkdirSync(directory, { recursive: true });
  }

  /** Tells of what was pushed while nobody was told, because the process was killed. */
  resume(): void {
    for (const name of readdirSync(this.#directory)) this.#watch?.look(join(this.#directory, name));
  }

  /** Resolves when nobody is being told of anything any more. */
  async close(): Promise<void> {
    await this.#watch?.settled();
  }

  /** Answers one request of a Git client; `url` is the request's. */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const [, name, rest] = /^\/repositories\/([a-z0-9-]+)\.git(\/.*)$/.exec(url.pathname) ?? [];
    if (name === undefined || rest === undefined)
      return refuse(
        response,
        400,
        "A repository is named [a-z0-9-]+ and addressed as /repositories/<name>.git.",
      );
    const path = join(this.#directory, `${name}.git`);
    const pushes = rest === "/git-receive-pack" || url.searchParams.get("service") === "git-receive-pack";
    if (pushes) await this.#create(path);
    if (!existsSync(join(path, "HEAD")))
      return refuse(response, 404, `There is no repository ${name} yet: push to create it.`);
    await this.#backend(request, response, url, `/${name}.git${rest}`);
    if (rest === "/git-receive-pack") this.#watch?.look(path);
  }

  /** Creates a repository unless it exists; concurrent callers share one creation. */
  async #create(path: string): Promise<void> {
    if (existsSync(join(path, "HEAD")) && !this.#creating.has(path)) return;
    const creation = this.#creating.get(path) ?? initialize(path);
    this.#creating.set(path, creation);
    try {
      await creation;
    } finally {
      this.#creating.delete(path);
    }
  }

  /** Runs the backend as a CGI program (RFC 3875). */
  async #backend(request: IncomingMessage, response: ServerResponse, url: URL, path: string): Promise<void> {
    const { headers } = request;
    const backend = spawn("git", ["http-backend"], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: this.#directory,
        GIT_HTTP_EXPORT_ALL: "1",
        GIT_CONFIG_NOSYSTEM: "1",
        PATH_INFO: path,
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: headers["content-type"] ?? "",
        ...(headers["content-length"] ? { CONTENT_LENGTH: headers["content-length"] } : {}),
        HTTP_CONTENT_ENCODING: headers["content-encoding"] ?? "",
        GIT_PROTOCOL: String(headers["git-protocol"] ?? ""),
        REMOTE_USER: "local",
        REMOTE_ADDR: "127.0.0.1",
      },
      stdio: ["pipe", "pipe", "ignore"],
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    backend.on("error", (error) => {
      refuse(response, 500, `Can't run git: ${error.message}. Install git and put it on the PATH.`);
      resolve();
    });
    // A client or a backend that goes away early breaks the pipe; the exit says what there is to say.
    backend.stdin.on("error", () => request.unpipe());
    request.pipe(backend.stdin);
    response.on("close", () => backend.kill());
    const head = new CgiHead(response);
    backend.stdout.on("data", (chunk: Buffer) => {
      const body = head.read(chunk);
      if (body.length > 0 && !response.write(body)) {
        backend.stdout.pause();
        response.once("drain", () => backend.stdout.resume());
      }
    });
    backend.on("close", () => {
      if (!response.headersSent) refuse(response, 500, "git http-backend gave no answer.");
      else response.end();
      resolve();
    });
    await promise;
  }
}

async function initialize(path: string): Promise<void> {
  await run("git", ["init", "--quiet", "--bare", "--initial-branch=main", path]);
  await run("git", ["-C", path, "config", "http.receivepack", "true"]);
  await run("git", ["-C", path, "config", "transfer.hideRefs", "refs/noticed"]);
}

/** Takes the head of a CGI answer off its output and puts it on the response. */
class CgiHead {
  readonly #response: ServerResponse;
  #buffer: Buffer | undefined = Buffer.alloc(0);

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Gives what of the chunk belongs to the body. */
  read(chunk: Buffer): Buffer {
    if (!this.#buffer) return chunk;
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    const end = this.#buffer.indexOf("\r\n\r\n");
    if (end < 0) return Buffer.alloc(0);
    const body = this.#buffer.subarray(end + 4);
    for (const line of this.#buffer.toString("latin1", 0, end).split("\r\n")) {
      const colon = line.indexOf(":");
      const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
      if (name.toLowerCase() === "status") this.#response.statusCode = Number.parseInt(value, 10);
      else this.#response.setHeader(name, value);
    }
    this.#response.flushHeaders();
    this.#buffer = undefined;
    return body;
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  if (!response.headersSent) response.writeHead(status, { "content-type": "text/plain" });
  response.end(`${message}\n`);
}
