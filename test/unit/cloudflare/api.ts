import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import * as z from "zod";

/** The token that the double accepts. */
export const token = "token-of-the-tests";
/** The account that the double has. */
export const account = "account";

const Binding = z.looseObject({ name: z.string(), type: z.string() });
type Binding = z.infer<typeof Binding>;

const Metadata = z.looseObject({
  bindings: z.array(Binding).default([]),
  keep_bindings: z.array(z.string()).default([]),
  migrations: z.looseObject({ new_tag: z.string() }).optional(),
});

interface Worker {
  settings: Record<string, unknown>;
  bindings: Binding[];
  content: string;
  tag: string | undefined;
  uploads: number;
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

/** How a call can be made to fail: an answer, the connection's end, or silence about what was done. */
export type Fault = Answer | "disconnect" | "disconnect afterwards" | "answer with nonsense afterwards";

/**
 * Cloudflare's API on the loopback interface, as far as the provider and a deployment call it: what is uploaded is kept,
 * a migration that has been applied is refused, secrets are never given back.
 */
export class CloudflareApi {
  readonly workers = new Map<string, Worker>();
  readonly domains = new Map<string, Record<string, unknown>>();
  readonly subdomains = new Map<string, Record<string, unknown>>();
  /** Each call as "METHOD path below the account". */
  readonly calls: string[] = [];
  /** Faults by "METHOD path"; each is used once, in order. */
  readonly faults = new Map<string, Fault[]>();
  /** Accepts a loader and does not keep it, as for an account without the plan. */
  forgetsLoaders = false;
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  /** Base URL of the API, once it listens. */
  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const { port } = z.object({ port: z.number() }).parse(this.#server.address());
    return `http://127.0.0.1:${port}/client/v4`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** A Worker as if a deployment had uploaded it. */
  put(name: string, bindings: Binding[], tag?: string): Worker {
    const worker = { settings: {}, bindings, content: "", tag, uploads: 1 };
    this.workers.set(name, worker);
    return worker;
  }

  /** Makes the next calls of this kind fail, each with the next of the faults. */
  fail(call: string, ...faults: Fault[]): void {
    this.faults.set(call, [...(this.faults.get(call) ?? []), ...faults]);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, path = ""] = (request.url ?? "").split(`/client/v4/accounts/${account}/workers/`);
    const call = `${request.method} ${path}`;
    this.calls.push(call);
    const fault = this.faults.get(call)?.shift();
    const body = await text(request.setEncoding("latin1"));
    if (fault === "disconnect") return void request.socket.destroy();
    if (typeof fault === "object")
      return void response.writeHead(fault.status, fault.headers).end(fault.body);
    const answer =
      request.headers.authorization === `Bearer ${token}`
        ? await this.#answer(call, path, { body, type: request.headers["content-type"] ?? "" })
        : refusal(403, 10000, "Authentication error");
    if (fault === "disconnect afterwards") return void request.socket.destroy();
    if (fault === "answer with nonsense afterwards") return void response.end("<html>502</html>");
    response
      .writeHead(answer.status, { "content-type": "application/json", ...answer.headers })
      .end(answer.body);
  }

  async #answer(call: string, path: string, sent: { body: string; type: string }): Promise<Answer> {
    if (path === "")
      return refusal(404, 7003, "Could not route to this path, perhaps your object identifier is invalid?");
    const [kind, name = "", part] = path.split("/");
    if (kind === "domains") return this.#domain(call, name, sent.body);
    const worker = this.workers.get(name);
    if (call === `PUT scripts/${name}`) return await this.#upload(name, await formOf(sent));
    if (!worker) return refusal(404, 10007, "This Worker does not exist on your account.");
    const { content, tag } = worker;
    switch (`${call.split(" ")[0]} ${kind}/${part ?? ""}`) {
      case "GET services/":
        return result({
          id: name,
          default_environment: { environment: "production", script: scriptOf(worker) },
        });
      case "PATCH scripts/settings":
        this.#change(worker, await formOf(sent));
        return this.#settings(worker);
      case "GET scripts/settings":
        return this.#settings(worker);
      case "GET scripts/content":
        return { status: 200, headers: { "content-type": "application/javascript+module" }, body: content };
      case "POST scripts/subdomain":
        this.subdomains.set(name, { previews_enabled: true, ...JSON.parse(sent.body) });
        return result(this.subdomains.get(name));
      case "GET scripts/subdomain":
        return result(this.subdomains.get(name) ?? { enabled: false, previews_enabled: false });
      default:
        return refusal(405, 10405, `The double knows no ${call}${tag ?? ""}`);
    }
  }

