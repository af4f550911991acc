import * as z from "zod";

/** A JSON Schema, as far as it is looked at here. */
export type JsonSchema = Record<string, unknown>;

const Schema = z.record(z.string(), z.unknown());

const Operation = z.object({
  parameters: z.array(z.object({ name: z.string(), in: z.string(), schema: Schema.optional() })).optional(),
  requestBody: z
    .object({ content: z.record(z.string(), z.object({ schema: Schema.optional() })) })
    .optional(),
});

const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), Schema).default({}) }).optional(),
});

const methods = ["get", "head", "post", "put", "patch", "delete"];

/** One method at one path of a service's OpenAPI document. */
export interface DocumentedCall {
  /** In upper case. */
  method: string;
  /** With `{name}` for its parameters. */
  path: string;
  /** Of the path's parameters, by name. */
  parameters: Map<string, JsonSchema>;
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
      const { parameters = [], requestBody } = operation.success ? operation.data : {};
      const inPath = parameters.flatMap(({ name, in: place, schema = {} }): [string, JsonSchema][] =>
        place === "path" ? [[name, resolve(schema)]] : [],
      );
      const body = requestBody?.content["application/json"]?.schema;
      return [
        {
          method: method.toUpperCase(),
          path,
          parameters: new Map(inPath),
          body: body && resolve(body),
        },
      ];
    }),
  );
}

function resolved(schema: JsonSchema, schemas: Record<string, JsonSchema>): JsonSchema {
  const name = /^#\/components\/schemas\/(.+)$/.exec(String(schema.$ref))?.[1];
  return (name !== undefined && Object.hasOwn(schemas, name) ? schemas[name] : undefined) ?? schema;
}
