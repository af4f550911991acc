import * as z from "zod";

/** A JSON Schema, as far as it is looked at here. */
export type JsonSchema = Record<string, unknown>;

const Schema = z.record(z.string(), z.unknown());

const Security = z.array(z.record(z.string(), z.unknown()));

/** A scheme by which a header holds a token. */
const SecurityScheme = z.object({
  type: z.string(),
  scheme: z.string().optional(),
  in: z.string().optional(),
  name: z.string().optional(),
  description: z.string().optional(),
});

const Operation = z.object({
  security: Security.optional(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        schema: Schema.optional(),
      }),
    )
    .optional(),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: Schema.optional() })) })
    .optional(),
});

const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z
    .object({
      schemas: z.record(z.string(), Schema).default({}),
      securitySchemes: z.record(z.string(), SecurityScheme).default({}),
    })
    .optional(),
});

const methods = ["get", "head", "post", "put", "patch", "delete"];

/** What a call may say beside its path and body. */
export interface DocumentedParameter {
  name: string;
  required: boolean;
  schema: JsonSchema;
}

/** One method at one path of a service's OpenAPI document. */
export interface DocumentedCall {
  /** In upper case. */
  method: string;
  /** With `{name}` for its parameters. */
  path: string;
  /** Of the path's parameters, by name. */
  parameters: Map<string, JsonSchema>;
  query: DocumentedParameter[];
  headers: DocumentedParameter[];
  /** Headers whose value stands for one call. */
  keys: DocumentedParameter[];
  /** Names of headers that say of which version of a thing the call is. */
  versions: string[];
  /** Of the JSON body, when it takes one; references are resolved. */
  body: JsonSchema | undefined;
}

/** The calls that a document describes; what it says in another way than OpenAPI does is left out. */
export function documentedCalls(document: unknown): DocumentedCall[] {
  const parsed = Document.safeParse(document);
  if (!parsed.success) return [];
  const { paths, components } = parsed.data;
  const resolve = (schema: JsonSchema) => resolved(schema, components?.schemas ?? {});
  return Object.entries(paths).flatMap(([path, operations]) =>
    methods.flatMap((method): DocumentedCall[] => {
      const operation = Operation.safeParse(operations[method]);
      if (!path.startsWith("/") || operations[method] === undefined) return [];
      const { parameters = [], requestBody, security = [] } = operation.success ? operation.data : {};
      const at = (where: string) =>
        parameters.flatMap(({ name, in: place, required = false, schema = {} }) =>
          place === where ? [{ name, required, schema: resolve(schema) }] : [],
        );
      const body = requestBody?.content["application/json"]?.schema;
      return [
        {
          method: method.toUpperCase(),
          path,
          parameters: new Map(at("path").map(({ name, schema }) => [name, schema])),
          query: at("query"),
          headers: [
            ...at("header").filter(({ schema }) => !ofCalls.includes(String(schema.format))),
            ...sessionHeaders(security, components?.securitySchemes ?? {}),
          ],
          keys: at("header").filter(({ schema }) => schema.format === "idempotency-key"),
          versions: namesOf(at("header"), "etag"),
          body: body && detailed(resolve(body), components?.schemas ?? {}),
        },
      ];
    }),
  );
}

/** The format of a header that holds a session's token. */
export const sessionFormat = "session";

/** The headers in which a call says its session, each with what stands before the token. */
function sessionHeaders(
  security: z.infer<typeof Security>,
  schemes: Record<string, z.infer<typeof SecurityScheme>>,
): DocumentedParameter[] {
  const required = security.every((way) => Object.keys(way).length > 0);
  return security
    .flatMap((way) => Object.keys(way))
    .flatMap((name): DocumentedParameter[] => {
      const scheme = schemes[name];
      const isBearer = scheme?.type === "http" && scheme.scheme === "bearer";
      if (scheme === undefined || (!isBearer && scheme.in !== "header")) return [];
      const before = isBearer ? "Bearer " : (/^([\w-]+) and /.exec(scheme.description ?? "")?.[1] ?? "");
      const prefix = before === "" ? "" : `${before.trim()} `;
      const schema = { type: "string", format: sessionFormat, prefix };
      return [{ name: isBearer ? "authorization" : (scheme.name ?? ""), required, schema }];
    });
}