  #settings({ settings, bindings }: Worker): Answer {
    return result({ placement: {}, ...settings, bindings: bindings.map(shown) });
  }

  async #upload(name: string, form: FormData): Promise<Answer> {
    const { migrations, keep_bindings, bindings, ...settings } = Metadata.parse(
      JSON.parse(String(form.get("metadata"))),
    );
    const before = this.workers.get(name);
    if (migrations && migrations.old_tag !== before?.tag)
      return refusal(412, 10079, "Migration tag precondition failed");
    const kept = before?.bindings.filter(({ type }) => keep_bindings.includes(type)) ?? [];
    const module = form.get(String(settings.main_module));
    const worker = {
      settings,
      bindings: [...bindings, ...kept].sort((one, other) => (one.name < other.name ? -1 : 1)),
      content: module instanceof File ? await module.text() : "",
      tag: migrations?.new_tag ?? before?.tag,
      uploads: (before?.uploads ?? 0) + 1,
    };
    this.workers.set(name, worker);
    return result({ id: name, ...settings, ...scriptOf(worker) });
  }

  #change(worker: Worker, form: FormData): void {
    const { bindings } = Metadata.parse(JSON.parse(String(form.get("settings"))));
    const before = new Map(worker.bindings.map((binding) => [binding.name, binding]));
    worker.bindings = bindings
      .map((binding) => (binding.type === "inherit" ? (before.get(binding.name) ?? binding) : binding))
      .filter(({ type }) => !(this.forgetsLoaders && type === "worker_loader"));
  }

  #domain(call: string, id: string, body: string): Answer {
    if (call === "PUT domains") {
      const domain = z.looseObject({ hostname: z.string() }).parse(JSON.parse(body));
      const made = { ...domain, id: `domain-${domain.hostname}`, zone_name: "example.com" };
      this.domains.set(made.id, made);
      return result(made);
    }
    const domain = this.domains.get(id);
    if (call === `DELETE domains/${id}`) this.domains.delete(id);
    return domain ? result(domain) : refusal(404, 10007, "no such domain");
  }
}

function scriptOf({ tag, uploads }: Worker) {
  return {
    created_on: "2026-11-01T00:00:00Z",
    modified_on: `2026-11-01T00:00:0${uploads % 10}Z`,
    etag: `etag-${uploads}`,
    handlers: ["fetch"],
    has_assets: false,
    has_modules: true,
    last_deployed_from: "api",
    startup_time_ms: 7,
    usage_model: "standard",
    migration_tag: tag,
  };
}

/** A binding as the API gives it back: objects by their namespace, secrets without their text. */
function shown({ text: _, ...binding }: Binding): Binding {
  if (binding.type !== "durable_object_namespace") return binding;
  return { ...binding, namespace_id: `namespace-${binding.class_name}` };
}

/** An answer of the API in its envelope. */
export function result(value: unknown): Answer {
  return { status: 200, body: JSON.stringify({ success: true, errors: [], messages: [], result: value }) };
}

/** A refusal of the API in its envelope. */
export function refusal(status: number, code: number, message: string): Answer {
  const body = { success: false, errors: [{ code, message }], messages: [], result: null };
  return { status, body: JSON.stringify(body) };
}

async function formOf({ body, type }: { body: string; type: string }): Promise<FormData> {
  return new Response(Buffer.from(body, "latin1"), { headers: { "content-type": type } }).formData();
}
