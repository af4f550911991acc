import * as z from "zod";
import { templateOf } from "../delivery/route-of.ts";

const Json = z.record(z.string(), z.unknown());

/** A JSON Schema, or what stands for one; `true` and what is not understood say nothing. */
export type Schema = z.infer<typeof Json>;

const Parameter = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  schema: Json.default({}),
});

const Content = z.record(z.string(), z.looseObject({ schema: Json.default({}) }));

const Response = z.looseObject({ content: Content.default({}), headers: Json.default({}) });

const Operation = z.looseObject({
  parameters: z.array(z.unknown()).default([]),
  requestBody: z.unknown().optional(),
  responses: Json.default({}),
  security: z.array(Json).optional(),
});

const Document = z.looseObject({ paths: z.record(z.string(), Json), security: z.array(Json).default([]) });

/** One method of one path of an OpenAPI document, with all that it refers to. */
export interface DocumentedRoute {
  route: string;
  parameters: z.infer<typeof Parameter>[];
  body: { schema: Schema; required: boolean } | undefined;
  responses: Map<string, z.infer<typeof Response>>;
  security: Schema[];
}

const methods = ["get", "put", "post", "delete", "patch", "head", "options"];

/** An OpenAPI document (3.x) whose references into itself are followed when asked. */
export class ApiDocument {
  readonly #root: unknown;
  /** By the route without the names of its parameters. */
  readonly routes = new Map<string, DocumentedRoute>();

  /** @throws Error when it is no OpenAPI document */
  constructor(root: unknown) {
    this.#root = root;
    const parsed = Document.safeParse(root);
    if (!parsed.success)
      throw new Error(
        `This is no OpenAPI document: ${z.prettifyError(parsed.error)}. Give one that has paths.`,
      );
    const { paths, security } = parsed.data;
    for (const [path, item] of Object.entries(paths))
      for (const method of methods) {
        if (item[method] === undefined) continue;
        const route = `${method.toUpperCase()} ${path}`;
        this.routes.set(templateOf(route), this.#routeOf(route, { item, method, security }));
      }
  }

  /** What a reference leads to, another one's end too; what is no reference itself. */
  resolve(value: unknown): unknown {
    let found = value;
    for (let hops = 0; hops < 20; hops++) {
      if (typeof found !== "object" || found === null || !("$ref" in found)) return found;
      const keys = String(found.$ref).replace(/^#\//, "").split("/");
      found = keys.reduce((at: unknown, key) => {
        const name = decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~");
        return typeof at === "object" && at !== null ? Reflect.get(at, name) : undefined;
      }, this.#root);
    }
    return undefined;
  }

  schemaOf(value: unknown): Schema {
    return Json.safeParse(this.resolve(value)).data ?? {};
  }

  #routeOf(
    route: string,
    { item, method, security }: { item: Schema; method: string; security: Schema[] },
  ): DocumentedRoute {
    const operation = Operation.parse(this.resolve(item[method]));
    const shared = z.array(z.unknown()).safeParse(item.parameters).data ?? [];
    const all = [...shared, ...operation.parameters].map((one) => Parameter.parse(this.resolve(one)));
    const parameters = [...new Map(all.map((one) => [`${one.in} ${one.name}`, one])).values()];
    const body = z
      .looseObject({ content: Content, required: z.boolean().default(false) })
      .safeParse(this.resolve(operation.requestBody)).data;
    const responses = Object.entries(operation.responses).map(
      ([status, one]) => [status, Response.parse(this.resolve(one))] as const,
    );
    return {
      route,
      parameters,
      body: body && { required: body.required, schema: jsonIn(body.content) },
      responses: new Map(responses),
      security: operation.security ?? security,
    };
  }
}

/** The schema of what is JSON among contents. */
export function jsonIn(content: z.infer<typeof Content>): Schema {
  return Object.entries(content).find(([type]) => /[/+]json\b/.test(type))?.[1].schema ?? {};
}