/** A key for one call, made of a UUID: as many characters as it must have. */
export function keyOf(uuid: string, { schema }: Pick<DocumentedParameter, "schema">): string {
  const { minLength = 0, maxLength = uuid.length } = schema;
  return uuid.slice(0, Number(maxLength)).padEnd(Number(minLength), "0");
}

/** Formats of headers that are about the call itself, and not about who makes it. */
const ofCalls: readonly string[] = ["idempotency-key", "etag"];

function namesOf(headers: readonly DocumentedParameter[], format: string): string[] {
  return headers.flatMap(({ name, schema }) => (schema.format === format ? [name] : []));
}

/** How deep references are followed: what is deeper may be of itself. */
const referenceDepth = 6;

function resolved(
  schema: JsonSchema,
  schemas: Record<string, JsonSchema>,
  depth = referenceDepth,
): JsonSchema {
  if (depth === 0) return schema;
  const name = /^#\/components\/schemas\/(.+)$/.exec(String(schema.$ref))?.[1];
  const named = name !== undefined && Object.hasOwn(schemas, name) ? schemas[name] : undefined;
  if (named !== undefined) return resolved(named, schemas, depth - 1);
  const { properties, items } = schema;
  return {
    ...schema,
    ...(isSchema(items) ? { items: resolved(items, schemas, depth - 1) } : {}),
    ...(isSchema(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([property, inner]) => [
              property,
              isSchema(inner) ? resolved(inner, schemas, depth - 1) : inner,
            ]),
          ),
        }
      : {}),
  };
}

/** A body of which a text with nothing said of it is as a property of its name elsewhere: an action makes things of it. */
function detailed(body: JsonSchema, schemas: Record<string, JsonSchema>): JsonSchema {
  if (!isSchema(body.properties)) return body;
  const properties = Object.entries(body.properties).map(([name, schema]) => {
    if (!isSchema(schema) || Object.keys(schema).join() !== "type" || schema.type !== "string")
      return [name, schema];
    const others = Object.values(schemas).flatMap(({ properties: known }) =>
      isSchema(known) && isSchema(known[name]) && known[name].type === "string" ? [known[name]] : [],
    );
    const [first] = others.filter(({ readOnly }) => readOnly !== true);
    return [name, first ?? schema];
  });
  return { ...body, properties: Object.fromEntries(properties) };
}

/** Whether a value is one object of JSON, as schemas are. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is a text of which nothing more is said than its length. */
export function isFreeText({ schema }: Pick<DocumentedParameter, "schema">): boolean {
  const { type, enum: choices, format, pattern } = schema;
  const isOfAnyForm = choices === undefined && format === undefined && pattern === undefined;
  return type === "string" && isOfAnyForm && !namesThing({ schema });
}

/** Whether a header holds the identifier of a thing of the service, which calls. */
export function namesThing({ schema }: Pick<DocumentedParameter, "schema">): boolean {
  return typeof schema["x-thing"] === "string";
}

/** The calls that both documents describe, as the second does, with every header that either knows. */
export function commonCalls(
  control: readonly DocumentedCall[],
  candidate: readonly DocumentedCall[],
): DocumentedCall[] {
  return candidate.flatMap((call) => {
    const before = control.find(({ method, path }) => method === call.method && path === call.path);
    if (before === undefined) return [];
    const own = new Set(call.headers.map(({ name }) => name.toLowerCase()));
    const more = before.headers.filter(({ name }) => !own.has(name.toLowerCase()));
    const keys = [...new Map([...before.keys, ...call.keys].map((key) => [key.name, key])).values()];
    const versions = [...new Set([...call.versions, ...before.versions])];
    return [{ ...call, keys, versions, headers: [...call.headers, ...more] }];
  });
}
